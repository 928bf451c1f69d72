import type { KeyObject } from 'node:crypto'
import type { Timer } from '../../clock.ts'
import type { TenantCredentials } from '../../protocol/relay-management-forms.ts'
import type { TenantLink } from '../operations/join-links.ts'

/** One set of keys and relay secrets; its symmetric key lies in the secret store. */
export interface Generation {
  readonly keyId: number
  readonly publicKey: KeyObject
  /** The portal's own link, under this generation's credential. */
  readonly link: TenantLink
  /** What the relay was given. */
  readonly credentials: TenantCredentials
}

/** What enabling leaves in the cloud. A rollover adds a generation, and takes the oldest away later. */
export interface Writeback {
  /** Requests are sealed under it. */
  current: Generation
  /** Made by a rollover; becomes current when the agent is first heard under it, so that none is lost. */
  next: Generation | null
  /** Its results are taken until the overlap ends (PWB-KEY-3). */
  earlier: Generation | null
  overlap: Timer | null
}

export const onlyGeneration = (current: Generation): Writeback => ({
  current,
  next: null,
  earlier: null,
  overlap: null,
})

/** All that are valid, the current one first. */
export const generationsOf = ({ current, next, earlier }: Writeback): readonly Generation[] =>
  [current, next, earlier].filter((one) => one !== null)
