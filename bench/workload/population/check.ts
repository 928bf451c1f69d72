import { dnKey } from './dn.ts'
import type { PopulationEntry, PopulationProblem } from './entry.ts'

const PASSWORDS = ['unicodepwd', 'userpassword', 'dbcspwd', 'ntpwdhistory']
const NEEDED = ['sAMAccountName', 'userPrincipalName'] as const

/** The longest sAMAccountName of a person that Active Directory takes. */
const LONGEST_NAME = 20

const passwords = ({ attributes, line }: PopulationEntry): PopulationProblem[] =>
  Object.keys(attributes)
    .filter((name) => PASSWORDS.includes(name.toLowerCase()))
    .map((name) => ({
      line,
      problem: `${name}: a population holds no passwords; remove it, each run makes its own`,
    }))

const needed = ({ kind, attributes, line }: PopulationEntry): PopulationProblem[] =>
  kind !== 'user'
    ? []
    : NEEDED.filter((name) => (attributes[name]?.[0] ?? '') === '').map((name) => ({
        line,
        problem: `${name}: missing; every user needs one`,
      }))

const lengths = ({ kind, attributes, line }: PopulationEntry): PopulationProblem[] => {
  const name = attributes['sAMAccountName']?.[0] ?? ''
  return kind === 'user' && name.length > LONGEST_NAME
    ? [
        {
          line,
          problem: `sAMAccountName: ${name.length} characters, at most ${LONGEST_NAME} are allowed`,
        },
      ]
    : []
}

/** What must be different in every entry, and how it is compared. */
const UNIQUE: readonly [string, (entry: PopulationEntry) => string | undefined][] = [
  ['dn', ({ dn }) => dnKey(dn)],
  ['sAMAccountName', ({ attributes }) => attributes['sAMAccountName']?.[0]?.toLowerCase()],
  ['userPrincipalName', ({ attributes }) => attributes['userPrincipalName']?.[0]?.toLowerCase()],
]

const duplicates = (entries: readonly PopulationEntry[]): PopulationProblem[] =>
  UNIQUE.flatMap(([name, keyOf]) => {
    const firstLine = new Map<string, number>()
    return entries.flatMap((entry) => {
      const key = keyOf(entry)
      if (key === undefined || key === '') return []
      const first = firstLine.get(key)
      if (first === undefined) {
        firstLine.set(key, entry.line)
        return []
      }
      const problem = `${name}: the same as in line ${first}; make it different or remove one`
      return [{ line: entry.line, problem }]
    })
  })

/** What is wrong with a population, whatever file it came from. */
export function checkEntries(entries: readonly PopulationEntry[]): PopulationProblem[] {
  const each = entries.flatMap((entry) => [
    ...passwords(entry),
    ...needed(entry),
    ...lengths(entry),
  ])
  return [...each, ...duplicates(entries)]
}
