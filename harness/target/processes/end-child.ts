import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** Ends a forked program that ends by itself when whoever forked it lets go; resolves when it is gone. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  if (child.connected) child.disconnect()
  await exited
}
