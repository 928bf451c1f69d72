import type { CommandModule, InferredOptionTypes } from 'yargs'
import { directoryCredentials, readCredentials } from '../../target/slots/credentials.ts'
import { BadInput } from '../../target/errors.ts'
import { openGuestUnits } from '../../target/directory/guest-units.ts'
import { directoryAt } from '../../target/slots/slots.ts'
import { withOptions } from '../options/options.ts'
import { TARGET, targetOf } from '../options/target-options.ts'

const { target, 'i-own-this-directory': owner } = TARGET
const OPTIONS = {
  target: { ...target, demandOption: true },
  'i-own-this-directory': owner,
} as const
type Options = InferredOptionTypes<typeof OPTIONS>

/** Removes what interrupted runs left in somebody's directory: units in the container that carry a run's mark. */
export const clean = (): CommandModule<object, Options> => ({
  command: 'clean',
  describe: 'remove what interrupted runs left in a directory that runs already',
  builder: withOptions(OPTIONS),
  async handler({ target: file, iOwnThisDirectory }) {
    const { slots } = await targetOf(file, iOwnThisDirectory)
    const slot = directoryAt(slots)
    if (slot === undefined) {
      throw new BadInput([
        `${file}: slots.directory is no url; a directory that a run started is gone with it`,
      ])
    }
    const credentials = await readCredentials(slot.credentials, directoryCredentials)
    const units = await openGuestUnits(slot, credentials)
    try {
      const left = await units.list()
      for (const unit of left) {
        const removed = await units.remove(unit)
        process.stdout.write(`removed ${unit} (${removed} entries)\n`)
      }
      if (left.length === 0) process.stdout.write(`nothing was left in ${slot.container}\n`)
    } finally {
      await units.close()
    }
  },
})
