/** Does the work on every item, `jobs` at a time, in the order of the list. `begins`: when each of them may take its first. */
export async function sideBySide<T>(
  items: readonly T[],
  jobs: number,
  work: (item: T) => Promise<void>,
  begins: (job: number) => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  const queue = items.values()
  const worker = async (job: number) => {
    await begins(job)
    for (const item of queue) await work(item)
  }
  await Promise.all(Array.from({ length: jobs }, (_, job) => worker(job)))
}
