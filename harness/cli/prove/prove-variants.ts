import { EXIT } from '../../../reports/model/exit-codes.ts'
import { judgeVariant, type VariantVerdict } from '../../conformance/kill-matrix/judge-variant.ts'
import { REQUIREMENTS } from '../../conformance/requirements/index.ts'
import { checkVariants, readVariants } from '../options/fault-names.ts'
import type { Proving } from './proving.ts'
import { inRoom, type Room } from './room.ts'
import type { Ran } from './run-under.ts'
import { sideBySide } from './side-by-side.ts'
import { idsOf, type PartName, PART_NAMES, PARTS } from './suite-parts.ts'
import { variantLine } from './table.ts'

interface PlannedVariant {
  readonly variant: string
  /** The requirements that it may mislead. */
  readonly ids: readonly string[]
}

const familyOf = (id: string) => id.split('-')[1] ?? ''

/** These variants, or all when none is named, each with the requirements of the families it names. */
export function planVariants(only: readonly string[]): PlannedVariant[] {
  checkVariants(only)
  return Object.entries(readVariants())
    .filter(([variant]) => only.length === 0 || only.includes(variant))
    .map(([variant, { mayMislead }]) => ({
      variant,
      ids: REQUIREMENTS.map(({ id }) => id).filter((id) => mayMislead.includes(familyOf(id))),
    }))
}

/** What a run, perhaps of several variants, showed of one of them. */
const judge = ({ variant, ids }: PlannedVariant, ran: Ran) =>
  judgeVariant({
    ...ran,
    variant,
    ids,
    requirements: ran.requirements?.filter(({ id }) => ids.some((own) => own === id)),
    firings: ran.firings(variant),
  })

const inWords = ({ exitCode, requirements = [] }: Ran) =>
  [
    exitCode === null ? 'ended by a signal' : `exit ${exitCode}`,
    ...requirements
      .filter(({ verdict }) => verdict !== 'pass')
      .map(({ id, verdict, reason, findings }) => {
        const found = findings.map(({ code, observed }) => `${code}, ${observed}`)
        return [`${id} ${verdict}`, ...found, reason ?? []].flat().join(': ')
      }),
  ].join('; ')

/** When a part of the suite is judged: at once, or once there is room for it. */
type Begin = (part: PartName, run: () => Promise<Ran>) => Promise<Ran>

/** What two runs showed, as one. */
const both = (one: Ran, other: Ran): Ran => {
  const bad = [one, other].find(({ exitCode }) => exitCode !== EXIT.proven.code)
  return {
    ...(bad ?? one),
    requirements: [...(one.requirements ?? []), ...(other.requirements ?? [])],
    durationMs: one.durationMs + other.durationMs,
    firings: (name) => one.firings(name) + other.firings(name),
  }
}

/** All variants in one run, of each part of the suite that has a requirement of theirs. */
async function runParts(
  variant: readonly string[],
  ids: readonly string[],
  { run, signal }: Proving,
  begin: Begin,
): Promise<Ran> {
  const parts = PART_NAMES.map((part) => ({ part, asked: idsOf(part, ids) }))
  const rans = await Promise.all(
    parts
      .filter(({ asked }) => asked.length > 0)
      .map(({ part, asked }) =>
        begin(part, () => run({ variant, ...PARTS[part].under }, asked, signal)),
      ),
  )
  return rans.reduce(both)
}

/**
 * Other runs go on beside it and may have kept a requirement from passing: those that did not pass are judged once
 * more, in new processes.
 */
async function runTogether(
  planned: readonly PlannedVariant[],
  proving: Proving,
  begin: Begin,
): Promise<Ran> {
  const { run, signal, say } = proving
  const ids = [...new Set(planned.flatMap((one) => one.ids))]
  const variant = planned.map((one) => one.variant)
  const first = await runParts(variant, ids, proving, begin)
  const passed = first.requirements?.filter(({ verdict }) => verdict === 'pass') ?? []
  const doubtful = ids.filter((id) => !passed.some((result) => result.id === id))
  if (passed.length === 0 || doubtful.length === 0 || signal.aborted) return first
  say(`all variants in one run: ${inWords(first)}; these once more, in new processes`)
  const again = await run({ variant, fresh: true }, doubtful, signal)
  return both({ ...first, exitCode: EXIT.proven.code, requirements: passed }, again)
}

/**
 * All in one run: those that came out green, since where everything is green one run has told it all. None
 * when the run says nothing that is certain.
 */
export async function proveTogether(
  planned: readonly PlannedVariant[],
  proving: Proving,
  begin: Begin = (_, run) => run(),
): Promise<VariantVerdict[]> {
  const { signal, say } = proving
  if (planned.length < 2 || signal.aborted) return []
  const ran = await runTogether(planned, proving, begin)
  if (signal.aborted) return []
  // A failure that another variant may have caused says nothing against one that it cannot be of.
  const failed = ran.requirements?.some(({ verdict }) => verdict === 'fail') === true
  const own = failed && ran.exitCode === EXIT.violated.code ? { ...ran, exitCode: 0 } : ran
  const green = planned.map((one) => judge(one, own)).filter(({ fate }) => fate === 'green')
  for (const verdict of green) say(variantLine(verdict))
  if (green.length === 0)
    say(`all variants in one run say nothing: ${inWords(ran)}; each is run alone`)
  return green
}

/** Each of those that are not green yet is told apart by a run of its own. */
export async function proveApart(
  planned: readonly PlannedVariant[],
  green: readonly VariantVerdict[],
  { jobs, room, run, signal, say }: Proving & { readonly room: Room },
): Promise<VariantVerdict[]> {
  const seen = new Set(green.map(({ variant }) => variant))
  const others = planned.filter(({ variant }) => !seen.has(variant))
  const verdicts: VariantVerdict[] = []
  const prove = (one: PlannedVariant) =>
    inRoom(room, async () => {
      if (signal.aborted) return
      const verdict = judge(one, await run({ variant: [one.variant] }, one.ids, signal))
      if (signal.aborted) return
      verdicts.push(verdict)
      say(variantLine(verdict))
    })
  await sideBySide(others, jobs, prove)
  return verdicts
}
