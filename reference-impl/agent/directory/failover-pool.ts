import { DirectoryError } from './directory-failure.ts'
import type { DirectoryAccess } from './directory-pool.ts'

/** Runs at the first of these controllers that can be reached: for reading only. */
export function createFailoverPool(
  controllers: readonly [DirectoryAccess, ...DirectoryAccess[]],
): DirectoryAccess {
  return {
    async run(work) {
      const [first, ...others] = controllers
      let failed: DirectoryError | undefined
      for (const controller of [first, ...others]) {
        try {
          return await controller.run(work)
        } catch (error) {
          const unreachable =
            error instanceof DirectoryError && error.failure.kind === 'unreachable'
          if (!unreachable) throw error
          failed ??= error
        }
      }
      throw failed
    },
  }
}
