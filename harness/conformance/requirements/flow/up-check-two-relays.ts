import type { Account } from '../../../target/accounts.ts'
import { describeAnswer } from '../../effects.ts'
import { requireControl } from '../../control.ts'
import { type Context, requirement } from '../../requirement.ts'
import { askUntil, CLEAN_STOP_MS, isUp, judgeUpCheck, RETURN_MS, UP_CHECK } from './up-check.ts'

type Checking = Context<
  'portal' | 'agentLink' | 'secondRelay',
  'up-with-one-relay' | 'not-up-again'
>

/** Takes one of the two relays away and gives it back. */
interface Loss {
  readonly what: string
  begin(): Promise<void> | void
  end(): Promise<void> | void
}

/** The agent is kept from a relay, which the portal still reaches. */
function cutOff(what: string, { refuse, cut }: Checking['agentLink']): Loss {
  let accept: (() => void) | undefined
  return {
    what,
    begin() {
      accept = refuse()
      cut()
    },
    end: () => accept?.(),
  }
}

async function judgeLoss(t: Checking, { user }: Account, { what, begin, end }: Loss) {
  const before = await askUntil(t, user, true, RETURN_MS)
  requireControl(isUp(before), `before ${what}`, {
    expected: 'the portal says up',
    observed: describeAnswer(before),
  })
  await begin()
  const without = await askUntil(t, user, false, CLEAN_STOP_MS)
  await end()
  const after = await askUntil(t, user, true, RETURN_MS)
  t.saw('portal', `${what}: ${describeAnswer(without)}; afterwards: ${after.status}`)
  t.expect(!isUp(without), 'up-with-one-relay', {
    expected: `service-down within 5 s: ${what}`,
    observed: describeAnswer(without),
  })
  t.expect(isUp(after), 'not-up-again', {
    expected: `up within 30 s of the return: ${what}`,
    observed: describeAnswer(after),
  })
}

/** PWB-FLOW-9 as `entra-2025` reads it. */
export const upCheckTwoRelays = requirement({
  ...UP_CHECK,
  title:
    'as with one relay, and writeback is down within 5 s of the loss of either of a tenant’s two relays, up within 30 s of its return',
  source: 'NX',
  needs: [...UP_CHECK.needs, 'secondRelay'],
  findings: {
    ...UP_CHECK.findings,
    'one-relay-only': 'the agent has no connection to the tenant’s second relay',
    'up-with-one-relay': 'the portal says up 5 s after one of two relays was lost',
  },
  async check(t) {
    const { open } = t.secondRelay.agentLink.snapshot()
    t.saw('tap', `${open} connections of the agent to the second relay`)
    const isLinked = t.expect(open > 0, 'one-relay-only', {
      expected: 'a connection to the second relay',
      observed: 'none',
    })
    if (!isLinked) return
    const account = t.accounts.take()
    await judgeLoss(t, account, cutOff('the agent without the first relay', t.agentLink))
    await judgeLoss(
      t,
      account,
      cutOff('the agent without the second relay', t.secondRelay.agentLink),
    )
    await judgeLoss(t, account, {
      what: 'the second relay stopped',
      begin: () => t.secondRelay.stop(),
      end: () => t.secondRelay.restart(),
    })
    await judgeUpCheck(t)
  },
})
