import { createDrivenClock } from '../clock.ts'
import { NO_FAULTS } from '../faults.ts'
import { directoryConfigSchema } from '../../harness/contract/role-config.ts'
import { createDomain } from './create-domain.ts'
import { generateAccounts } from './generate-accounts.ts'

/**
 * Prints what an account takes: `node --expose-gc dist/reference-impl/directory/measure-memory.js [ACCOUNTS]`.
 * Bytes are those more than before, after a collection, divided by the accounts.
 */
const MS_PER_SECOND = 1_000
const accounts = Number(process.argv[2] ?? '1000000')
const { gc } = globalThis
if (gc === undefined || !Number.isSafeInteger(accounts) || accounts < 1) {
  process.stderr.write(
    'usage: node --expose-gc measure-memory.js [ACCOUNTS, a whole number from 1]\n',
  )
  process.exit(2)
}

function used() {
  gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  return { rss, heapUsed, external }
}

const clock = createDrivenClock()
const domain = createDomain({
  config: directoryConfigSchema.parse({}),
  secrets: {
    administrator: { user: 'administrator', password: 'Adm1n-Passw0rd!' },
    service: { user: 'service', password: 'Svc-Wr1teback!x' },
  },
  startTls: false,
  clock,
  faults: NO_FAULTS,
})
const before = used()
const startMs = performance.now()
generateAccounts(domain, {
  accounts,
  prefix: 'user',
  organizationalUnit: 'Generated',
  passwordSeed: 'a seed of a measurement',
})
const seconds = (performance.now() - startMs) / MS_PER_SECOND
const after = used()
const perAccount = (what: keyof typeof after) => Math.round((after[what] - before[what]) / accounts)
const figures = {
  accounts,
  seconds: Math.round(seconds * 10) / 10,
  rssBytesPerAccount: perAccount('rss'),
  heapBytesPerAccount: perAccount('heapUsed'),
  externalBytesPerAccount: perAccount('external'),
  rssBytes: after.rss,
  // Keeps the domain alive up to here.
  highestUsn: domain.store.highestCommittedUsn,
}
process.stdout.write(`${JSON.stringify(figures)}\n`)
clock.stop()
