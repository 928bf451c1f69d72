import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { ROLE_NAMES, type RoleName } from '../../contract/edge.ts'
import { BadInput } from '../errors.ts'
import { isFormName, SLOT_FORMS } from './slot-forms.ts'
import { mapRoles, REFERENCE, type Slot, type Slots, type Target } from './slots.ts'
import { offsetOf, type Problem, problemsOf } from './target-problems.ts'

const slot = z.unknown().optional()

const fileSchema = z.strictObject(
  {
    version: z.literal(1, 'must be 1'),
    /** What reports call the system. */
    name: z.string('must be text').default('a target file’s system'),
    slots: z.strictObject(
      { portal: slot, relay: slot, agent: slot, directory: slot },
      `must name what fills ${ROLE_NAMES.join(', ')}`,
    ),
  },
  'must hold "version" and "slots"',
)

const allowed = [
  'reference',
  'elsewhere (relay and agent of a portal that runs already)',
  ...Object.values(SLOT_FORMS).map(({ example, means }) => `${example} (${means})`),
].join(', ')

const describe = (value: unknown) =>
  typeof value === 'object' && value !== null
    ? `{ ${Object.keys(value).join(', ')} }`
    : String(value)

type SlotRead = { readonly slot: Slot } | { readonly problems: readonly Problem[] }

/** What fills a slot; not named: the reference. */
function readSlot(role: RoleName, value: unknown, folder: string): SlotRead {
  if (value === undefined || value === 'reference') return { slot: REFERENCE }
  const path = ['slots', role]
  if (value === 'elsewhere') {
    if (role === 'relay' || role === 'agent') return { slot: { fill: 'elsewhere' } }
    return {
      problems: [
        { path, text: `cannot be elsewhere: the ${role} is what is reached; give its url` },
      ],
    }
  }
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : []
  const [form, another] = names.filter(isFormName)
  if (form === undefined || another !== undefined) {
    return {
      problems: [{ path, text: `found ${describe(value)}; allowed is one of ${allowed}` }],
    }
  }
  const read = SLOT_FORMS[form].read(value, folder, role)
  return 'slot' in read ? read : { problems: problemsOf(read.error, path) }
}

/** A portal that runs already has a relay, an agent and a directory of its own; parts of ours know nothing of it. */
function misfits(slots: Slots): readonly Problem[] {
  const { portal, relay, agent, directory } = slots
  const parts = { relay, agent }
  const isWhole = portal.fill === 'url'
  const wrong = Object.entries(parts).filter(([, { fill }]) => (fill === 'elsewhere') !== isWhole)
  const text = isWhole
    ? 'must be elsewhere beside a portal that runs already: it has its own'
    : 'cannot be elsewhere: the portal is not; fill it, or give the portal’s url'
  return [
    ...wrong.map(([role]) => ({ path: ['slots', role], text })),
    ...(isWhole && directory.fill !== 'url'
      ? [
          {
            path: ['slots'],
            text: 'must give the directory’s url beside a portal that runs already',
          },
        ]
      : []),
  ]
}

const rawSlots = z.looseObject({ slots: z.record(z.string(), z.unknown()) })

/** Reads a target file's text. Throws BadInput that names every problem, each with its line. */
export function parseTarget(source: string, file: string): Target {
  const lineCounter = new LineCounter()
  const document = parseDocument(source, { lineCounter, prettyErrors: false })
  const refuse = (found: readonly { readonly offset: number; readonly text: string }[]) => {
    const lines = found.toSorted((a, b) => a.offset - b.offset)
    return new BadInput(
      lines.map(({ offset, text }) => `${file}, line ${lineCounter.linePos(offset).line}: ${text}`),
    )
  }
  if (document.errors.length > 0) {
    throw refuse(document.errors.map(({ message, pos }) => ({ offset: pos[0], text: message })))
  }
  const content: unknown = document.toJS()
  const parsed = fileSchema.safeParse(content)
  // What else is wrong with the file hides nothing of its slots.
  const raw = rawSlots.safeParse(content)
  const folder = dirname(resolve(file))
  const reads = mapRoles((role) =>
    readSlot(role, raw.success ? raw.data.slots[role] : undefined, folder),
  )
  const slotOf = (role: RoleName) => {
    const read = reads[role]
    return 'slot' in read ? read.slot : REFERENCE
  }
  const slots = mapRoles(slotOf)
  const unread = Object.values(reads).flatMap((read) => ('problems' in read ? read.problems : []))
  const problems = [
    ...(parsed.success ? [] : problemsOf(parsed.error)),
    // Slots that were not understood fit nothing.
    ...(unread.length > 0 ? unread : misfits(slots)),
  ]
  if (problems.length > 0 || !parsed.success) {
    throw refuse(
      problems.map(({ path, text }) => ({
        offset: offsetOf(document.contents, path),
        text: `${path.map(String).join('.') || 'the file'} ${text}`,
      })),
    )
  }
  return { name: parsed.data.name, slots }
}

/** Reads a target file; BadInput also when it cannot be read. */
export async function readTarget(file: string): Promise<Target> {
  const source = await readFile(file, 'utf8').catch((error: unknown) => {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new BadInput([
      `--target: ${file} cannot be read (${why}); "writeback init" writes one to begin with`,
    ])
  })
  return parseTarget(source, file)
}
