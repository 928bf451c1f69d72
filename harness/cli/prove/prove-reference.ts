import { EXIT } from '../../../reports/model/exit-codes.ts'
import type { Proving } from './proving.ts'
import { inRoom, type Room } from './room.ts'
import { idsOf, type PartName, PARTS } from './suite-parts.ts'

async function judgeReference(
  { run, signal, say }: Proving,
  part: PartName,
  fresh: boolean,
): Promise<boolean> {
  const ids = idsOf(part)
  const ran = await run({ ...PARTS[part].under, fresh }, ids, signal)
  // What was cut short says nothing of the reference.
  if (signal.aborted) return false
  const { exitCode, requirements = [], reason = 'no result', durationMs } = ran
  const isGreen = exitCode === EXIT.proven.code && requirements.length === ids.length
  const how = isGreen ? 'green' : `NOT GREEN, exit ${exitCode ?? 'by a signal'} (${reason})`
  say(
    `${(durationMs / 1000).toFixed(1)} s  the reference as it is, ${part}: ${how}, ${requirements.length} of ${ids.length} requirements judged`,
  )
  const without = ids.filter((id) => requirements.every((judged) => judged.id !== id))
  if (without.length > 0) say(`  without a verdict: ${without.join(', ')}`)
  for (const { id, verdict, findings } of requirements) {
    if (verdict !== 'pass')
      say(`  ${id} ${verdict}: ${findings.map(({ code }) => code).join(', ')}`)
  }
  return isGreen
}

/**
 * Green and not empty, or nothing that follows means anything. Other runs go on beside it and may have kept it from
 * being so: it is judged once more then, in new processes.
 */
const isReferenceGreen = async (proving: Proving, part: PartName): Promise<boolean> =>
  (await judgeReference(proving, part, false)) ||
  (!proving.signal.aborted && (await judgeReference(proving, part, true)))

/**
 * Its two parts side by side. `working`: what works with the machine is judged; `isGreen`: both parts are. Where one is
 * not, all else is hopeless: aborted.
 */
export function proveReference(proving: Proving, room: Room, hopeless: AbortController) {
  const judge = async (part: PartName) => {
    const isGreen = await isReferenceGreen(proving, part)
    if (!isGreen) hopeless.abort()
    return isGreen
  }
  const working = inRoom(room, () => judge('working'))
  const isGreen = Promise.all([working, judge('waiting')]).then((all) => all.every(Boolean))
  // Awaited when the faults are through: what is thrown meanwhile waits until then.
  isGreen.catch(() => undefined)
  return { working, isGreen }
}
