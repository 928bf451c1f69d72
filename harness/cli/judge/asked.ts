import { CATALOGUE_VERSION } from '../../conformance/catalogue/index.ts'
import { applyProfile, type Applied } from '../../conformance/profiles/apply.ts'
import { type ProfileName, PROFILES } from '../../conformance/profiles/index.ts'
import { REQUIREMENTS } from '../../conformance/requirements/index.ts'
import { selectRequirements } from '../../conformance/select.ts'
import { waiverProblems } from '../../conformance/waivers/check.ts'
import { parseWaivers } from '../../conformance/waivers/parse.ts'
import type { Waiver } from '../../conformance/waivers/waiver.ts'
import { BadInput } from '../../target/errors.ts'
import { checkOnce } from '../options/check-options.ts'
import { readInput } from '../options/read-input.ts'
import type { Recording } from '../run/run-judging.ts'

export interface Asking {
  readonly only: readonly string[]
  readonly profile: ProfileName
  readonly waivers?: string | undefined
}

/** What a command that judges was asked for: all that was checked before anything started. */
export interface Asked extends Applied {
  readonly profile: ProfileName
  readonly waivers: readonly Waiver[]
  /** Nothing was picked: the whole profile. */
  readonly whole: boolean
}

const DATE_LENGTH = 'YYYY-MM-DD'.length

/** The waivers of a file; throws BadInput that names every problem with its line. */
async function readWaivers(file: string, nowMs: number): Promise<readonly Waiver[]> {
  const parsed = parseWaivers(await readInput(file, '--waivers'), file)
  if (!parsed.ok) throw new BadInput(parsed.problems)
  const problems = waiverProblems(parsed.waivers, {
    declared: REQUIREMENTS,
    catalogueVersion: CATALOGUE_VERSION,
    today: new Date(nowMs).toISOString().slice(0, DATE_LENGTH),
  })
  if (problems.length > 0) throw new BadInput(problems)
  return parsed.waivers
}

/** Reads what was asked for. Throws BadInput before anything starts. */
export async function askedFor(asking: Asking): Promise<Asked> {
  checkOnce(asking, ['profile', 'waivers', 'format'])
  const { only, profile, waivers } = asking
  const applied = applyProfile(selectRequirements(REQUIREMENTS, only), profile, PROFILES[profile])
  return {
    ...applied,
    profile,
    whole: only.length === 0,
    waivers: waivers === undefined ? [] : await readWaivers(waivers, Date.now()),
  }
}

/** Puts what needs no check into the record, and against what the target is held. */
export function noteAsked(record: Recording, { settled, profile, waivers }: Asked): void {
  record.value.notes.push(`held to profile ${profile}`)
  if (waivers.length > 0) record.value.notes.push(`waivers given: ${waivers.length}`)
  for (const each of settled) record.add(each)
}
