/** How many ways there are for the first of two samples to have each value of U (Mann and Whitney). */
function waysOfU(first: number, second: number): number[] {
  // Each member of the first sample exceeds 0 to `second` of the other: partitions in a box.
  let ways: number[] = [1]
  for (let member = 1; member <= first; member++) {
    const next = Array.from({ length: ways.length + second }, () => 0)
    // Gaussian binomial coefficients: multiply by (1 − q^(second + member)) ÷ (1 − q^member).
    for (const [power, count] of ways.entries()) {
      next[power] = (next[power] ?? 0) + count
      const above = power + second + member
      if (above < next.length) next[above] = (next[above] ?? 0) - count
    }
    for (let power = member; power < next.length; power++) {
      next[power] = (next[power] ?? 0) + (next[power - member] ?? 0)
    }
    ways = next
  }
  return ways
}

/**
 * The two-sided probability that two samples of one distribution differ in rank as much as these do or
 * more (Mann-Whitney, exact). Ties count half, rounded towards no difference. 1 for an empty sample.
 */
export function rankTest(a: readonly number[], b: readonly number[]): number {
  const above = a.flatMap((one) => b.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)))
  const u = above.reduce<number>((sum, each) => sum + each, 0)
  const extreme = Math.ceil(Math.min(u, a.length * b.length - u))
  const ways = waysOfU(a.length, b.length)
  const all = ways.reduce((sum, count) => sum + count, 0)
  const tail = ways.slice(0, extreme + 1).reduce((sum, count) => sum + count, 0)
  return Math.min(1, (2 * tail) / all)
}
