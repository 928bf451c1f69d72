import { requirement } from '../requirement.ts'
import type { RelayAnswer } from '../../target/relay/relay-attempts.ts'
import { newSecret } from '../../target/trust/secrets.ts'

const describe = (answer: RelayAnswer) =>
  answer.taken ? 'let in' : `refused (${answer.reason || 'no reason given'})`

/** Who may do what at the relay: role → the links that it needs. */
const GRANTS = {
  portal: [
    { as: 'sender', address: 'sendRequests' },
    { as: 'receiver', address: 'receiveResults' },
  ],
  agent: [
    { as: 'receiver', address: 'receiveRequests' },
    { as: 'sender', address: 'sendResults' },
  ],
} as const

/** SEC at the relay: secrets and least privilege. */
export const secAccess = [
  requirement({
    id: 'PWB-SEC-4',
    level: 'MUST',
    subject: 'relay',
    title:
      'the relay is tenant-specific and lets nobody in with a wrong or another tenant’s secret',
    source: 'OV',
    needs: ['relayAccess', 'neighbour'],
    timeMode: 'real',
    findings: {
      'wrong-secret-accepted': 'the relay let somebody in with a made-up secret',
      'foreign-secret-accepted': 'the relay let a user in with the secret of another tenant',
      'foreign-address-granted': 'a tenant’s credential could attach to another tenant’s address',
      'weak-secret': 'the secret has fewer than 256 bits',
      'right-secret-refused': 'the control, the right secret, was refused',
    },
    async check(t) {
      const { tenant: other } = await t.neighbour.open()
      for (const role of ['portal', 'agent'] as const) {
        const own = await t.relayAccess.login(role)
        const foreign = await t.relayAccess.login(role, other)
        const right = await t.relayAccess.connects(own)
        const wrong = await t.relayAccess.connects({ ...own, password: newSecret() })
        const none = await t.relayAccess.connects({ ...own, password: '' })
        const swapped = await t.relayAccess.connects({ ...own, password: foreign.password })
        t.saw(
          'connection attempts',
          `${role}: own secret ${describe(right)}, made-up ${describe(wrong)}, empty ${describe(none)}, another tenant’s ${describe(swapped)}`,
        )
        t.expect(right.taken, 'right-secret-refused', {
          expected: `${role}: let in`,
          observed: describe(right),
        })
        for (const answer of [wrong, none]) {
          t.expect(!answer.taken, 'wrong-secret-accepted', {
            expected: `${role}: refused`,
            observed: describe(answer),
          })
        }
        t.expect(!swapped.taken, 'foreign-secret-accepted', {
          expected: `${role}: refused`,
          observed: describe(swapped),
        })
        const bits = secretBits(own.password)
        t.saw('credential', `${role}: ${bits} bits`)
        t.expect(bits >= MIN_SECRET_BITS, 'weak-secret', {
          expected: `${role}: at least ${MIN_SECRET_BITS} bits`,
          observed: `${bits} bits`,
        })
        for (const { as, address } of GRANTS[role]) {
          const link = { as, address: t.relayAccess.addresses[address] }
          const answer = await t.relayAccess.uses(foreign, link)
          t.saw('link attempts', `another tenant’s ${role} at ${address}: ${describe(answer)}`)
          t.expect(!answer.taken, 'foreign-address-granted', {
            expected: 'refused',
            observed: describe(answer),
          })
        }
      }
    },
  }),
  requirement({
    id: 'PWB-SEC-5',
    level: 'MUST',
    subject: 'relay',
    title: 'least privilege: portal sends requests and receives results, the agent the reverse',
    source: 'OV, WE',
    needs: ['relayAccess'],
    timeMode: 'real',
    findings: {
      'privilege-exceeded': 'a credential could attach a link that its role has no need of',
      'privilege-missing': 'the control, a link that the role needs, was refused',
    },
    async check(t) {
      for (const [role, other] of [
        ['portal', 'agent'],
        ['agent', 'portal'],
      ] as const) {
        const login = await t.relayAccess.login(role)
        for (const [grants, mayAttach] of [
          [GRANTS[role], true],
          [GRANTS[other], false],
        ] as const) {
          for (const { as, address } of grants) {
            const link = { as, address: t.relayAccess.addresses[address] }
            // What is allowed is not tried out: nobody is to get a message that means nothing.
            const answer = await t.relayAccess[mayAttach ? 'attaches' : 'uses'](login, link)
            t.saw('link attempts', `${role} as ${as} at ${address}: ${describe(answer)}`)
            t.expect(
              answer.taken === mayAttach,
              mayAttach ? 'privilege-missing' : 'privilege-exceeded',
              { expected: mayAttach ? 'let in' : 'refused', observed: describe(answer) },
            )
          }
        }
      }
    },
  }),
]

const MIN_SECRET_BITS = 256
const BITS_PER_CHARACTER = { hex: 4, base64: 6 } as const

/** At most so many bits: what as many random characters of the secret's own alphabet can hold. */
const secretBits = (secret: string) =>
  secret.length * (/^[0-9a-f]+$/i.test(secret) ? BITS_PER_CHARACTER.hex : BITS_PER_CHARACTER.base64)
