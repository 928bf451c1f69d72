import { z } from 'zod'
import { runWith } from './run-with.ts'

const resultForm = z.looseObject({
  requirements: z.array(
    z.looseObject({
      id: z.string(),
      verdict: z.string(),
      reason: z.string().optional(),
      findings: z.array(z.looseObject({ code: z.string(), observed: z.string() })),
    }),
  ),
})

/** What a run said of each requirement: `pass`, or the verdict with its finding codes or its reason. */
export interface Conformed {
  readonly code: number | null
  readonly verdicts: Readonly<Record<string, string>>
  /** The whole output, for when it is not as expected. */
  readonly output: string
}

const ended = ({ verdict, reason, findings }: z.infer<typeof resultForm>['requirements'][number]) =>
  [verdict, ...findings.map(({ code }) => code), ...(reason === undefined ? [] : [reason])].join(
    ' ',
  )

/** Runs `writeback conform` as a user does. */
export async function conformWith(targetText: string, args: readonly string[]): Promise<Conformed> {
  const { code, output, result } = await runWith('conform', targetText, args)
  const { requirements } = resultForm.parse(result)
  return { code, output, verdicts: Object.fromEntries(requirements.map((e) => [e.id, ended(e)])) }
}
