import { z } from 'zod'

const text = z.string().trim().min(1).max(500)

/** A waivers file, as the gate's owner writes it: who answers for which known failure, until when, and why. */
export const waiverFileSchema = z.strictObject({
  waivers: z.array(
    z.strictObject({
      requirement: text.describe('its id'),
      finding: text.describe('the code of the finding; others of the requirement stay failures'),
      reason: text.describe('why it may be shipped all the same'),
      owner: text.describe('who answers for it'),
      expires: z.iso.date().describe('the last day on which it holds (UTC)'),
      catalogue: z.int().describe('the version of the catalogue whose words were looked at'),
    }),
  ),
})

/** One entry, and where it stands (`FILE:LINE`). */
export type Waiver = z.infer<typeof waiverFileSchema>['waivers'][number] & {
  readonly where: string
}
