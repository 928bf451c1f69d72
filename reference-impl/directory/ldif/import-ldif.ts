import { isUtf8 } from 'node:buffer'
import { readFile, stat } from 'node:fs/promises'
import { BadStart } from '../../role.ts'
import { isPasswordChange } from '../access.ts'
import type { Domain } from '../domain.ts'
import { attributeOf } from '../entries/schema.ts'
import { ALL_PARTS } from '../entries/security-descriptor.ts'
import type { RequestAttribute } from '../ldap/request.ts'
import { add } from '../operations/add.ts'
import { modify } from '../operations/modify.ts'
import { Refusal, resultOf } from '../results.ts'
import { newSession, type Session } from '../session.ts'
import { type LdifProblem, type LdifRecord, parseLdif } from './parse-ldif.ts'

const OTHERS_MAY_READ = 0o077
const LINKS = ['member', 'msds-psoappliesto']

const isLink = ({ type }: RequestAttribute) => LINKS.includes(type.toLowerCase())
const isPassword = (attribute: RequestAttribute) =>
  isPasswordChange({ operation: 'replace', ...attribute })

/** What an export holds and the directory makes itself; without its class an entry cannot be added. */
const isMadeHere = ({ type }: RequestAttribute) => {
  const { kept } = attributeOf(type)
  return (kept === 'system' || kept === 'constructed') && type.toLowerCase() !== 'objectclass'
}

/** Carries out a record's part, or says why the directory refuses it. */
function attempt(domain: Domain, line: number, work: () => unknown): LdifProblem | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { line, problem: resultOf(error, domain.config.dialect).text.trim() }
  }
}

const addEntry = (domain: Domain, session: Session, { dn, attributes, line }: LdifRecord) =>
  attempt(domain, line, () => {
    const kept = attributes.filter((attribute) => !isMadeHere(attribute) && !isLink(attribute))
    add(domain, session, { kind: 'add', dn, attributes: kept })
  })

function addLinks(domain: Domain, session: Session, { dn, attributes, line }: LdifRecord) {
  const changes = attributes
    .filter(isLink)
    .map((attribute) => ({ operation: 'add' as const, ...attribute }))
  if (changes.length === 0) return undefined
  const controls = { hinted: false, descriptorParts: ALL_PARTS }
  return attempt(domain, line, () =>
    modify(domain, session, { kind: 'modify', dn, changes }, controls),
  )
}

/**
 * Adds the entries of LDIF content, in their order, then the links between them; what the directory makes
 * itself (names, numbers, times) is passed over. Gives back every problem; pure but for the domain.
 */
export function importLdif(domain: Domain, text: string): readonly LdifProblem[] {
  const { records, problems } = parseLdif(text)
  const session: Session = { ...newSession(domain.controllers[0], true), rights: 'administrator' }
  const found = [...problems]
  const added = records.filter((record) => {
    const problem = addEntry(domain, session, record)
    if (problem !== undefined) found.push(problem)
    return problem === undefined
  })
  for (const record of added) found.push(...[addLinks(domain, session, record) ?? []].flat())
  return found.toSorted((a, b) => a.line - b.line)
}

async function readWhole(file: string): Promise<{ bytes: Buffer; mode: number }> {
  try {
    const [bytes, { mode }] = await Promise.all([readFile(file), stat(file)])
    return { bytes, mode }
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'an error'
    throw new BadStart(`config: ldif: ${file} cannot be read (${why}); name a readable file`)
  }
}

/** As `importLdif`, from a file. Throws BadStart with every problem and its line. */
export async function importLdifFile(domain: Domain, file: string): Promise<void> {
  const { bytes, mode } = await readWhole(file)
  if (!isUtf8(bytes)) {
    throw new BadStart(`config: ldif: ${file}: is not UTF-8; write other values as base64`)
  }
  const text = bytes.toString('utf8')
  const holdsPasswords = parseLdif(text).records.some(({ attributes }) =>
    attributes.some(isPassword),
  )
  if (holdsPasswords && (mode & OTHERS_MAY_READ) !== 0) {
    throw new BadStart(`config: ldif: ${file} holds passwords and others may read it; chmod 600`)
  }
  const problems = importLdif(domain, text)
  if (problems.length === 0) return
  const all = problems.map(({ line, problem }) => `line ${line}: ${problem}`).join('; ')
  throw new BadStart(`config: ldif: ${file}: ${all}`)
}
