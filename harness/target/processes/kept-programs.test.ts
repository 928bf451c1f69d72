import { afterEach, describe, expect, it } from 'vitest'
import type { ControlChannel } from './control-channel.ts'
import { keepPrograms, openProgram } from './kept-programs.ts'

const OBEDIENT = `const hello = { protocol: 1, ok: true }
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const r = JSON.parse(line)
    if (r.verb === 'reset') process.exit(7)
    console.log(JSON.stringify(r.verb === 'advance'
      ? { id: r.id, ok: true, now: process.argv.includes('--stay') ? 1 : 0, nextDueMs: null }
      : { id: r.id, ok: true }))
  })`
const argv: [string, ...string[]] = [process.execPath, '-e', OBEDIENT, '--']

describe('programs that are kept', () => {
  const opened: ControlChannel[] = []
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((channel) => channel.stop(0)))
  })
  const deviations = { faults: ['relay-takes-any-secret'], variants: [] }
  const program = (mayStay: boolean) =>
    openProgram({ role: 'relay', argv, ...(mayStay && { stay: { argv, deviations } }) })
  const open = (mayStay: boolean) => {
    const { channel } = program(mayStay)
    opened.push(channel)
    return channel
  }

  it('end with their system as long as nobody asks for them to be kept', async () => {
    const first = open(true)
    expect((await first.ask('advance', {})).now).toBe(0)
    await first.leave(200)
    expect(open(true).pid).not.toBe(first.pid)
  })

  it('play in the next system, and are told to stay', async () => {
    keepPrograms('/nowhere')
    const first = open(true)
    expect((await first.ask('advance', {})).now).toBe(1)
    await first.leave()
    await expect(first.ended).resolves.toBe('stopped')
    await expect(first.ask('advance', {})).rejects.toThrow(/relay/)
    const second = open(true)
    expect(second.pid).toBe(first.pid)
    expect((await second.ask('advance', {})).now).toBe(1)
  })

  it('are others for two systems at once', () => {
    keepPrograms('/nowhere')
    expect(open(true).pid).not.toBe(open(true).pid)
  })

  it('do not come back once stopped or dead', async () => {
    keepPrograms('/nowhere')
    const stopped = open(true)
    await stopped.ask('advance', {})
    await stopped.stop(0)
    const dead = open(true)
    expect(dead.pid).not.toBe(stopped.pid)
    await dead.ask('reset', { caseId: 'x' }).catch(() => undefined)
    await dead.leave(200)
    expect(open(true).pid).not.toBe(dead.pid)
  })

  it('are told in hello what they deviate in', () => {
    keepPrograms('/nowhere')
    const { channel, stated } = program(true)
    opened.push(channel)
    expect(stated).toEqual({ deviations })
  })

  it('are only those that may stay', async () => {
    keepPrograms('/nowhere')
    const mutant = open(false)
    expect((await mutant.ask('advance', {})).now).toBe(0)
    await mutant.leave(200)
    expect(open(false).pid).not.toBe(mutant.pid)
  })
})
