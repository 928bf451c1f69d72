import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** `openssl speed -mr` prints `+F2:index:bits:private per second:public per second`. */
const RSA_LINE = /^\+F2:\d+:2048:([\d.]+):/m
const SECONDS = 2

/**
 * RSA-2048 private operations a second of one core: the limit that an agent cannot pass, measured by
 * the OpenSSL program in the same minute as what is compared with it. Undefined: there is no such program.
 */
export async function rsaPrivatePerSecond(): Promise<number | undefined> {
  try {
    const argv = ['speed', '-seconds', String(SECONDS), '-mr', 'rsa2048']
    const { stdout } = await promisify(execFile)('openssl', argv)
    const found = RSA_LINE.exec(stdout)?.[1]
    return found === undefined ? undefined : Number(found)
  } catch {
    return undefined
  }
}
