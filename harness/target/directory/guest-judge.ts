import type { DirectoryJudge } from './directory-judge.ts'
import type { Premises } from './premises.ts'

/** A judge that is asked by the names of the shipped domain, wherever its accounts lie. */
export const guestJudge = (
  judge: DirectoryJudge,
  { rebase }: Pick<Premises, 'rebase'>,
): DirectoryJudge => ({
  ...judge,
  read: (base, ...what) => judge.read(rebase(base), ...what),
  readAll: (base, attributes) => judge.readAll(rebase(base), attributes),
})
