import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Account } from '../../target/accounts.ts'
import { DOMAIN_DN, type TapMode } from '../../target/plan.ts'
import { packageRoot } from '../../target/processes/role-process.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import { mapRoles, REFERENCE } from '../../target/slots/slots.ts'
import { openStage } from '../../target/stage.ts'
import { startSystem } from '../../target/system.ts'

const TENANT = 'captured'
const BASE_DN = `OU=Captured,${DOMAIN_DN}`

/** The reference with a tap on its agent's relay link, whose agent writes down its TLS secrets. */
export async function startTapped(mode: TapMode, accountCount: number) {
  const runDir = await mkdtemp(join(tmpdir(), 'wbt-'))
  const keyLog = join(runDir, 'agent.keylog')
  const main = join(packageRoot, 'dist', 'reference-impl', 'main.js')
  const close: (() => Promise<unknown>)[] = [() => rm(runDir, { recursive: true, force: true })]
  const end = async () => {
    for (const step of close.toReversed()) await step()
  }
  try {
    const system = await startSystem({
      name: 'captured',
      runDir,
      tenants: [{ tenant: TENANT, baseDn: BASE_DN, relayTap: { name: 'captured', mode } }],
      portalRelayTap: null,
      directoryTap: false,
      slots: {
        ...mapRoles(() => REFERENCE),
        agent: {
          fill: 'exec',
          // The file is made by Node with the mode of the run's umask; its folder is the run's own (0700).
          argv: [process.execPath, `--tls-keylog=${keyLog}`, main, '--roles', 'agent'],
          cwd: packageRoot,
        },
      },
      faults: [],
      config: {},
    })
    close.push(system.close)
    const stage = await openStage(system)
    close.push(stage.close)
    const tap = system.taps.agentRelay.get(TENANT)
    if (tap === undefined) throw new Error('the system was started without the tap that it plans')
    const accounts = await stage.createAccounts(
      BASE_DN,
      Array.from({ length: accountCount }, (_, index) => ({ samAccountName: `seen${index}` })),
    )
    await stage.synchronise(TENANT, accounts)
    const token = await stage.administratorToken(TENANT)
    return {
      tap,
      keyLog,
      accounts,
      /** Makes the agent dial the relay. */
      enable: () => stage.enable(TENANT),
      reset: (account: Account) =>
        stage.portal.administratorReset({
          token,
          user: account.user,
          newPassword: newPassword(),
        }),
      close: end,
    }
  } catch (error) {
    await end()
    throw error
  }
}
