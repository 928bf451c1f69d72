import { isWaived } from '../../../reports/model/waived.ts'
import { whyLines } from '../../../reports/formats/console-requirements.ts'
import type { RequirementResult } from '../../../reports/model/result.ts'

/** Live progress on stderr: a line when something happens, each with the seconds since the start. */
export interface Progress {
  say(line: string): void
  result(result: RequirementResult): void
}

const MARKS: Record<RequirementResult['verdict'], string> = {
  pass: 'pass',
  fail: 'FAIL',
  'not-proven': 'not proven',
  'not-applicable': 'not applicable',
  error: 'ERROR',
}

export function createProgress(write: (text: string) => void): Progress {
  const startedAt = performance.now()
  const say = (line: string) => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    write(`${seconds.padStart(6)} s  ${line}\n`)
  }
  return {
    say,
    result(judged) {
      const { id, verdict, title, findings } = judged
      const mark = isWaived(judged) ? 'fail, waived' : MARKS[verdict]
      const found = findings.map(({ code }) => code).join(', ')
      say(`${id.padEnd(12)} ${mark}${found === '' ? '' : ` (${found})`}  ${title}`)
      for (const line of whyLines(judged)) write(`${line}\n`)
    },
  }
}
