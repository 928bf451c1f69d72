import { expect, it } from 'vitest'
import { whyNotProven } from './network-support.ts'

it.each([
  [{ isRoot: true, missing: [] }, undefined],
  [{ isRoot: false, missing: ['nft'] }, 'not proven: network namespaces need root; run as root'],
  [{ isRoot: true, missing: ['nft'] }, 'not proven: nft missing; run install-tools.sh'],
  [
    { isRoot: true, missing: [], refusal: 'Operation not permitted' },
    'not proven: this kernel makes no network namespace with nftables: Operation not permitted',
  ],
])('says what is lacking for networks of its own: %j', (offered, text) => {
  expect(whyNotProven(offered)).toBe(text)
})
