import Papa from 'papaparse'
import { escapeValue, parseDn } from './dn.ts'
import { KINDS, type PopulationEntry, type PopulationProblem } from './entry.ts'
import type { Read } from './ldif.ts'

const CSV_COLUMNS = ['userPrincipalName', 'sAMAccountName', 'displayName', 'ou', 'groups'] as const
type Column = (typeof CSV_COLUMNS)[number]
type Row = Record<Column, string>

const LONGEST_CN = 64

interface Line {
  readonly cells: string[]
  readonly line: number
}

/** Rows with the line each begins on; a quoted cell may hold line breaks. */
function rowsOf(text: string): { rows: Line[]; problems: PopulationProblem[] } {
  const rows: Line[] = []
  const problems: PopulationProblem[] = []
  let from = 0
  let line = 1
  Papa.parse<string[]>(text, {
    // Not guessed: the groups column is full of semicolons.
    delimiter: ',',
    step({ data, errors, meta }) {
      problems.push(...errors.map(({ message }) => ({ line, problem: message })))
      if (data.some((cell) => cell !== '')) rows.push({ cells: data, line })
      line += text.slice(from, meta.cursor).split('\n').length - 1
      from = meta.cursor
    },
  })
  return { rows, problems }
}

const EXPECTED = `expected ${CSV_COLUMNS.join(',')} (in any order; displayName, ou and groups may be left out)`

function columnsOf(header: Line | undefined): Map<Column, number> | PopulationProblem {
  if (header === undefined) return { line: 1, problem: `no header line; ${EXPECTED}` }
  const lower = header.cells.map((cell) => cell.trim().toLowerCase())
  const unknown = header.cells.filter(
    (_cell, index) => !CSV_COLUMNS.some((name) => name.toLowerCase() === lower[index]),
  )
  if (unknown.length > 0) {
    return { line: header.line, problem: `unknown column ${unknown.join(', ')}; ${EXPECTED}` }
  }
  const found = CSV_COLUMNS.map((name): [Column, number] => [
    name,
    lower.indexOf(name.toLowerCase()),
  ])
  const missing = found.slice(0, 2).filter(([, index]) => index < 0)
  if (missing.length > 0) {
    const names = missing.map(([name]) => name).join(', ')
    return { line: header.line, problem: `column ${names} is missing; ${EXPECTED}` }
  }
  return new Map(found)
}

/** Collects the containers and groups that the rows imply, each once, from the first row that names it. */
function createCollector(baseDn: string) {
  const containers = new Map<string, PopulationEntry>()
  const groups = new Map<string, { entry: PopulationEntry; members: string[] }>()
  const baseName = parseDn(baseDn)?.[0]?.value ?? baseDn

  const container = (dn: string, name: string, line: number) => {
    const attributes = { objectClass: [...KINDS.ou.objectClass], ou: [name] }
    if (!containers.has(dn)) containers.set(dn, { kind: 'ou', dn, attributes, line })
    return dn
  }
  container(baseDn, baseName, 1)

  return {
    ou: (name: string, line: number) =>
      name === '' ? baseDn : container(`OU=${escapeValue(name)},${baseDn}`, name, line),

    join(name: string, memberDn: string, line: number) {
      const parent = container(`OU=Groups,${baseDn}`, 'Groups', line)
      const dn = `CN=${escapeValue(name)},${parent}`
      const members = groups.get(dn)?.members ?? []
      members.push(memberDn)
      const attributes = {
        objectClass: [...KINDS.group.objectClass],
        cn: [name],
        member: members,
      }
      if (!groups.has(dn))
        groups.set(dn, { entry: { kind: 'group', dn, attributes, line }, members })
    },

    containers: () => [...containers.values()],
    groups: () => [...groups.values()].map(({ entry }) => entry),
  }
}

/** Display names repeat in real lists, and may be too long for a common name; account names are not. */
function commonName({ displayName, sAMAccountName }: Row, taken: Set<string>, ou: string) {
  const candidates = [displayName, `${displayName} (${sAMAccountName})`]
  const free = candidates.find(
    (name) =>
      displayName !== '' && name.length <= LONGEST_CN && !taken.has(`${name},${ou}`.toLowerCase()),
  )
  const chosen = free ?? sAMAccountName
  taken.add(`${chosen},${ou}`.toLowerCase())
  return chosen
}

/**
 * Reads a CSV of people. `ou` and `groups` (separated by ;) are names: containers below `baseDn`, and
 * groups in `OU=Groups` there, made as needed.
 */
export function readCsv(text: string, baseDn: string): Read {
  const { rows, problems } = rowsOf(text)
  const [header, ...lines] = rows
  const columns = columnsOf(header)
  if ('problem' in columns) return { entries: [], problems: [...problems, columns] }

  const collector = createCollector(baseDn)
  const taken = new Set<string>()
  const users = lines.map(({ cells, line }): PopulationEntry => {
    const cell = (name: Column) => cells[columns.get(name) ?? -1]?.trim() ?? ''
    const row: Row = {
      userPrincipalName: cell('userPrincipalName'),
      sAMAccountName: cell('sAMAccountName'),
      displayName: cell('displayName'),
      ou: cell('ou'),
      groups: cell('groups'),
    }
    const parent = collector.ou(row.ou, line)
    const dn = `CN=${escapeValue(commonName(row, taken, parent))},${parent}`
    for (const group of row.groups.split(';').map((name) => name.trim())) {
      if (group !== '') collector.join(group, dn, line)
    }
    const attributes = {
      objectClass: [...KINDS.user.objectClass],
      sAMAccountName: [row.sAMAccountName],
      userPrincipalName: [row.userPrincipalName],
      ...(row.displayName !== '' && { displayName: [row.displayName] }),
    }
    return { kind: 'user', dn, attributes, line }
  })
  const wide = lines
    .filter(({ cells }) => cells.length > (header?.cells.length ?? 0))
    .map(({ cells, line }) => ({
      line,
      problem: `${cells.length} cells, the header names ${header?.cells.length ?? 0}; quote cells that hold a comma`,
    }))
  return {
    entries: [...collector.containers(), ...users, ...collector.groups()],
    problems: [...problems, ...wide],
  }
}
