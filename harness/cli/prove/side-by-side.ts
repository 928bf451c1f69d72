/** Does the work on every item, `jobs` at a time, in the order of the list. */
export async function sideBySide<T>(
  items: readonly T[],
  jobs: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  const worker = async () => {
    for (const item of queue) await work(item)
  }
  await Promise.all(Array.from({ length: jobs }, worker))
}
