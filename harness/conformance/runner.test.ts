import { describe, expect, it } from 'vitest'
import { RoleDied, Unsupported } from '../target/errors.ts'
import { requireControl } from './control.ts'
import { type Declaration, requirement } from './requirement.ts'
import { judge, type Lane } from './runner.ts'

type Check = Declaration<'agent', 'broken'>['check']

const withCheck = (check: Check) =>
  requirement({
    id: 'PWB-NET-1',
    level: 'MUST',
    subject: 'agent',
    title: 'an example',
    source: 'WE',
    needs: ['agent'],
    timeMode: 'real',
    findings: { broken: 'it is broken' },
    check,
  })

const undeclared: Check = async (t) => {
  // @ts-expect-error the clock is not among the needs
  await t.clock.step(1)
}

const lane: Lane = {
  capabilities: {
    agent: {
      stop: async () => undefined,
      restart: async () => undefined,
      pids: async () => [1],
    },
  },
  restore: async () => undefined,
}

describe('judge', () => {
  it('passes a check that saw something and found nothing', async () => {
    const result = await judge(
      withCheck(async (t) => t.saw('eye', 'all well')),
      lane,
    )
    expect(result).toMatchObject({ verdict: 'pass', evidence: [{ instrument: 'eye' }] })
  })

  it('fails with the finding, its meaning and both sides', async () => {
    const result = await judge(
      withCheck(async (t) => {
        t.expect(false, 'broken', { expected: 'whole', observed: 'in two' })
      }),
      lane,
    )
    expect(result).toMatchObject({
      verdict: 'fail',
      findings: [
        { code: 'broken', meaning: 'it is broken', expected: 'whole', observed: 'in two' },
      ],
    })
  })

  it('does not pass a check that recorded no evidence', async () => {
    const result = await judge(
      withCheck(async () => undefined),
      lane,
    )
    expect(result.verdict).toBe('error')
  })

  it('tells a control that did not work as an error, not as a failure', async () => {
    const result = await judge(
      withCheck(async (t) => {
        t.saw('eye', 'nothing')
        requireControl(true, 'the other eye', { expected: 'light', observed: 'light' })
        requireControl(false, 'the eye', { expected: 'light', observed: 'dark' })
      }),
      lane,
    )
    expect(result).toMatchObject({ verdict: 'error', findings: [] })
    expect(result.reason).toContain('the eye: expected light, found dark')
  })

  it('tells a check that throws as an error of the harness, not as a failure', async () => {
    const result = await judge(
      withCheck(async () => {
        throw new TypeError('oops')
      }),
      lane,
    )
    expect(result).toMatchObject({ verdict: 'error', reason: 'TypeError: oops' })
  })

  it('names the missing capability instead of running the check', async () => {
    const result = await judge(
      withCheck(async (t) => t.saw('eye', 'never')),
      { ...lane, capabilities: {} },
    )
    expect(result).toMatchObject({ verdict: 'not-proven', reason: 'the target lacks: agent' })
    expect(result.evidence).toEqual([])
  })

  it('says whose it is that is missing, where the lane knows', async () => {
    const result = await judge(
      withCheck(async (t) => t.saw('eye', 'never')),
      { ...lane, capabilities: {}, lacking: { agent: 'agent: process ids' } },
    )
    expect(result.reason).toBe('the target lacks: agent (agent: process ids)')
  })

  it('proves nothing, and ends nothing, where a part says that it cannot', async () => {
    const unable = withCheck(async () => {
      throw new Unsupported('agent', 'refused rotate: unsupported, no keys here')
    })
    expect(await judge(unable, lane)).toMatchObject({
      verdict: 'not-proven',
      reason: 'agent: refused rotate: unsupported, no keys here',
    })
  })

  it('keeps what was found before a part said that it cannot', async () => {
    const halfway = withCheck(async (t) => {
      t.expect(false, 'broken', { expected: 'whole', observed: 'in pieces' })
      throw new Unsupported('agent', 'refused drain: unsupported, none')
    })
    expect((await judge(halfway, lane)).verdict).toBe('fail')
  })

  it('lets a role that died end the run', async () => {
    const dies = withCheck(async () => {
      throw new RoleDied('agent', 'signal SIGKILL')
    })
    await expect(judge(dies, lane)).rejects.toThrow(RoleDied)
  })

  it('does not compile when a check touches what it did not declare', () => {
    expect(undeclared).toBeTypeOf('function')
  })
})
