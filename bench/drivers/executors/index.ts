import { type AdministratorResetOptions, administratorReset } from './administrator-reset.ts'
import type { Executor } from './executor.ts'
import { type HttpGetOptions, httpGet } from './http-get.ts'
import { nothing } from './nothing.ts'
import { type SelfServiceResetOptions, selfServiceReset } from './self-service-reset.ts'
import { stormMix, type StormMixOptions } from './storm-mix.ts'

/** What a load sends: a kind, and its options as plain data. One more: one file, one line here and there. */
export type ExecutorSpec =
  | { readonly kind: 'self-service-reset'; readonly options: SelfServiceResetOptions }
  | { readonly kind: 'administrator-reset'; readonly options: AdministratorResetOptions }
  | { readonly kind: 'storm-mix'; readonly options: StormMixOptions }
  | { readonly kind: 'http-get'; readonly options: HttpGetOptions }
  | { readonly kind: 'nothing' }

export function createExecutor(spec: ExecutorSpec): Executor {
  switch (spec.kind) {
    case 'self-service-reset':
      return selfServiceReset(spec.options)
    case 'administrator-reset':
      return administratorReset(spec.options)
    case 'storm-mix':
      return stormMix(spec.options)
    case 'http-get':
      return httpGet(spec.options)
    case 'nothing':
      return nothing()
  }
}
