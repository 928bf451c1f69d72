import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { exclusivePlan, idlePlan } from './plans.ts'
import { openRun } from './run.ts'

const isAlive = (pid: number) => existsSync(`/proc/${pid}`)

it('a system that is left ends, before the run does and without the others', {
  retry: 0,
}, async () => {
  const run = await openRun(() => undefined)
  try {
    const [left, stays] = await Promise.all([
      run.stage(idlePlan({ transport: 'amqp', faults: [] })),
      run.stage(exclusivePlan({ transport: 'amqp', faults: [] })),
    ])
    const pidsOf = ({ system }: typeof left) =>
      system.roles.all().flatMap(({ reply }) => reply.pids)
    const [ended, running] = [pidsOf(left), pidsOf(stays)]
    expect([...ended, ...running].every(isAlive)).toBe(true)
    await run.leave(left)
    expect([ended.some(isAlive), running.every(isAlive)]).toEqual([false, true])
    // That it ended was asked for.
    await expect(Promise.race([run.died, Promise.resolve('nobody died')])).resolves.toBe(
      'nobody died',
    )
    const closed = run.close()
    await expect(run.stage(idlePlan({ transport: 'amqp', faults: [] }))).rejects.toThrow('over')
    await closed
    expect(running.some(isAlive)).toBe(false)
  } finally {
    await run.close()
  }
})
