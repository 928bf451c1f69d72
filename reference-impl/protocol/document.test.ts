import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { LIMITS } from '../../harness/contract/limits.ts'
import { OUTCOME_CODES, OUTCOMES, type OutcomeCode } from '../../harness/contract/outcomes.ts'
import type { Outcome } from '../../harness/contract/outcome.ts'
import {
  enableAnswer,
  onboardingRequest,
  synchronisationAnswer,
  synchronisationRequest,
} from '../../harness/contract/portal.ts'
import { addressesSchema } from '../../harness/contract/role-config.ts'
import { announcedMs } from './idle-time-out.ts'
import { PACKAGE_PROBLEMS } from './package-error.ts'
import { tenantCredentialsSchema } from './relay-management-forms.ts'

/** What PROTOCOL.md says and the code says too, beside the layouts. */
const document = readFileSync(new URL('../PROTOCOL.md', import.meta.url), 'utf8')
const lines = document.split('\n')

const certaintyOf = ({ definite, changed }: Outcome) => {
  if (!definite) return 'no | not known'
  return `yes | ${changed === true ? 'changed' : 'as it was'}`
}
const rowOf = (code: OutcomeCode) => {
  const outcome: Outcome = OUTCOMES[code]
  return { number: outcome.wire, text: `\`${code}\` | ${certaintyOf(outcome)} | ${outcome.http} |` }
}

it('the outcomes of a result are those of the contract, each in its place', () => {
  const expected = OUTCOME_CODES.map(rowOf)
    .filter(({ number }) => number !== null)
    .toSorted((left, right) => Number(left.number) - Number(right.number))
    .map(({ number, text }) => `| ${number} | ${text}`)
  const from = lines.findIndex((line) => line.startsWith('| number | outcome |'))
  const table = lines.slice(from + 2)
  expect(table.slice(0, table.indexOf(''))).toEqual(expected)
})

it('the portal’s own outcomes are those of the contract', () => {
  const expected = OUTCOME_CODES.filter((code) => rowOf(code).number === null).map((code) => {
    const { published }: Outcome = OUTCOMES[code]
    return `| ${rowOf(code).text} ${published === null ? 'ours' : `\`${published}\``} |`
  })
  const from = lines.findIndex((line) => line.startsWith('| outcome | certain |'))
  const table = lines.slice(from + 2)
  expect(table.slice(0, table.indexOf(''))).toEqual(expected)
})

const PARAMETERS = {
  'request’s time to live': `${LIMITS.requestTtlMs} ms`,
  'supported clock difference': `${LIMITS.clockSkewMs} ms`,
  'portal’s wait for a result': `${LIMITS.portalWaitMs} ms`,
  'heartbeat period': `${LIMITS.heartbeatPeriodMs} ms`,
  'key overlap': `${LIMITS.keyOverlapMs} ms`,
  'largest message at the relay': `${LIMITS.relayMessageBytes} bytes`,
  'idle time-out announced': `${announcedMs(LIMITS.idleTimeoutMs)} ms`,
} as const

it.each(Object.entries(PARAMETERS))('the default of the %s is the contract’s', (name, value) => {
  expect(lines).toContain(`| ${name} | ${value} |`)
})

it('the keep-alive of the contract is sent within half of what is announced', () => {
  expect(2 * LIMITS.keepAliveMs).toBe(announcedMs(LIMITS.idleTimeoutMs))
})

it('the default addresses stand in the table of links', () => {
  const { presence, ...others } = addressesSchema.parse(undefined)
  for (const address of [presence, ...Object.values(others)]) {
    expect(document).toContain(`e \`${address}\` |`)
  }
})

it('every problem of a package stands in the table of what a receiver finds', () => {
  for (const problem of Object.keys(PACKAGE_PROBLEMS)) {
    expect(lines.some((line) => line.endsWith(`| \`${problem}\` |`))).toBe(true)
  }
})

const FORMS: Readonly<Record<string, z.ZodType>> = {
  onboardingRequest,
  enableAnswer,
  synchronisationRequest,
  synchronisationAnswer,
  tenantCredentials: tenantCredentialsSchema,
}
const examples = [...document.matchAll(/<!-- (\w+) -->\n```json\n([\s\S]*?)```/g)].map(
  ([, form = '', text = '']) => ({ form, text }),
)

describe('the examples', () => {
  it('show every form', () => {
    expect(new Set(examples.map(({ form }) => form))).toEqual(new Set(Object.keys(FORMS)))
    expect(document.split('```json\n').length - 1).toBe(examples.length)
  })

  it.each(examples)('of $form have the form that the code takes', ({ form, text }) => {
    expect(FORMS[form]?.safeParse(JSON.parse(text)).error).toBeUndefined()
  })
})
