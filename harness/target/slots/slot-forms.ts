import { resolve } from 'node:path'
import { z } from 'zod'
import type { RoleName } from '../../contract/edge.ts'
import type { Slot } from './slots.ts'
import { noUrl, type SlotRead, URL_FORMS } from './url-forms.ts'

const text = z.string('must be text').min(1, 'must not be empty')

/** One way to fill a slot, as it stands in a target file under its own key. */
interface SlotForm {
  readonly means: string
  readonly example: string
  /** `folder`: what relative paths are relative to. */
  read(value: unknown, folder: string, role: RoleName): SlotRead
}

const slotForm = <T>(
  words: Pick<SlotForm, 'means' | 'example'>,
  form: z.ZodType<T>,
  toSlot: (value: T, folder: string) => Slot,
): SlotForm => ({
  ...words,
  read(value, folder) {
    const parsed = form.safeParse(value)
    return parsed.success ? { slot: toSlot(parsed.data, folder) } : { error: parsed.error }
  },
})

/** The keys that a slot may have, one of them each; besides, a slot may be the word `reference`. */
export const SLOT_FORMS = {
  mutant: slotForm(
    { means: 'the reference with named faults', example: '{ mutant: [FAULT] }' },
    z.strictObject({
      mutant: z.array(text, 'must be a list of faults').min(1, 'must name at least one fault'),
    }),
    ({ mutant }) => ({ fill: 'mutant', faults: mutant }),
  ),
  exec: slotForm(
    {
      means: 'a program that speaks the seven verbs',
      example: '{ exec: { argv: [PROGRAM, ARGUMENT] } }',
    },
    z.strictObject({
      exec: z.strictObject(
        {
          argv: z.tuple([text], z.string('must be text'), 'must be a list: program and arguments'),
          cwd: text.optional(),
        },
        'must be { argv: [PROGRAM, ARGUMENT] }, with "cwd" if wanted',
      ),
    }),
    ({ exec }, folder) => ({
      fill: 'exec',
      argv: exec.argv,
      cwd: resolve(folder, exec.cwd ?? '.'),
    }),
  ),
  url: {
    means: 'something that runs already',
    example: '{ url: SCHEME://HOST:PORT, caFile: FILE, credentialsFile: FILE }',
    read: (value, folder, role) => URL_FORMS[role]?.(value, folder) ?? noUrl(role),
  },
} as const satisfies Record<string, SlotForm>

export type FormName = keyof typeof SLOT_FORMS
export const isFormName = (name: string): name is FormName => Object.hasOwn(SLOT_FORMS, name)
