import { setTimeout as sleep } from 'node:timers/promises'
import {
  answersPlainText,
  PLAIN_GREETINGS,
  takesTlsVersion,
} from '../../target/trust/plain-attempt.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import { requireControl } from '../control.ts'
import { soon } from '../in-background.ts'
import { OPERATIONS } from '../operations.ts'
import { type Context, requirement } from '../requirement.ts'

/** What a client must not take; the last is the control, which it does take. */
export const IMPOSTORS = ['wrong name', 'unknown issuer', 'expired', 'plain text', 'right'] as const
const LEADS_MS = 400
const RECOVERS_MS = 10_000

const findings = {
  'impostor-trusted': 'a client spoke to a server that it must not trust',
  'client-did-not-come':
    'no client came, or none spoke to a right certificate, so nothing was judged',
  'plain-text-answered': 'a server answers plain text',
  'old-version-taken': 'a server takes a TLS version below 1.2',
} as const

type Tls = Context<
  'portal' | 'accounts' | 'impostors' | 'servers' | 'agentAdministration',
  keyof typeof findings
>
type Link = Tls['impostors']['links'][number]

const dialsByItself = ({ name }: Link) => name.endsWith('relay')

/** Makes whoever dials on this link dial again: those to the relay by themselves, others by a synchronisation. */
async function provoke(t: Tls, link: Link, came: () => boolean): Promise<void> {
  link.tap.cut()
  if (dialsByItself(link)) return
  const until = performance.now() + RECOVERS_MS
  // The first may only find out that its connection is gone.
  while (!came() && performance.now() < until) {
    await t.agentAdministration.synchronise().catch(() => undefined)
  }
}

/** False: no client came, and whoever does not come now does not come for the next either. */
async function judgeClient(t: Tls, link: Link): Promise<boolean> {
  for (const kind of IMPOSTORS) {
    const impostor = await t.impostors.open(kind, link.servername)
    const undo = link.tap.divert(impostor.port)
    const provoked = provoke(t, link, () => impostor.asked() > 0)
    try {
      const came = await soon(() => impostor.asked() > 0)
      if (kind === 'right') await soon(() => impostor.trustedBytes() > 0)
      else await sleep(LEADS_MS)
      const bytes = impostor.trustedBytes()
      t.saw('impostor', `${link.name}, ${kind}: ${impostor.asked()} connections, ${bytes} bytes`)
      t.expect(came, 'client-did-not-come', {
        expected: `${link.name}: 1 connection`,
        observed: 'none',
      })
      if (!came) return false
      if (kind === 'right') {
        t.expect(bytes > 0, 'client-did-not-come', {
          expected: `${link.name}: spoken to`,
          observed: 'nothing',
        })
      } else {
        t.expect(bytes === 0, 'impostor-trusted', {
          expected: `${link.name}, ${kind}: nothing`,
          observed: `${bytes} bytes`,
        })
      }
    } finally {
      undo()
      link.tap.cut()
      await impostor.close()
      // One synchronisation at a time: the next would only wait for this one.
      await provoked
    }
  }
  return true
}

/** What was cut comes back, or the next check would be blamed for it. */
async function expectRecovered(t: Tls) {
  const account = t.accounts.take()
  const until = performance.now() + RECOVERS_MS
  for (;;) {
    const { code } = await OPERATIONS['administrator reset'](t, account, newPassword())
    t.saw('portal', `afterwards: ${code}`)
    if (code === 'changed') return
    if (performance.now() > until) throw new Error(`the system did not recover: ${code}`)
    await sleep(LEADS_MS)
  }
}

async function judgeServers(t: Tls) {
  for (const { name, protocol, ...port } of t.servers.list) {
    const plain = await answersPlainText(port, PLAIN_GREETINGS[protocol])
    const old = await takesTlsVersion(port, 'TLSv1.1')
    // A server may insist on the newer one.
    const allowed = await takesTlsVersion(port, 'TLSv1.3')
    t.saw(
      'connection attempts',
      `${name}: plain text ${plain ? 'answered' : 'refused'}, TLS 1.1 ${old ? 'taken' : 'refused'}, the newest offered ${allowed ? 'taken' : 'refused'}`,
    )
    t.expect(!plain, 'plain-text-answered', { expected: `${name}: refused`, observed: 'answered' })
    t.expect(!old, 'old-version-taken', { expected: `${name}: TLS 1.1 refused`, observed: 'taken' })
    requireControl(allowed, 'handshakes', {
      expected: `${name}: a handshake`,
      observed: 'refused',
    })
  }
}

/** SEC on the wire: TLS on every hop. */
export const secTls = [
  requirement({
    id: 'PWB-SEC-3',
    level: 'MUST',
    subject: 'system',
    title: 'TLS 1.2 or later on every hop, certificates verified, plain text refused',
    source: 'OV, TS',
    needs: ['portal', 'accounts', 'impostors', 'servers', 'agentAdministration'],
    timeMode: 'real',
    findings,
    async check(t) {
      await judgeServers(t)
      // Side by side, but for links on which one synchronisation dials after the other.
      const onTheirOwn = t.impostors.links.filter(dialsByItself)
      const asked = t.impostors.links.filter((link) => !dialsByItself(link))
      const oneByOne = async () => {
        let allCame = true
        for (const link of asked) allCame = (await judgeClient(t, link)) && allCame
        return allCame
      }
      const came = await Promise.all([
        ...onTheirOwn.map((link) => judgeClient(t, link)),
        oneByOne(),
      ])
      if (!came.includes(false)) await expectRecovered(t)
    },
  }),
]
