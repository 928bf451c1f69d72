import { expect, it } from 'vitest'
import { disableAnswer, enableAnswer, signInAnswer, synchronisationAnswer } from './portal.ts'

const UNKNOWN = { 'x-note': { since: 1 } }

it.each([
  ['synchronisation', synchronisationAnswer, { accepted: 1, users: 2 }],
  ['disabling', disableAnswer, { disabled: true }],
  ['signing in', signInAnswer, { signedIn: true }],
] as const)(
  'whoever reads an answer to %s ignores members that it does not know',
  (_, form, answer) => {
    expect(form.parse({ ...answer, ...UNKNOWN })).toEqual(answer)
  },
)

it('the same holds for what is inside of an answer', () => {
  const answer = {
    keyId: 1,
    symmetricKey: '',
    relay: { host: 'relay.test', port: 1, servername: 'relay.test' },
    credential: { username: 'a', password: 'b' },
  }
  const told = { ...answer, ...UNKNOWN, relay: { ...answer.relay, ...UNKNOWN } }
  expect(enableAnswer.parse(told)).toEqual(answer)
})
