import { describe, expect, it, vi } from 'vitest'
import type { RoleName } from '../../contract/edge.ts'
import type { ControlChannel } from '../processes/control-channel.ts'
import { Unsupported } from '../errors.ts'
import { createSystemTime } from './system-time.ts'

/** A role with a clock of its own and timers due at given times; remembers where it was sent. */
function fakeRole(
  startMs: number,
  due: readonly number[],
  role: RoleName = 'portal',
  isMoved = true,
) {
  const moves: { to: number; mode: string | undefined }[] = []
  let now = startMs
  let ending: (() => void) | undefined
  let isEnded = false
  const channel = {
    ask: async (verb: string, body: { to?: number; mode?: string }) => {
      if (ending !== undefined) {
        ending()
        isEnded = true
        throw new Error('its process ended')
      }
      if (verb === 'drain') return { id: 0, ok: true, counters: {} }
      if (body.to !== undefined) {
        if (isMoved) now = Math.max(now, body.to)
        moves.push({ to: body.to, mode: body.mode })
      }
      const next = due.filter((at) => at > now)
      return { id: 0, ok: true, now, nextDueMs: next.length === 0 ? null : Math.min(...next) }
    },
  }
  return {
    role,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only `ask` is used
    channel: channel as unknown as ControlChannel,
    moves,
    endNext: (before: () => void) => {
      ending = before
    },
    hasEnded: () => isEnded,
  }
}

const T0 = Date.now()

describe('system time', () => {
  it('steps all roles together through every due timer of any of them', async () => {
    const one = fakeRole(T0, [T0 + 10_000])
    const other = fakeRole(T0 + 5, [T0 + 3_000])
    const time = createSystemTime(() => [one, other])
    await time.step(20_000)
    const stops = [T0 + 3_000, T0 + 10_000, T0 + 20_005]
    expect(one.moves.map(({ to }) => to)).toEqual(stops)
    expect(other.moves).toEqual(one.moves)
    expect(await time.now()).toBe(T0 + 20_005)
  })

  it('does not take an "advance" that moves nothing for time that passed', async () => {
    const time = createSystemTime(() => [fakeRole(T0, []), fakeRole(T0, [], 'agent', false)])
    await expect(time.step(20_000)).rejects.toThrow(/agent.*its clock still shows 20/)
    await expect(time.jump(20_000)).rejects.toBeInstanceOf(Unsupported)
  })

  it('jumps over due timers in one move', async () => {
    const role = fakeRole(T0, [T0 + 3_000])
    const time = createSystemTime(() => [role])
    await time.jump(20_000)
    expect(role.moves).toEqual([{ to: T0 + 20_000, mode: 'jump' }])
  })

  it.each([
    ['goes on compressed where a role is killed on purpose', true],
    ['tells, compressed, of a role that fails', false],
  ])('%s', async (_, isKilled) => {
    const steady = fakeRole(T0, [])
    const ending = fakeRole(T0, [], 'agent')
    const there = [steady, ending]
    const time = createSystemTime(() => there)
    const relax = await time.compress(10)
    // A question that is under way when the process ends has no answer.
    ending.endNext(() => {
      if (isKilled) there.pop()
    })
    await vi.waitFor(() => expect(ending.hasEnded()).toBe(true), 5_000)
    const went = await relax().then(() => 'to its end', String)
    expect(went).toBe(isKilled ? 'to its end' : 'Error: its process ended')
  })

  it('moves nobody where not every part can be moved', async () => {
    const time = createSystemTime(() => [])
    await expect(time.step(1_000)).rejects.toThrow(Unsupported)
    expect(time.estimate() - Date.now()).toBeLessThan(100)
    expect(Math.abs((await time.now()) - Date.now())).toBeLessThan(100)
  })

  it('keeps its estimate ahead by what the roles were moved', async () => {
    const role = fakeRole(T0, [])
    const time = createSystemTime(() => [role])
    await time.step(60_000)
    expect(time.estimate() - Date.now()).toBeGreaterThan(50_000)
  })

  it('keeps one clock behind the others until that is undone', async () => {
    const slowed = fakeRole(T0, [T0 + 10_000], 'agent')
    const other = fakeRole(T0, [], 'portal')
    const time = createSystemTime(() => [slowed, other])
    const undo = await time.slow('agent', 30_000)
    expect(slowed.moves.map(({ to }) => to)).toEqual([T0])
    expect(other.moves.map(({ to }) => to)).toEqual([T0 + 30_000])
    await time.step(15_000)
    expect(slowed.moves.map(({ to }) => to)).toEqual([T0, T0 + 10_000, T0 + 15_000])
    expect(other.moves.at(-1)?.to).toBe(T0 + 45_000)
    undo()
    await time.step(1_000)
    expect(slowed.moves.at(-1)?.to).toBe(other.moves.at(-1)?.to)
  })

  it('keeps one clock ahead of the others until that is undone', async () => {
    const hurried = fakeRole(T0, [], 'agent')
    const other = fakeRole(T0, [], 'portal')
    const time = createSystemTime(() => [hurried, other])
    const undo = await time.slow('agent', -30_000)
    expect(hurried.moves.map(({ to }) => to)).toEqual([T0 + 30_000])
    expect(other.moves.map(({ to }) => to)).toEqual([T0])
    await time.step(15_000)
    expect(hurried.moves.at(-1)?.to).toBe(T0 + 45_000)
    expect(other.moves.at(-1)?.to).toBe(T0 + 15_000)
    undo()
    await time.step(1_000)
    expect(other.moves.at(-1)?.to).toBe(hurried.moves.at(-1)?.to)
    expect(other.moves.at(-1)?.to).toBe(T0 + 46_000)
  })

  it('refuses to step more than an hour', async () => {
    const time = createSystemTime(() => [fakeRole(T0, [])])
    await expect(time.step(3_600_001)).rejects.toThrow(/use jump/)
  })
})
