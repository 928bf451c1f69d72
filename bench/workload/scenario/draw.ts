import type { Random } from '../random.ts'

/** Draws names in proportion to their weights. At least one weight must be above 0. */
export function drawer<K extends string>(
  weights: Readonly<Partial<Record<K, number>>>,
  names: readonly K[],
): (random: Random) => K {
  const weighted = names.map((name) => ({ name, weight: weights[name] ?? 0 }))
  const positive = weighted.filter(({ weight }) => weight > 0)
  const last = positive.at(-1)
  if (last === undefined) throw new RangeError(`no weight above 0 among ${names.join(', ')}`)
  const sum = positive.reduce((total, { weight }) => total + weight, 0)
  return (random) => {
    let left = random() * sum
    for (const { name, weight } of positive) {
      left -= weight
      if (left < 0) return name
    }
    return last.name
  }
}
