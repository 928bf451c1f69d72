import { inOrder } from '../in-order.ts'
import { gates } from './gates.ts'
import { inTime } from './in-time.ts'
import { sessions } from './sessions.ts'
import { tokens } from './tokens.ts'
import { upAndOrder } from './up-and-order.ts'
import { upCheck } from './up-check.ts'

/** FLOW: the way through the portal. */
export const flow = inOrder(upAndOrder, gates, inTime, sessions, tokens, upCheck)
