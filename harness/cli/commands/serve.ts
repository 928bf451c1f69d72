import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CommandModule, InferredOptionTypes } from 'yargs'
import { newPassword, writeSecretFile } from '../../target/trust/secrets.ts'
import type { Stage } from '../../target/stage.ts'
import { checkNumbers } from '../options/check-options.ts'
import { COMMON, withOptions } from '../options/options.ts'
import { servePlan, SERVE_BASE_DN, SERVE_TENANT } from '../run/load-plans.ts'
import { openRun } from '../run/run.ts'

const OPTIONS = {
  fault: COMMON.fault,
  'portal-port': { type: 'number', describe: 'port of the portal (default: the system chooses)' },
  accounts: { type: 'number', default: 5, describe: 'test accounts to make' },
} as const
type Options = InferredOptionTypes<typeof OPTIONS>

/** A token lives five minutes. */
const RENEW_MS = 240_000

const write = (text: string) => process.stdout.write(`${text}\n`)

async function prepareAccounts(stage: Stage, runDir: string, count: number) {
  const plans = Array.from({ length: count }, (_, index) => ({
    samAccountName: `user${index + 1}`,
    displayName: `Test Person ${index + 1}`,
  }))
  const accounts = await stage.createAccounts(SERVE_BASE_DN, plans)
  await stage.synchronise(SERVE_TENANT, accounts)
  await stage.enable(SERVE_TENANT)
  const file = join(runDir, 'accounts.json')
  await writeSecretFile(file, accounts)
  return { accounts, file }
}

/** What a person needs to try it: addresses, accounts, a line that resets a password, the events. */
function describe(
  stage: Stage,
  user: string,
  files: Record<'accounts' | 'header' | 'body', string>,
) {
  const { edges, roles } = stage.system
  const { portal } = edges
  const events = roles.running('agent').reply.logs.events ?? '(none)'
  const address = `https://${portal.servername}:${portal.port}`
  write(`portal     ${address} (${portal.host})`)
  write(`relay      amqps://${edges.relay.host}:${edges.relay.port}`)
  write(`directory  ldaps://${edges.directory.host}:${edges.directory.port}`)
  write(`in a browser ${address}/docs: everything that can be asked, as forms`)
  write(`accounts   ${files.accounts} (readable by you only)`)
  write(`events     ${events}`)
  write('\nReset a password:')
  write(
    `cat ${files.body} | curl --cacert ${portal.caFile} --resolve ${portal.servername}:${portal.port}:${portal.host} -H @${files.header} -H 'content-type: application/json' --data @- ${address}/users/${user}/password-resets`,
  )
  write('\nCtrl-C stops everything.')
}

/** Runs the reference for a person to try. Ctrl-C is its normal end. */
export const serve = (): CommandModule<object, Options> => ({
  command: 'serve',
  describe: 'run the reference with test accounts until Ctrl-C',
  builder: withOptions(OPTIONS),
  async handler(options) {
    checkNumbers(options)
    const port = options['portal-port']
    const run = await openRun((line) => process.stderr.write(`${line}\n`))
    try {
      const stage = await run.stage(servePlan(options.fault, port))
      const { accounts, file } = await prepareAccounts(stage, run.runDir, options.accounts)
      const header = join(run.runDir, 'administrator.header')
      const body = join(run.runDir, 'new-password.json')
      await writeSecretFile(body, { newPassword: newPassword() })
      const renew = async () => {
        const token = await stage.administratorToken(SERVE_TENANT)
        await writeFile(header, `authorization: Bearer ${token}\n`, { mode: 0o600 })
      }
      await renew()
      describe(stage, accounts[0]?.user ?? '', { accounts: file, header, body })
      while (!run.signal.aborted) {
        const waited = sleep(RENEW_MS, undefined, { signal: run.signal }).catch(() => undefined)
        await Promise.race([waited, run.died])
        if (!run.signal.aborted) await renew()
      }
    } finally {
      await run.close()
    }
  },
})
