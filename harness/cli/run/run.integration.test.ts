import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packageRoot } from '../../target/processes/role-process.ts'
import { exclusivePlan, idlePlan } from './plans.ts'
import { openRun } from './run.ts'
import { inTemporaryFolder } from '../as-a-user/testing.ts'

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

it('runs end in order when who reads has left, however much they have to say', {
  retry: 0,
}, async () => {
  await inTemporaryFolder(async (folder) => {
    const program = join(packageRoot, 'dist', 'harness', 'cli', 'main.js')
    const names = ['relay-grants-all', 'portal-one-text-for-all']
    const faults = names.flatMap((name) => ['--only-fault', name])
    const prove = ['prove', ...faults, '--jobs', '1', '--out', join(folder, 'out')]
    const child = spawn(process.execPath, [program, ...prove], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, TMPDIR: folder },
    })
    child.stdout.destroy()
    const [code] = await once(child, 'exit')
    // The first fault's line is not taken, so the other one is cut short as it begins; then more lines are not taken.
    expect(code).toBe(130)
    expect(await readdir(folder)).toEqual(['out'])
  })
})
