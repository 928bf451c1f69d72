/** The same items; each is asked for before the one before it is used, so that its source works meanwhile. */
export async function* readAhead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  const ask = () => {
    const asked = source.next()
    // Its failure is told where it is awaited, not before.
    asked.catch(() => {})
    return asked
  }
  try {
    for (let asked = ask(); ; ) {
      const item = await asked
      if (item.done === true) return
      asked = ask()
      yield item.value
    }
  } finally {
    await source.return(undefined)
  }
}
