import { ROLE_NAMES } from '../../contract/edge.ts'
import { createCanaryFinder } from '../../target/trust/canary.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import { capturing } from '../capture.ts'
import { requireControl } from '../control.ts'
import { enter } from '../effects.ts'
import { OPERATION_KINDS } from '../operation-kinds.ts'
import { OPERATIONS, TOO_SHORT } from '../operations.ts'
import { requirement } from '../requirement.ts'

const OTHERS = 0o077
/** Characters that every way of writing down has to do something about. */
const canary = () => `Kanärie "${newPassword()}"`

/** SEC: what must not lie about. */
export const secTraces = [
  requirement({
    id: 'PWB-SEC-8',
    level: 'MUST',
    subject: 'system',
    title:
      'no submitted password in any log, event, payload, argument, environment, file or answer',
    source: 'WE',
    needs: ['portal', 'accounts', 'agentLink', 'portalLink', 'traces'],
    timeMode: 'real',
    findings: {
      'plaintext-found': 'a submitted password was found, as it is or in another form',
    },
    async check(t) {
      const secrets: string[] = []
      const answers: string[] = []
      const submit = async () => {
        for (const kind of OPERATION_KINDS) {
          const account = t.accounts.take()
          secrets.push(account.password)
          const password = canary()
          secrets.push(password)
          answers.push(JSON.stringify(await OPERATIONS[kind](t, account, password)))
        }
        // Refused ones, too: errors like to quote.
        const account = t.accounts.take()
        const session = await enter(t, account)
        const unlike = canary()
        secrets.push(unlike)
        answers.push(JSON.stringify(await t.portal.setPassword(session, unlike, TOO_SHORT)))
        const tooLong = canary().repeat(99)
        secrets.push(tooLong.slice(0, 64))
        answers.push(JSON.stringify(await t.portal.setPassword(session, tooLong)))
      }
      const payloads = await capturing(t.agentLink, () => capturing(t.portalLink, submit))
      const { found, looked } = await t.traces.find(secrets, ROLE_NAMES)
      const finder = createCanaryFinder(secrets)
      const inPayloads = [...payloads.bodies, ...payloads.result.bodies].flatMap(finder.find)
      const inAnswers = answers.flatMap((answer) => finder.find(Buffer.from(answer)))
      t.saw('files, arguments, environments', `${looked} places`)
      t.saw('tap', `${payloads.bodies.length + payloads.result.bodies.length} relay payloads`)
      t.saw('portal', `${answers.length} answers`)
      const places = [
        ...found.map(({ place, form }) => `${place} (${form})`),
        ...inPayloads.map((form) => `relay payload (${form})`),
        ...inAnswers.map((form) => `portal answer (${form})`),
      ]
      t.expect(places.length === 0, 'plaintext-found', {
        expected: 'nowhere',
        observed: places.slice(0, 5).join(', '),
      })
      const control = canary()
      const seen = await t.traces.withControl(control, () => t.traces.find([control], ROLE_NAMES))
      t.saw('control', `${seen.found.length} found of 1 that was put there`)
      requireControl(seen.found.length > 0, 'a password put into a file of the run', {
        expected: '1 found',
        observed: 'none',
      })
    },
  }),
  requirement({
    id: 'PWB-SEC-9',
    level: 'MUST',
    subject: 'agent',
    title: 'private key and secrets at rest are readable by the service’s user only',
    source: 'WE',
    needs: ['agentState'],
    timeMode: 'real',
    findings: {
      'readable-by-others': 'a file or folder of the agent’s state is open to other users',
    },
    async check(t) {
      const entries = await t.agentState.entries()
      const open = entries.filter(({ mode }) => (mode & OTHERS) !== 0)
      const list = open.map(({ name, mode }) => `${name} ${mode.toString(8)}`).join(', ')
      t.saw('file modes', `${entries.length} files and folders, ${open.length} open to others`)
      requireControl(entries.length > 1, 'the agent’s state directory', {
        expected: 'keys at rest',
        observed: 'nothing',
      })
      t.expect(open.length === 0, 'readable-by-others', {
        expected: 'no permission for group and others',
        observed: list,
      })
    },
  }),
  requirement({
    id: 'PWB-SEC-11',
    level: 'MUST',
    subject: 'system',
    title: 'the agent’s relay secret is not in the portal’s or relay’s state, logs or environment',
    source: 'WE',
    needs: ['testKeys', 'traces'],
    timeMode: 'real',
    findings: {
      'secret-found': 'the agent’s relay secret lies with the cloud side',
    },
    async check(t) {
      const { relay } = await t.testKeys.read()
      const cloud = await t.traces.find([relay.password], ['portal', 'relay'])
      const own = await t.traces.find([relay.password], ['agent'])
      t.saw(
        'files, arguments, environments',
        `cloud side: ${cloud.looked} places, ${cloud.found.length} with the secret`,
      )
      t.saw('control', `the agent’s side: ${own.found.length} with the secret`)
      requireControl(own.found.length > 0, 'the secret in the agent’s own state', {
        expected: 'found',
        observed: 'not found',
      })
      t.expect(cloud.found.length === 0, 'secret-found', {
        expected: 'nowhere',
        observed: cloud.found.map(({ place, form }) => `${place} (${form})`).join(', '),
      })
    },
  }),
]
