import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Figure } from '../../../reports/model/result.ts'

/** `openssl speed -mr` prints `+F2:index:bits:private per second:public per second`. */
const RSA_LINE = /^\+F2:\d+:2048:([\d.]+):/m
const SECONDS = 2

/**
 * RSA-2048 private operations a second of one core: the limit that an agent cannot pass, measured by
 * the OpenSSL program in the same minute as what is compared with it. Undefined: there is no such program,
 * or `signal` ended it.
 */
export async function rsaPrivatePerSecond(signal: AbortSignal): Promise<number | undefined> {
  try {
    const argv = ['speed', '-seconds', String(SECONDS), '-mr', 'rsa2048']
    const { stdout } = await promisify(execFile)('openssl', argv, { signal })
    const found = RSA_LINE.exec(stdout)?.[1]
    return found === undefined ? undefined : Number(found)
  } catch {
    return undefined
  }
}

/**
 * A throughput beside the limit: the mean of what was measured before and after it, in operations a second each. Undefined
 * measurements do not count; none at all is a note.
 */
export function rsaFigures(
  throughputPerSecond: number,
  measured: readonly (number | undefined)[],
): { figures: Figure[]; notes: string[] } {
  const limits = measured.filter((limit) => limit !== undefined)
  if (limits.length === 0) {
    return { figures: [], notes: ['no openssl program: the RSA limit was not measured'] }
  }
  const limit = limits.reduce((sum, each) => sum + each, 0) / limits.length
  const [least, most] = [Math.min(...limits), Math.max(...limits)].map(Math.round)
  const against = `one core, by openssl speed before and after the load: ${least} to ${most}/s`
  return {
    figures: [
      { name: 'RSA-2048 private operations of one core', value: limit, unit: 'per second' },
      {
        name: 'throughput ÷ RSA-2048 private operations',
        value: throughputPerSecond / limit,
        unit: 'ratio',
        against,
      },
    ],
    notes: [],
  }
}
