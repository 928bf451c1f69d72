import { readRequest } from '../../control.ts'
import { type FuzzEdge, type Verdict } from '../edge.ts'

const EDGE = { host: '127.0.0.1', port: 1, servername: 'a.test', caFile: '/none' }
const SAMPLES = [
  { id: 1, verb: 'hello', protocol: 1 },
  {
    id: 2,
    verb: 'start',
    role: 'portal',
    edges: { relay: EDGE },
    listen: { host: '127.0.0.1', port: 0 },
    advertise: { relay: EDGE },
    tls: { certFile: '/none', keyFile: '/none', caFile: '/none' },
    config: { tenants: [] },
    secretsFile: '/none',
  },
  { id: 3, verb: 'reset', caseId: 'a' },
  { id: 4, verb: 'advance', to: 1, mode: 'step' },
  { id: 5, verb: 'rotate', what: 'keys' },
  { id: 6, verb: 'drain' },
  { id: 7, verb: 'stop' },
]

/** Control verbs: the line reader of `control.ts`. */
export const controlEdge: FuzzEdge = {
  corpus: SAMPLES.map((sample) => Buffer.from(JSON.stringify(sample))),
  decode: (bytes): Verdict => ('why' in readRequest(bytes.toString()) ? 'refused' : 'accepted'),
  wires: {},
}
