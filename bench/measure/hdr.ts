import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
  initWebAssemblySync,
} from 'hdr-histogram-js'

/**
 * Every histogram of a run has this shape, or they could not be added: whole microseconds up to an
 * hour, three digits. 64-bit counts, because smaller ones overflow silently; WebAssembly, because it
 * records in 25 ns.
 */
export const HIGHEST_US = 3_600_000_000

export function createHistogram(): Histogram {
  initWebAssemblySync()
  return build({
    bitBucketSize: 64,
    useWebAssembly: true,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_US,
    numberOfSignificantValueDigits: 3,
    autoResize: false,
  })
}

export const encode = (histogram: Histogram): string => encodeIntoCompressedBase64(histogram)

/** The caller destroys it: WebAssembly memory is not collected. */
export function decode(hdrV2: string): Histogram {
  initWebAssemblySync()
  return decodeFromCompressedBase64(hdrV2, 64, true)
}
