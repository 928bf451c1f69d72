import { Attribute, Change } from 'ldapts'

/** What an operation writes with. */
interface Given {
  readonly old: string
  readonly next: string
}

const quoted = (password: string) => Buffer.from(`"${password}"`, 'utf16le')

const change = (
  operation: 'add' | 'delete' | 'replace',
  type: string,
  ...values: readonly (Buffer | string)[]
) =>
  new Change({
    operation,
    modification: new Attribute({ type, values: values.map((value) => Buffer.from(value)) }),
  })

const set = (next: Buffer) => change('replace', 'unicodePwd', next)
const changing = (old: string, next: string) => [
  change('delete', 'unicodePwd', quoted(old)),
  change('add', 'unicodePwd', quoted(next)),
]

/** One modify of the account each. */
export const OPERATIONS = {
  reset: ({ next }) => [set(quoted(next))],
  change: ({ old, next }) => changing(old, next),
  'change-with-wrong-old': ({ next }) => changing('Wr0ng-Passw0rd', next),
  'change-with-empty-old': ({ next }) => changing('', next),
  'change-add-first': ({ old, next }) => changing(old, next).toReversed(),
  'reset-and-unlock': ({ next }) => [set(quoted(next)), change('replace', 'lockoutTime', '0')],
  'reset-and-force': ({ next }) => [set(quoted(next)), change('replace', 'pwdLastSet', '0')],
  'reset-force-unlock': ({ next }) => [
    set(quoted(next)),
    change('replace', 'pwdLastSet', '0'),
    change('replace', 'lockoutTime', '0'),
  ],
  unlock: () => [change('replace', 'lockoutTime', '0')],
  force: () => [change('replace', 'pwdLastSet', '0')],
  'lift-force': () => [change('replace', 'pwdLastSet', '-1')],
  'set-time': () => [change('replace', 'pwdLastSet', '132000000000000000')],
  enable: () => [change('replace', 'userAccountControl', '512')],
  describe: () => [change('replace', 'description', 'x')],
  'write-unquoted': ({ next }) => [set(Buffer.from(next, 'utf16le'))],
  'write-utf8': ({ next }) => [set(Buffer.from(`"${next}"`))],
  'write-nothing': () => [set(Buffer.alloc(0))],
  'delete-only': ({ old }) => [change('delete', 'unicodePwd', quoted(old))],
  'add-only': ({ next }) => [change('add', 'unicodePwd', quoted(next))],
} as const satisfies Record<string, (given: Given) => Change[]>
export type OperationName = keyof typeof OPERATIONS
