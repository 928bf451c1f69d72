import { writeFile } from 'node:fs/promises'
import type { CommandModule } from 'yargs'
import { BadInput } from '../../target/errors.ts'
import { TARGET_TEMPLATE } from '../../target/slots/target-template.ts'

/** Writes a commented target file; never over one that is there. */
export const init = (): CommandModule<object, { file: string }> => ({
  command: 'init [file]',
  describe: 'write a commented target file to begin with',
  builder: (yargs) =>
    yargs.positional('file', {
      type: 'string',
      default: 'writeback-target.yaml',
      describe: 'where; a file that is there already is not written over',
    }),
  async handler({ file }) {
    try {
      await writeFile(file, TARGET_TEMPLATE, { flag: 'wx' })
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'EEXIST') {
        throw new BadInput([`${file} is there already; name another file, or move it away`])
      }
      if (code === 'ENOENT') throw new BadInput([`${file}: its folder is not there; make it`])
      throw error
    }
    process.stdout.write(`wrote ${file}; next: writeback conform --target ${file}\n`)
  },
})
