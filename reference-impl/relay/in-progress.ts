/** Counts what is under way, and tells when nothing is. */
export interface InProgress {
  begin(): void
  end(): void
  /** Resolves once nothing is under way and the turn's frames have been handed to their sockets. */
  none(): Promise<void>
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

export function createInProgress(): InProgress {
  let count = 0
  let waiting: (() => void)[] = []

  return {
    begin() {
      count += 1
    },
    end() {
      count -= 1
      if (count > 0) return
      for (const resolve of waiting) resolve()
      waiting = []
    },
    none,
  }

  async function none(): Promise<void> {
    await nextTurn()
    if (count === 0) return
    await new Promise<void>((resolve) => waiting.push(resolve))
    await none()
  }
}
