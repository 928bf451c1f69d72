import { parentPort, workerData } from 'node:worker_threads'
import { Dispatcher } from './dispatcher.ts'
import { createExecutor } from './executors/index.ts'
import { machineTiming } from './timing.ts'
import type { WorkerJob, WorkerOrder, WorkerReport } from './worker-job.ts'

/** The entry of a load worker: all I/O of its slice of the accounts happens in this thread. */
function run(job: WorkerJob, port: NonNullable<typeof parentPort>) {
  const executor = createExecutor(job.executor)
  const report = (message: WorkerReport) => port.postMessage(message)
  let dispatcher: Dispatcher | undefined

  const begin = async (startAtMs: number) => {
    dispatcher = new Dispatcher({
      ...job,
      startAtMs,
      timing: machineTiming,
      execute: (operation) =>
        executor.execute({
          operation,
          account: job.account[operation] ?? 0,
          generation: job.generation[operation] ?? 0,
        }),
    })
    await dispatcher.finished
    await executor.close()
    report('finished')
    port.close()
  }

  port.on('message', (order: WorkerOrder) => {
    if (order === 'stop') dispatcher?.stop()
    else void begin(order.startAtMs)
  })
  report('ready')
}

if (parentPort !== null) run(workerData, parentPort)
