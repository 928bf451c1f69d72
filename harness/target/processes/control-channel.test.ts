import { afterEach, describe, expect, it, vi } from 'vitest'
import { type ControlChannel, openControlChannel } from './control-channel.ts'
import { RoleDied, TargetError } from '../errors.ts'

/** A program that answers each line by what the given expression makes of the request `r`. */
const program = (reply: string): [string, ...string[]] => [
  process.execPath,
  '-e',
  `require('node:readline').createInterface({input: process.stdin}).on('line', (line) => {
     const r = JSON.parse(line); const answer = ${reply};
     if (answer) console.log(JSON.stringify(answer)) })`,
]

describe('control channel', () => {
  let channel: ControlChannel | undefined
  afterEach(async () => {
    vi.unstubAllEnvs()
    await channel?.stop(200)
  })

  const open = (reply: string) => {
    channel = openControlChannel({ role: 'agent', argv: program(reply) })
    return channel
  }

  it('pairs replies with requests by id', async () => {
    const { ask } = open('({ id: r.id, ok: true, now: r.to ?? 0, nextDueMs: null })')
    const both = await Promise.all([ask('advance', { to: 1 }), ask('advance', { to: 2 })])
    expect(both.map((reply) => reply.now)).toEqual([1, 2])
  })

  it('adds to the environment what a program is given, and leaves what is there', async () => {
    vi.stubEnv('WRITEBACK_TEST_THERE', '7')
    channel = openControlChannel({
      role: 'agent',
      argv: program(
        '({ id: r.id, ok: true, now: +process.env.WRITEBACK_TEST_GIVEN, nextDueMs: +process.env.WRITEBACK_TEST_THERE })',
      ),
      env: { WRITEBACK_TEST_GIVEN: '5', WRITEBACK_TEST_THERE: '6' },
    })
    const reply = await channel.ask('advance', {})
    expect(reply).toMatchObject({ now: 5, nextDueMs: 7 })
  })

  it('refuses a reply that is not of the form, and says where it is wrong', async () => {
    const { ask } = open('({ id: r.id, ok: true, now: "late", nextDueMs: null })')
    await expect(ask('advance', {})).rejects.toThrow(/its reply to advance is not of the contract/)
  })

  it('tells a refusal with its remedy', async () => {
    const { ask } = open('({ id: r.id, ok: false, why: "unsupported", text: "no clock" })')
    const refused = await ask('advance', {}).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(TargetError)
    expect(refused).toMatchObject({
      role: 'agent',
      message: 'agent: refused advance: unsupported, no clock',
    })
  })

  it('does not wait for a program that never answers', async () => {
    const { ask } = open('undefined')
    await expect(ask('drain', {}, 100)).rejects.toThrow(/no reply to drain within [1-4]00 ms/)
  })

  it('waits longer for a program that works than for one that does nothing', async () => {
    const busy = open(
      '(() => { for (const end = Date.now() + 2_000; Date.now() < end; ); return { id: r.id, ok: true, now: 0, nextDueMs: null } })()',
    )
    await expect(busy.ask('advance', {}, 1_500)).resolves.toMatchObject({ now: 0 })
  })

  it('knows that the program ended, and how', async () => {
    const { ask } = open('process.exit(7)')
    await expect(ask('drain', {})).rejects.toThrow(RoleDied)
    await expect(ask('drain', {})).rejects.toThrow(/exit code 7/)
  })

  it('ends a program that does not stop when asked', async () => {
    const { stop, ended } = open('void setInterval(() => {}, 1000)')
    await stop(500)
    expect(await ended).toBe('signal SIGKILL')
  })
})
