import { parentPort, workerData } from 'node:worker_threads'
import { Observer } from '../measure/observer.ts'
import { SECOND_MS, type Second } from '../measure/seconds.ts'
import { Dispatcher } from './dispatcher.ts'
import { createExecutor } from './executors/index.ts'
import { machineTiming, monotonicMs } from './timing.ts'
import type { WorkerJob, WorkerOrder, WorkerReport } from './worker-job.ts'

/** The entry of a load worker: all I/O of its slice of the accounts happens in this thread. */
function run(job: WorkerJob, port: NonNullable<typeof parentPort>) {
  const executor = createExecutor(job.executor)
  const report = (message: WorkerReport, move: ArrayBuffer[] = []) =>
    port.postMessage(message, move)
  const giveSecond = (second: Second) => {
    const { lagsMs, responsesMs } = second
    const move = [lagsMs, responsesMs]
      .map(({ buffer }) => buffer)
      .filter((buffer) => buffer instanceof ArrayBuffer)
    report({ kind: 'second', second }, move)
  }
  let dispatcher: Dispatcher | undefined

  const begin = async (startAtMs: number) => {
    const before = performance.eventLoopUtilization()
    const observer = new Observer(job.phases, giveSecond)
    const passing = setInterval(() => observer.advance(monotonicMs() - startAtMs), SECOND_MS)
    dispatcher = new Dispatcher({
      ...job,
      startAtMs,
      observer,
      timing: machineTiming,
      execute: (operation) =>
        executor.execute({
          operation,
          account: job.account[operation] ?? 0,
          generation: job.generation[operation] ?? 0,
        }),
    })
    await dispatcher.finished
    clearInterval(passing)
    const { utilization } = performance.eventLoopUtilization(before)
    await executor.close()
    report({ kind: 'finished', observed: observer.finish(), utilization })
    port.close()
  }

  port.on('message', (order: WorkerOrder) => {
    if (order === 'stop') dispatcher?.stop()
    else void begin(order.startAtMs)
  })
  report({ kind: 'ready' })
}

if (parentPort !== null) run(workerData, parentPort)
