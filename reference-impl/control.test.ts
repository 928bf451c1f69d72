import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { createDrivenClock } from './clock.ts'
import { serveControl } from './control.ts'
import { switchOn } from './faults.ts'
import { BadStart } from './role.ts'

const DEVIATIONS = { faults: ['relay-takes-any-secret'], variants: [] }
const HELLO = { verb: 'hello', protocol: 1 }

/** What a process answers to these verbs, whose only role says at its start whether it deviates. */
async function answersTo(verbs: readonly object[], stays: boolean) {
  const input = new PassThrough()
  const answers: { ok: boolean; why?: string; listening?: object }[] = []
  const start = {
    verb: 'start',
    role: 'relay',
    edges: {},
    listen: { host: '127.0.0.1' },
    advertise: {},
    tls: { certFile: '', keyFile: '', caFile: '' },
    config: {},
    secretsFile: '',
  }
  const served = serveControl({
    roles: {
      relay: ({ faults }) =>
        Promise.resolve({
          listening: faults.fires('relay-takes-any-secret')
            ? { deviates: { host: '127.0.0.1', port: 1 } }
            : {},
          logs: {},
          reset: () => Promise.resolve(),
          drain: () => Promise.resolve({}),
          stop: () => Promise.resolve(),
        }),
    },
    clock: createDrivenClock(),
    faults: switchOn([], undefined),
    ...(stays && {
      deviate: ({ faults }) => {
        if (faults.includes('no-such')) throw new BadStart('no-such')
        return switchOn(['relay-takes-any-secret'], undefined)
      },
    }),
    input,
    write: (line) => answers.push(JSON.parse(line)),
  })
  for (const [id, verb] of [...verbs, start].entries()) {
    input.write(`${JSON.stringify({ id, ...verb })}\n`)
  }
  input.end()
  await served
  return answers
}

it('a process that stays deviates in what hello states', async () => {
  const [, plain] = await answersTo([HELLO], true)
  expect(plain?.listening).toEqual({})
  const [, deviating] = await answersTo([{ ...HELLO, deviations: DEVIATIONS }], true)
  expect(deviating?.listening).toHaveProperty('deviates')
})

it('states that are unknown, or made to a process that does not stay, are refused', async () => {
  const unknown = { ...HELLO, deviations: { ...DEVIATIONS, faults: ['no-such'] } }
  expect((await answersTo([unknown], true))[0]).toMatchObject({ ok: false, why: 'bad-request' })
  const [refused] = await answersTo([{ ...HELLO, deviations: DEVIATIONS }], false)
  expect(refused).toMatchObject({ ok: false, why: 'unsupported' })
})
