import type { Requirement } from '../requirement.ts'
import { bw } from './bw.ts'
import { flow } from './flow/index.ts'
import { life } from './life/index.ts'
import { mode } from './mode/index.ts'
import { msg } from './msg.ts'
import { net } from './net.ts'
import { ops } from './ops/index.ts'
import { pol } from './pol.ts'
import { ttl } from './ttl.ts'

/** Every requirement that is judged, in the catalogue's order. One family is one file and one line here. */
export const REQUIREMENTS: readonly Requirement[] = [
  ...ops,
  ...mode,
  ...flow,
  ...pol,
  ...msg,
  ...bw,
  ...ttl,
  ...net,
  ...life,
]
