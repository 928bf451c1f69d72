import { availableParallelism } from 'node:os'

/** libuv's default: more is nobody's need here. */
const MOST_THREADS = 4

/**
 * What the reference's programs are started with. The agent's private RSA operations, most of what a reset costs it,
 * run on libuv's pool and never wait for anything: as many threads as there are processors take turns with
 * the event loop that feeds them. Node reads the size once, before a program of ours runs, so that
 * the one who starts it has to say; whoever started us may have said it already.
 */
export const threadPoolEnvironment = (
  processors = availableParallelism(),
): Readonly<Record<string, string>> => ({
  UV_THREADPOOL_SIZE: String(Math.max(1, Math.min(processors - 1, MOST_THREADS))),
})
