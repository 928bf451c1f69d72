/** A requirement and the finding that it told. */
export type Pair = readonly [id: string, finding: string]

interface Proof {
  /** In words. */
  readonly why: string
  readonly firings: number
  readonly durationMs: number
}

/** What the kill matrix showed: the content of `prove.json`. */
export interface KillMatrix {
  readonly cancelled: boolean
  /** One a fault; good ones are `killed`. */
  readonly verdicts: readonly (Proof & {
    readonly fault: string
    readonly fate: string
    readonly killed: readonly Pair[]
    readonly collateral: readonly string[]
  })[]
  /** One a permitted variant; good ones are `green`. */
  readonly variants: readonly (Proof & {
    readonly variant: string
    readonly fate: string
    readonly passed: number
    readonly misjudged: readonly Pair[]
  })[]
  readonly unkilledRequirements: readonly string[]
  /** `PWB-POL-1 old-password-lost`: no fault produced it. */
  readonly unkilledPairs: readonly string[]
}
