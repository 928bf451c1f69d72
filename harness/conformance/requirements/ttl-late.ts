import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../contract/limits.ts'
import { newPassword } from '../../target/secrets.ts'
import { describeAnswer, enter } from '../effects.ts'
import { inBackground } from '../in-background.ts'
import { requirement } from '../requirement.ts'

const AROUND_MS = 10_000
const REACHES_RELAY_MS = 300

/** TTL: what is left of a request after its expiry. */
export const ttlLate = [
  requirement({
    id: 'PWB-TTL-6',
    level: 'MUST',
    subject: 'relay',
    title: 'an expired message leaves no copy behind in a dead-letter address',
    source: 'WE',
    needs: ['portal', 'accounts', 'agent', 'clock', 'relayAccess'],
    timeMode: 'virtual',
    findings: {
      'copy-left-behind': 'an expired request waits at a dead-letter address',
      'nothing-waited': 'no request waited at the relay before its expiry, so nothing was judged',
    },
    async check(t) {
      const login = await t.relayAccess.login('agent')
      const { receiveRequests, deadRequests } = t.relayAccess.addresses
      const session = await enter(t, t.accounts.take())
      await t.agent.stop()
      const asked = inBackground(t.portal.setPassword(session, newPassword()))
      await sleep(REACHES_RELAY_MS)
      const waiting = await t.relayAccess.holds(login, receiveRequests)
      await t.clock.step(LIMITS.requestTtlMs + AROUND_MS)
      const after = await t.relayAccess.holds(login, receiveRequests)
      const dead = await t.relayAccess.holds(login, deadRequests)
      t.saw('receiver with the agent’s credential', `before expiry: ${waiting}; after: ${after}`)
      t.saw('receiver at the dead-letter address', dead)
      t.saw('portal', describeAnswer(await asked))
      t.expect(waiting === 'message', 'nothing-waited', {
        expected: 'a message waits before its expiry',
        observed: waiting,
      })
      t.expect(dead !== 'message' && after !== 'message', 'copy-left-behind', {
        expected: 'no message',
        observed: `requests: ${after}, dead letters: ${dead}`,
      })
    },
  }),
]
