import { events2025 } from '../requirements/life/newer-events.ts'
import { licences2025 } from '../requirements/life/licences.ts'
import { keyRollover2025 } from '../requirements/key-rollover.ts'
import { idleCostTwoRelays } from '../requirements/bw-idle-two-relays.ts'
import { upCheckTwoRelays } from '../requirements/flow/up-check-two-relays.ts'
import { notWrittenBack2025 } from '../requirements/ops/not-written-back.ts'
import { reset2025 } from '../requirements/ops/reset.ts'
import { numbered, type Profile } from './profile.ts'

const OTHERWISE = {
  'PWB-OPS-5':
    'an administrator’s reset through the Graph API is written back as well, and the classic portal is gone',
  'PWB-OPS-7':
    'an administrator’s reset through the Graph API is written back; PowerShell and the Microsoft 365 admin centre stay',
  'PWB-FLOW-9': 'a tenant has two relays, and writeback is down when either of them is',
  'PWB-BW-1': 'a tenant has two relays, and the limit holds for each',
  'PWB-KEY-1': 'keys roll 180 days after they were made',
  'PWB-LIFE-3': 'the licences are P1, P2 and Business Premium',
  'PWB-LIFE-8': 'the event log has events of the relay links besides those of 2017',
  'PWB-LOAD-3': 'several agents may serve one tenant, and exactly one handles each request',
} as const

/** The newer generation: what it changes is judged as it reads it, or, where no check does that, not proven. */
export const entra2025: Profile = {
  describes: 'Entra Connect with two relays a tenant, as published in 2025',
  ids: numbered(
    {
      OPS: 12,
      MODE: 6,
      FLOW: 10,
      LOOK: 10,
      POL: 15,
      PROT: 4,
      MSG: 10,
      BW: 5,
      TTL: 6,
      SEC: 12,
      KEY: 5,
      NET: 6,
      LIFE: 10,
      LOAD: 7,
    },
    Object.keys(OTHERWISE),
  ),
  otherwise: OTHERWISE,
  readings: [
    upCheckTwoRelays,
    idleCostTwoRelays,
    reset2025,
    notWrittenBack2025,
    keyRollover2025,
    licences2025,
    events2025,
  ],
}
