import { createRandom, integerBelow, type Random } from '../random.ts'
import { escapeValue, parseDn } from './dn.ts'
import { KINDS, type Population, type PopulationEntry } from './entry.ts'
import { DECORATIONS, SCRIPTS, type Script, UNITS } from './names.ts'

export interface GenerateOptions {
  /** How many people, the protected administrator among them. */
  readonly people: number
  readonly seed: number
  /** Of the user principal names. */
  readonly domain: string
  /** The container that all of it lies in; it is made too. */
  readonly baseDn: string
}

/** Every how many people one has this. */
const DECORATED_EVERY = 8
const LONG_CN_EVERY = 25
const LONG_UPN_EVERY = 40

/** Limits of the directory, and of PWB-MSG-5 for user principal names; UTF-16 units. */
const LONGEST_CN = 64
const LONGEST_UPN = 113

interface Person {
  readonly entry: PopulationEntry
  readonly unit: number
}

const entry = (
  kind: PopulationEntry['kind'],
  dn: string,
  attributes: Record<string, string[]>,
): PopulationEntry => ({
  kind,
  dn,
  attributes: { objectClass: [...KINDS[kind].objectClass], ...attributes },
  line: 0,
})

const ouEntry = (name: string, parentDn: string) =>
  entry('ou', `OU=${escapeValue(name)},${parentDn}`, { ou: [name] })

const pick = <T>(random: Random, from: readonly T[]): T => {
  const chosen = from[integerBelow(random, from.length)]
  if (chosen === undefined) throw new RangeError('nothing to choose from')
  return chosen
}

const fullName = (script: Script, given: string, family: string) =>
  script.familyFirst ? `${family}${script.joint ?? ' '}${given}` : `${given} ${family}`

/** The name made as long as the directory takes, by further given names of the same script. */
function lengthen(name: string, { given }: Script, suffix: string): string {
  let long = name
  for (let next = 0; next < LONGEST_CN; next++) {
    const longer = `${given[next % given.length] ?? ''} ${long}`
    if (longer.length + suffix.length > LONGEST_CN) break
    long = longer
  }
  return `${long}${suffix}`
}

function commonName(name: string, script: Script, n: number): string {
  if (n % LONG_CN_EVERY === 0) return lengthen(name, script, ` ${n}`)
  if (n % DECORATED_EVERY !== 0) return `${name} ${n}`
  const decorate = DECORATIONS[(n / DECORATED_EVERY) % DECORATIONS.length]
  return decorate === undefined ? `${name} ${n}` : decorate(name, n)
}

function principalName(accountName: string, domain: string, n: number): string {
  const room = LONGEST_UPN - domain.length - 1
  return `${n % LONG_UPN_EVERY === 0 ? accountName.padEnd(room, '.long-name') : accountName}@${domain}`
}

function createPerson(random: Random, n: number, options: GenerateOptions): Person {
  const script = pick(random, SCRIPTS)
  const given = pick(random, script.given)
  const family = pick(random, script.family)
  const name = fullName(script, given, family)
  const accountName = `${script.tag}${String(n).padStart(6, '0')}`
  const unit = integerBelow(random, UNITS.length)
  const unitDn = `OU=${escapeValue(UNITS[unit] ?? '')},${options.baseDn}`
  const dn = `CN=${escapeValue(commonName(name, script, n))},${unitDn}`
  const attributes = {
    sAMAccountName: [accountName],
    userPrincipalName: [principalName(accountName, options.domain, n)],
    displayName: [name],
    givenName: [given],
    sn: [family],
  }
  return { entry: entry('user', dn, attributes), unit }
}

const dnsOf = (entries: readonly PopulationEntry[]) => entries.map(({ dn }) => dn)

/** A group for each unit, and groups of groups. Members come first. */
function createGroups(people: readonly Person[], baseDn: string): PopulationEntry[] {
  const groupsDn = `OU=Groups,${baseDn}`
  const group = (cn: string, accountName: string, members: readonly string[]) =>
    entry('group', `CN=${escapeValue(cn)},${groupsDn}`, {
      cn: [cn],
      sAMAccountName: [accountName],
      ...(members.length > 0 && { member: [...members] }),
    })
  const units = UNITS.map((name, unit) =>
    group(
      `Staff of ${name}`,
      `staff-${unit}`,
      people.filter((person) => person.unit === unit).map((person) => person.entry.dn),
    ),
  )
  const regions = [
    group('Region "West"', 'region-west', dnsOf(units.slice(0, 4))),
    group('Region \\ East', 'region-east', dnsOf(units.slice(4))),
  ]
  return [...units, ...regions, group('Everyone', 'everyone', dnsOf(regions))]
}

/** The domain's part of a distinguished name. */
const domainDnOf = (baseDn: string) =>
  (parseDn(baseDn) ?? [])
    .filter(({ type }) => type.toUpperCase() === 'DC')
    .map(({ value }) => `DC=${escapeValue(value)}`)
    .join(',')

const protect = ({ entry: ordinary, unit }: Person, baseDn: string): Person => ({
  unit,
  entry: {
    ...ordinary,
    attributes: {
      ...ordinary.attributes,
      memberOf: [`CN=Domain Admins,CN=Users,${domainDnOf(baseDn)}`],
    },
  },
})

/**
 * Makes up an organisation: containers, people with names in many scripts, long names, hard
 * distinguished names, groups within groups, and one administrator in a protected group (`memberOf`).
 * The same options give the same entries. Account and principal names are ASCII and unique.
 */
export function generatePopulation(options: GenerateOptions): Population {
  const { people, seed, baseDn } = options
  const base = parseDn(baseDn)?.[0]
  if (base === undefined) throw new RangeError(`baseDn: ${baseDn} is not a distinguished name`)
  const random = createRandom(seed, 'population')
  const ordinary = Array.from({ length: people }, (_, index) =>
    createPerson(random, index + 1, options),
  )
  const persons = ordinary.map((person, index) =>
    index === people - 1 ? protect(person, baseDn) : person,
  )
  return {
    entries: [
      entry('ou', baseDn, { ou: [base.value] }),
      ...UNITS.map((name) => ouEntry(name, baseDn)),
      ouEntry('Groups', baseDn),
      ...persons.map((person) => person.entry),
      ...createGroups(persons, baseDn),
    ],
  }
}
