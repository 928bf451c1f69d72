import { newPassword } from '../../target/trust/secrets.ts'
import { readRootDse } from '../../target/directory/root-dse.ts'
import { POLICY_HINTS } from '../capabilities/policy-hints.ts'
import { judged, met, missed, type Prerequisite, unknown } from './prerequisite.ts'

/** The two controls that ask for history and minimum age on a reset; either does. */

/** The product whose release the published documents limit, and the first one that has writeback as described. */
const LIMITED_PRODUCT = /^(microsoft )?(azure ad|entra) connect/i
const FIRST_RELEASE = [1, 1, 443]

const isBefore = (version: string) => {
  const parts = version.split('.').map(Number)
  for (const [index, least] of FIRST_RELEASE.entries()) {
    const part = parts[index] ?? 0
    if (part !== least) return part < least
  }
  return false
}

/** What the company's own side must have. */
export const ON_PREMISES: readonly Prerequisite[] = [
  {
    id: 'pdc-emulator',
    asks: 'the agent reaches the PDC emulator of the domain',
    source: 'TS',
    remedy: 'let the agent reach the PDC emulator over LDAPS, and start that domain controller',
    async look({ stage, tenant, account }) {
      const newest = newPassword()
      const token = await stage.administratorToken(tenant)
      const ask = { token, user: account.user, newPassword: newest }
      const { code } = await stage.portal.administratorReset(ask)
      const saw = `a reset was answered ${code}`
      if (code === 'changed') {
        account.password = newest
        return met(saw)
      }
      return code === 'directory-unavailable' ? missed(saw) : unknown(saw)
    },
  },
  {
    id: 'policy-hints',
    asks: 'the directory’s release has the policy-hints control',
    source: 'TS',
    remedy: 'bring domain controllers to Windows Server 2008 R2 with its updates, or later',
    async look({ directory }) {
      const { supportedControl } = await readRootDse(directory)
      const has = POLICY_HINTS.filter((control) => supportedControl.includes(control))
      return judged(
        has.length > 0,
        has.length > 0
          ? `the directory lists ${has.join(', ')}`
          : `none of ${supportedControl.length} controls that the directory lists is ${POLICY_HINTS.join(' or ')}`,
      )
    },
  },
  {
    id: 'agent-release',
    asks: `the agent is of release ${FIRST_RELEASE.join('.')} or later`,
    source: 'TS',
    remedy: 'update the agent to its newest release',
    async look({ stage }) {
      const { release } = await stage.agent.status()
      if (release === undefined) return unknown('the agent does not tell its release')
      const saw = `${release.product} ${release.version}`
      if (!LIMITED_PRODUCT.test(release.product)) return met(`${saw}, which no document limits`)
      return judged(!isBefore(release.version), saw)
    },
  },
]
