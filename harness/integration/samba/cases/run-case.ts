import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Client, ResultCodeError } from 'ldapts'
import type { Edge } from '../../../contract/edge.ts'
import { organizationalUnit, planAccount } from '../../../target/accounts.ts'
import { METADATA, passwordWritesIn } from '../../../../bench/measure/password-writes.ts'
import { openDirectorySeed } from '../../../target/directory/directory-seed.ts'
import { controlsOf } from './controls.ts'
import type { Case, Ending } from './expand.ts'
import { OPERATIONS } from './operations.ts'
import { PASSWORDS } from './passwords.ts'
import type { Actor, Result } from './group.ts'
import { type Bind, bringInto, stateOf } from './states.ts'

interface Login {
  readonly user: string
  readonly password: string
}

/** A directory to run the cases in. */
export interface Ground {
  readonly edge: Edge
  readonly domain: string
  readonly administrator: Login
  readonly service: Login
  /** Units that are there or are made: one where the service account has its rights, one where not. */
  readonly delegated: string
  readonly undelegated: string
}

const TIMEOUT_MS = 60_000
const PREVIOUS = 'Zeroth-Passw0rd'
const CURRENT = 'First-Passw0rd'

const HEX = /^([0-9A-F]{8}):/
const DATA = /AcceptSecurityContext error, data ([0-9a-f]+), v/

async function textOf(operation: Promise<unknown>): Promise<{ code: number; text: string }> {
  try {
    await operation
    return { code: 0, text: '' }
  } catch (error) {
    if (!(error instanceof ResultCodeError)) throw error
    return { code: error.code, text: error.message }
  }
}

async function resultOf(operation: Promise<unknown>): Promise<Result> {
  const { code, text } = await textOf(operation)
  const hex = HEX.exec(text)?.[1]
  return hex === undefined ? `${code}` : `${code} ${hex}`
}

const BINDS: readonly Bind[] = ['0', '52e', '533', '701', '773', '775']

async function bindOf(client: Client, user: string, password: string): Promise<Bind> {
  const { code, text } = await textOf(client.bind(user, password))
  const said = code === 0 ? '0' : DATA.exec(text)?.[1]
  const bind = BINDS.find((each) => each === said)
  if (bind === undefined) throw new Error(`a bind ended with ${code} ${text}`)
  return bind
}

/** Runs cases one after the other, each on an account of its own. */
export async function openCases(ground: Ground) {
  const { edge, domain, administrator, service, delegated, undelegated } = ground
  const seed = await openDirectorySeed({
    edge,
    ...administrator,
    connections: 1,
    timeoutMs: TIMEOUT_MS,
  })
  const domainDn = `DC=${domain.split('.').join(',DC=')}`
  const clients: Client[] = []
  const connect = () => {
    const client = new Client({
      url: `ldaps://${edge.host}:${edge.port}`,
      timeout: TIMEOUT_MS,
      connectTimeout: TIMEOUT_MS,
      tlsOptions: { ca: [readFileSync(edge.caFile)], servername: edge.servername },
    })
    clients.push(client)
    return client
  }
  const boundAs = async ({ user, password }: Login) => {
    const client = connect()
    await client.bind(user, password)
    return client
  }
  const makeAccount = async (baseDn: string) => {
    const name = `c${randomBytes(5).toString('hex')}`
    const plan = { samAccountName: name, suffix: domain, baseDn, displayName: 'Someone Else' }
    const { account, entry } = planAccount(plan)
    await seed.add([{ ...entry, password: CURRENT }])
    return { ...account, name, domainDn }
  }
  await seed.add([organizationalUnit(undelegated)])
  const strange = await makeAccount(delegated)
  const standing: Readonly<Record<Exclude<Actor, 'self'>, Client>> = {
    service: await boundAs(service),
    administrator: await boundAs(administrator),
    stranger: await boundAs({ user: strange.user, password: CURRENT }),
  }
  const visitor = connect()

  const remember = async (dn: string) => {
    for (const next of [PREVIOUS, CURRENT]) {
      await standing.administrator.modify(dn, OPERATIONS.reset({ next, old: '' }))
    }
  }

  const writesOf = async (dn: string) => {
    const { searchEntries } = await standing.administrator.search(dn, {
      scope: 'base',
      attributes: [METADATA],
      explicitBufferAttributes: [METADATA],
    })
    const value = searchEntries[0]?.[METADATA]
    const writes = passwordWritesIn(Buffer.isBuffer(value) ? value.toString('hex') : undefined)
    if (writes === null) throw new Error(`${dn} has no metadata of its password`)
    return writes
  }

  return {
    /** How the case ended. Throws when its account cannot be made. */
    async run({ operation, actor, state, password, control }: Case): Promise<Ending> {
      const wanted = stateOf(state)
      const account = await makeAccount(wanted.undelegated ? undelegated : delegated)
      const { dn, user, name } = account
      if (password === 'previous') await remember(dn)
      const client = actor === 'self' ? await boundAs({ user, password: CURRENT }) : standing[actor]
      await bringInto(seed, wanted, account)
      if (wanted.setsAgain) await remember(dn)
      for (let wrong = 0; wrong < (wanted.wrongBinds ?? 0); wrong++) {
        await bindOf(visitor, user, `Wr0ng-${wrong}-Passw0rd`)
      }
      const next = PASSWORDS[password]({ name, current: CURRENT, previous: PREVIOUS })
      const changes = OPERATIONS[operation]({ old: CURRENT, next })
      const before = await writesOf(dn)
      const result = await resultOf(client.modify(dn, changes, controlsOf(control)))
      const writes = (await writesOf(dn)) - before
      const old = await bindOf(visitor, user, CURRENT)
      const told = next === '' ? 'untried' : await bindOf(visitor, user, next)
      return { result, writes, old, next: told }
    },
    async close() {
      await Promise.all(clients.map((client) => client.unbind().catch(() => undefined)))
      await seed.close()
    },
  }
}
