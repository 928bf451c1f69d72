import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { z } from 'zod'
import { type Account, type AccountPlan, organizationalUnit, planAccount } from '../accounts.ts'
import { directoryCredentials, readCredentials } from '../slots/credentials.ts'
import { createDirectoryJudge } from '../directory/directory-judge.ts'
import { openDirectorySeed } from '../directory/directory-seed.ts'
import { TargetError } from '../errors.ts'
import { guestJudge } from '../directory/guest-judge.ts'
import { guestSeed } from '../directory/guest-seed.ts'
import { lodge, openGuestUnits } from '../directory/guest-units.ts'
import { createMappedPortal } from './mapped-portal.ts'
import { silentPortal } from './silent-portal.ts'
import { readMapping } from './portal-mapping.ts'
import { premisesOf } from '../directory/premises.ts'
import type { DirectorySlot, PortalSlot, Slots } from '../slots/slots.ts'

const TIMEOUT_MS = 60_000
/** Somebody else's synchronisation takes its time. */
const PREPARE_MS = 600_000

/** Tells the program that prepares accounts which ones were made: JSON on its standard input, no password. */
async function prepare({ prepare: program }: PortalSlot, accounts: readonly Account[]) {
  const [command, ...args] = program.argv
  const child = spawn(command, args, {
    cwd: program.cwd,
    stdio: ['pipe', 'inherit', 'inherit'],
    timeout: PREPARE_MS,
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(
    JSON.stringify(accounts.map(({ user, dn, totpSecret }) => ({ user, dn, totpSecret }))),
  )
  const ended = once(child, 'exit').catch((error: unknown) => [String(error)])
  const [code] = await ended
  if (code === 0) return
  throw new TargetError(
    'portal',
    `the program that prepares its accounts ended with ${String(code)}`,
    'it gets the accounts on its standard input, and ends with 0 once the portal knows them',
  )
}

export type MappedStage = Awaited<ReturnType<typeof openMappedStage>>

/** A whole system that runs elsewhere: its portal by a mapping, its directory by LDAP. Nothing is started. */
export async function openMappedStage(options: {
  readonly slots: Slots
  readonly portal: PortalSlot
  readonly directory: DirectorySlot
  readonly runDir: string
}) {
  const { slots, portal: slot, directory, runDir } = options
  const premises = premisesOf({ slots, runDir, name: 'mapped' })
  const mapping = await readMapping(slot.mapping)
  const secrets =
    slot.credentials === undefined
      ? {}
      : await readCredentials(slot.credentials, z.record(z.string(), z.string()))
  const credentials = await readCredentials(directory.credentials, directoryCredentials)
  const { administrator } = credentials
  const units = await openGuestUnits(directory, credentials)
  const { edge } = directory
  const seed = guestSeed(
    await openDirectorySeed({ edge, ...administrator, connections: 4, timeoutMs: TIMEOUT_MS }),
    premises,
  )
  const judge = createDirectoryJudge({
    edge,
    reader: administrator,
    connections: 4,
    timeoutMs: TIMEOUT_MS,
  })
  const portal = createMappedPortal({
    edge: slot.edge,
    mapping,
    secrets,
    timeoutMs: TIMEOUT_MS,
    noAnswer: silentPortal,
  })
  const guest = lodge(units, premises)
  await guest.moveIn()
  return {
    portal,
    /** How a load's own clients drive the same portal. */
    driven: { edge: slot.edge, mapped: { mapping, secrets } },
    seed,
    judge: guestJudge(judge, premises),
    addEntries: seed.add,
    /** Made in the directory, and known to the portal by the word of the program that prepares them. */
    async createAccounts(baseDn: string, plans: readonly Omit<AccountPlan, 'baseDn'>[]) {
      const planned = plans.map((plan) => planAccount(premises.plan({ ...plan, baseDn })))
      await seed.add([organizationalUnit(baseDn), ...planned.map(({ entry }) => entry)])
      const accounts = planned.map(({ account }) => account)
      await prepare(slot, accounts)
      return accounts
    },
    async close() {
      judge.close()
      await Promise.allSettled([seed.close(), portal.close()])
      await guest.moveOut()
    },
  }
}
