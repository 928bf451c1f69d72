import type { FuzzEdge } from '../edge.ts'
import { amqpEdge } from './amqp.ts'
import { controlEdge } from './control.ts'
import { httpEdge } from './http.ts'
import { ldapEdge } from './ldap.ts'
import { packageEdge } from './package.ts'

/** Every edge at which bytes from outside come in. */
export const EDGES = {
  http: httpEdge,
  amqp: amqpEdge,
  ldap: ldapEdge,
  control: controlEdge,
  package: packageEdge,
} as const satisfies Record<string, FuzzEdge>
export type EdgeName = keyof typeof EDGES
