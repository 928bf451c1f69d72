import { newPassword } from '../../target/trust/secrets.ts'
import { OPERATIONS } from '../operations.ts'
import { requirement } from '../requirement.ts'

const RESETS = 3

/** SEC in the cloud: where the symmetric key lies. */
export const secStore = [
  requirement({
    id: 'PWB-SEC-12',
    level: 'SHOULD',
    subject: 'portal',
    title: 'the symmetric key lies only in the secret store, and every read is audited',
    source: 'OV',
    needs: ['portal', 'accounts', 'keyReads', 'testKeys', 'traces'],
    timeMode: 'real',
    findings: {
      'key-read-not-audited': 'packages were sealed without a read of the key in the audit log',
      'entry-incomplete': 'an entry does not tell time, tenant and purpose',
      'key-elsewhere': 'the symmetric key lies in the cloud side’s files or environment',
    },
    async check(t) {
      const before = (await t.keyReads.all()).length
      for (let made = 0; made < RESETS; made++) {
        await OPERATIONS['administrator reset'](t, t.accounts.take(), newPassword())
      }
      const reads = (await t.keyReads.all()).slice(before)
      t.saw(
        'audit log',
        `${reads.length} reads for ${RESETS} resets: ${[...new Set(reads.map(({ purpose }) => purpose))].join(', ')}`,
      )
      // One to seal each request and one to open each result, at least.
      t.expect(reads.length >= 2 * RESETS, 'key-read-not-audited', {
        expected: `at least ${2 * RESETS} reads`,
        observed: `${reads.length}`,
      })
      const incomplete = reads.filter(
        ({ time, tenant, purpose }) =>
          Number.isNaN(Date.parse(time)) || tenant === '' || purpose === '',
      )
      t.expect(incomplete.length === 0, 'entry-incomplete', {
        expected: 'time, tenant and purpose in each',
        observed: `${incomplete.length} incomplete`,
      })
      const key = Buffer.from((await t.testKeys.read()).symmetricKey, 'base64')
      const { found, looked } = await t.traces.find(
        [key.toString('base64'), key.toString('hex')],
        ['portal', 'relay'],
      )
      t.saw(
        'files, arguments, environments of the cloud side',
        `${looked} places, ${found.length} with the key`,
      )
      t.expect(found.length === 0, 'key-elsewhere', {
        expected: 'nowhere',
        observed: found.map(({ place }) => place).join(', '),
      })
    },
  }),
]
