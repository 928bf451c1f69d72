import { resetAsPerson } from '../../effects.ts'
import { requirement } from '../../requirement.ts'
import { expectWrittenBack } from '../../written-back.ts'

/** Modes in which the password lives on premises only. */
const ROWS = [
  { id: 'PWB-MODE-1', mode: 'federated', title: 'federated users: written back' },
  { id: 'PWB-MODE-3', mode: 'passThrough', title: 'pass-through users: written back' },
] as const

export const onPremises = ROWS.map(({ id, mode, title }) =>
  requirement({
    id,
    level: 'MUST',
    subject: 'system',
    title,
    source: 'OV',
    needs: ['portal', 'people', 'directory'],
    timeMode: 'real',
    findings: { 'not-written-back': 'the reset did not reach the directory' },
    async check(t) {
      const account = t.people[mode]()
      const { answer, password } = await resetAsPerson(t, account)
      await expectWrittenBack(t, { account, password, answer }, 'not-written-back')
    },
  }),
)
