import { newPassword } from '../../target/trust/secrets.ts'
import { capturing } from '../capture.ts'
import { describeAnswer, resetAsPerson } from '../effects.ts'
import { unlessStuck } from '../in-background.ts'
import { OPERATION_KINDS } from '../operation-kinds.ts'
import { OPERATIONS } from '../operations.ts'
import { requirement } from '../requirement.ts'

const STORM = 12
const PEM_LINE = 64

const units = (text: string) => Buffer.from(text, 'utf16le')

/** SEC that needs the tenant's keys: what lies in packages, opened by the harness's own code. */
export const secKeys = [
  requirement({
    id: 'PWB-SEC-1',
    level: 'MUST',
    subject: 'system',
    title:
      'the password leaves the portal under the tenant’s RSA key, which only the agent can open',
    source: 'OV, NX',
    needs: ['portal', 'accounts', 'agentLink', 'testKeys', 'traces'],
    timeMode: 'real',
    findings: {
      'password-not-under-rsa': 'the package’s RSA block does not hold the password',
      'password-beside-rsa': 'the password can be read in the package without the private key',
      'private-key-in-cloud':
        'the agent’s private key lies in the cloud side’s files or environment',
      'nothing-captured': 'no request was seen, so nothing was judged',
    },
    async check(t) {
      const { bodies, result } = await capturing(t.agentLink, () =>
        resetAsPerson(t, t.accounts.take()),
      )
      t.saw('portal', describeAnswer(result.answer))
      const opener = await t.testKeys.opener()
      const opened = bodies.map((body) => opener.open(body))
      const request = opened.find(({ kind }) => kind === 'request')
      if (
        !t.expect(request !== undefined, 'nothing-captured', {
          expected: '1 request',
          observed: 'none',
        })
      )
        return
      if (request === undefined) return
      const block = opener.secretBlock(request)
      const under = block.includes(units(result.password))
      const beside =
        request.sealed.includes(units(result.password)) || request.sealed.includes(result.password)
      t.saw(
        'package, opened with the test keys',
        `RSA block of ${block.length} bytes: the password ${under ? 'is' : 'is not'} in it`,
      )
      t.expect(under, 'password-not-under-rsa', {
        expected: 'the password as it was typed',
        observed: 'something else',
      })
      t.expect(!beside, 'password-beside-rsa', { expected: 'not readable', observed: 'readable' })
      const { privateKeyPem } = await t.testKeys.read()
      const keyText = privateKeyPem
        .split('\n')
        .find((line) => line.length === PEM_LINE && !line.includes('-'))
      const { found, looked } = await t.traces.find([keyText ?? privateKeyPem], ['portal', 'relay'])
      t.saw(
        'files, arguments, environments of the cloud side',
        `${looked} places, ${found.length} with the private key`,
      )
      t.expect(found.length === 0, 'private-key-in-cloud', {
        expected: 'nowhere',
        observed: found.map(({ place }) => place).join(', '),
      })
    },
  }),
  requirement({
    id: 'PWB-SEC-10',
    level: 'MUST',
    subject: 'system',
    title: 'nonces never repeat under one key, over restarts and parallel senders',
    source: 'WE',
    needs: ['portal', 'accounts', 'agentLink', 'agent', 'testKeys', 'clock'],
    timeMode: 'mixed',
    findings: {
      'nonce-repeated': 'two packages under one key have the same nonce',
      'too-few-packages': 'fewer packages were seen than operations were made',
    },
    async check(t) {
      const storm = async () => {
        const work = Array.from({ length: STORM }, (_, index) => {
          const kind = OPERATION_KINDS[index % OPERATION_KINDS.length] ?? 'change'
          return OPERATIONS[kind](t, t.accounts.take(), newPassword())
        })
        await unlessStuck(t, Promise.all(work))
      }
      const { bodies } = await capturing(t.agentLink, async () => {
        await storm()
        await t.agent.stop()
        await t.agent.restart()
        await storm()
      })
      const opener = await t.testKeys.opener()
      const opened = bodies.map((body) => opener.open(body))
      const seen = new Set(opened.map(({ keyId, nonce }) => `${keyId} ${nonce}`))
      t.saw('packages, opened with the test keys', `${opened.length} packages, ${seen.size} nonces`)
      t.expect(opened.length >= 4 * STORM, 'too-few-packages', {
        expected: `at least ${4 * STORM}`,
        observed: `${opened.length}`,
      })
      t.expect(seen.size === opened.length, 'nonce-repeated', {
        expected: `${opened.length} different nonces`,
        observed: `${seen.size}`,
      })
    },
  }),
]
