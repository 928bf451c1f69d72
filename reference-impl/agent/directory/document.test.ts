import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { OUTCOMES, type OutcomeCode } from '../../../harness/contract/outcomes.ts'
import type { OperationKind } from '../../protocol/message.ts'
import { BIND_REFUSALS } from './bind-refusals.ts'
import { outcomeOfFailure } from './outcome-rows.ts'
import { isProtectedSid } from './protected-sids.ts'

/** What PROTOCOL.md says of the directory, read as a program and held against the code. */
const lines = readFileSync(new URL('../../PROTOCOL.md', import.meta.url), 'utf8').split('\n')

/** The cells of the table under this header. */
function tableUnder(header: string): string[][] {
  const from = lines.indexOf(header)
  const rows = lines.slice(from + 2)
  return rows.slice(0, rows.indexOf('')).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
}

const CODES = Array.from({ length: 60 }, (_, index) => index + 1)
const ERRORS = ['', '0000052D', '00000056', '00000775', '00000005', '00002098']
const OPERATIONS: readonly OperationKind[] = [
  'user-reset',
  'administrator-reset',
  'change',
  'unlock',
]

/** Whether a cell of the table names this. */
const names = (cell: string | undefined, one: string) =>
  cell === 'any' || cell === 'any other' || (cell ?? '').split(/, | or /).includes(one)

/** An outcome as the table writes it. */
const written = (code: OutcomeCode) => `${OUTCOMES[code].wire} \`${code}\``

it('the refusals of the directory mean what the table says, the first row that fits', () => {
  const rows = tableUnder('| LDAP result | error | operation | outcome |').slice(0, -1)
  const told = (code: number, hex: string, operation: OperationKind) => {
    const row = rows.find(
      ([codes, errors, operations]) =>
        names(codes, String(code)) &&
        names(errors, hex === '' ? 'none' : `\`${hex}\``) &&
        names(operations, operation),
    )
    return row?.[3]
  }
  for (const code of CODES) {
    for (const hex of ERRORS) {
      for (const operation of OPERATIONS) {
        const outcome = outcomeOfFailure({ kind: 'refused', code, hex }, operation)
        const found = told(code, hex, operation)
        expect([code, hex, operation, found]).toEqual([
          code,
          hex,
          operation,
          written(outcome ?? 'outcome-unknown'),
        ])
      }
    }
  }
})

it('the reasons of a refused bind are those of the table', () => {
  expect(Object.fromEntries(tableUnder('| data | reason |'))).toEqual(BIND_REFUSALS)
})

const sid = (...parts: number[]) => {
  const bytes = Buffer.alloc(8 + 4 * parts.length)
  for (const [index, part] of parts.entries()) bytes.writeUInt32LE(part, 8 + 4 * index)
  return bytes
}

it('the protected numbers are those of the table', () => {
  const numbers = Array.from({ length: 1_000 }, (_, index) => index)
  const inDomain = numbers.filter((number) => isProtectedSid(sid(21, 1, 2, 3, number)))
  const builtIn = numbers.filter((number) => isProtectedSid(sid(32, number)))
  expect(tableUnder('| below | numbers |')).toEqual([
    ['the domain', inDomain.join(', ')],
    ['S-1-5-32', builtIn.join(', ')],
  ])
})
