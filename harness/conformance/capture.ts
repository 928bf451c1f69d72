import type { Tap } from '../wire/tap.ts'

/** Keeps the bodies that cross a link while something is done; they go on unchanged. */
export async function capturing<T>(
  link: Tap,
  work: () => Promise<T>,
): Promise<{ readonly bodies: readonly Buffer[]; readonly result: T }> {
  const bodies: Buffer[] = []
  const edit = link.editMessages(
    'both',
    () => true,
    (body) => {
      bodies.push(Buffer.from(body))
      return body
    },
  )
  try {
    return { result: await work(), bodies }
  } finally {
    edit.stop()
  }
}
