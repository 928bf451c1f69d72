import {
  type GeneratedAccounts,
  generatedAccountName,
  generatedPassword,
} from '../../harness/contract/generated-accounts.ts'
import type { Domain } from './domain.ts'
import type { Entry } from './entries/entry.ts'
import { noteWrite } from './entries/password-metadata.ts'
import { OBJECT_CLASSES } from './entries/object-classes.ts'
import { FLAGS } from './policy/user-account-control.ts'
import { BadStart } from '../role.ts'

/** One million in about half a minute; the policy is not asked. */
export function generateAccounts(domain: Domain, spec: GeneratedAccounts): void {
  const parent = makeUnit(domain, spec.organizationalUnit)
  for (let index = 0; index < spec.accounts; index++) {
    const name = generatedAccountName(spec, index)
    makeAccount(domain, parent, name, generatedPassword(spec, name))
  }
}

/** A joined text keeps its parts besides itself; a copy does not. */
const detached = (text: string) => Buffer.from(text, 'latin1').toString('latin1')

function makeUnit({ store }: Domain, rdnValue: string): Entry {
  const objectClass = OBJECT_CLASSES.organizationalUnit
  const unit = store.create({ parent: store.head, rdnValue, objectClass, rid: 0 })
  store.insert(unit)
  return unit
}

function makeAccount(
  { store, digests, clock, config }: Domain,
  parent: Entry,
  name: string,
  password: string,
): void {
  if (store.bySamAccountName(name) !== undefined) {
    throw new BadStart(
      `secretsFile: generate: prefix: an account called ${name} exists already; choose another prefix`,
    )
  }
  const rid = store.nextRid()
  const entry = store.create({ parent, rdnValue: name, objectClass: OBJECT_CLASSES.user, rid })
  store.insert(entry)
  store.setSamAccountName(entry, name)
  store.setUserPrincipalName(entry, detached(`${name}@${config.domain}`))
  entry.set('displayName', [name])
  const { account } = entry
  if (account === undefined) return
  account.userAccountControl = FLAGS.normalAccount
  account.history = digests.of(entry.guid, Buffer.from(password, 'utf16le'))
  account.pwdLastSetMs = clock.now()
  noteWrite(account, clock.now())
}
