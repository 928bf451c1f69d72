import type { LayerBytes, LayerName, Measured } from './measured.ts'
import { given, type Input, measured } from './figure.ts'
import type { Workforce } from './workforce.ts'

const noBytes: LayerBytes = { messages: null, plaintext: null, TLS: null, IP: null }

/** What an agent's link carries when nobody asks for anything, in bytes a second; undefined: not measured. */
export function silenceOf(
  layer: LayerName,
  { heartbeatPeriodS }: Pick<Workforce, 'heartbeatPeriodS'>,
  { heartbeat = noBytes, keepAlivesPerSecond = noBytes }: Measured,
): number | undefined {
  const beat = heartbeat[layer]
  const kept = keepAlivesPerSecond[layer]
  return beat === null || kept === null ? undefined : beat / heartbeatPeriodS + kept
}

/** What `silenceOf` is made of, for who wants to check it by hand. */
export const silenceInputs = (
  layer: LayerName,
  { heartbeatPeriodS }: Pick<Workforce, 'heartbeatPeriodS'>,
  { heartbeat = noBytes, keepAlivesPerSecond = noBytes }: Measured,
): Input[] => [
  measured(`bytes of a heartbeat, ${layer}`, heartbeat[layer] ?? 0, 'bytes'),
  measured(`keep-alives, ${layer}`, keepAlivesPerSecond[layer] ?? 0, 'bytes/s'),
  given('period', heartbeatPeriodS, 's'),
]
