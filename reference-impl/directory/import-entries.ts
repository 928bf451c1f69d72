import { isUtf8 } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { BadStart } from '../role.ts'
import type { Domain } from './domain.ts'
import { type LdifEntry, type LdifProblem, parseLdif } from './ldap/ldif.ts'
import { add } from './operations/add.ts'
import { Refusal, resultOf } from './results.ts'
import { newSession } from './session.ts'

/** Undefined: the entry is there now. */
function addEntry(domain: Domain, { line, dn, attributes }: LdifEntry): LdifProblem | undefined {
  const session = newSession(domain.controllers[0], true)
  session.rights = 'administrator'
  try {
    add(domain, session, { kind: 'add', dn, attributes })
    return undefined
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { code, text } = resultOf(error, 'samba')
    return { line, text: `${dn}: refused with result ${code}: ${text}` }
  }
}

/**
 * Adds the entries of an LDIF file in their order, by the rules of an add over LDAP: a password is a
 * base64 `unicodePwd` that the policy takes. Throws BadStart that names every problem by its line.
 */
export async function importEntries(domain: Domain, file: string): Promise<void> {
  const bytes = await readFile(file).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : ''
    throw new BadStart(`config: ldif: cannot be read: ${reason}`)
  })
  if (!isUtf8(bytes)) {
    throw new BadStart(`config: ldif: ${file}: is not UTF-8; write other values as base64`)
  }
  const { entries, problems } = parseLdif(bytes.toString('utf8'))
  const refused = entries
    .map((entry) => addEntry(domain, entry))
    .filter((each) => each !== undefined)
  const all = [...problems, ...refused].toSorted((a, b) => a.line - b.line)
  if (all.length === 0) return
  const lines = all.map(({ line, text: what }) => `line ${line}: ${what}`)
  throw new BadStart(`config: ldif: ${file}: ${lines.join('; ')}`)
}
