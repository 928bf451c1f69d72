import { constants, generateKeyPair, privateDecrypt, publicEncrypt } from 'node:crypto'
import { setImmediate as soon } from 'node:timers/promises'
import { promisify } from 'node:util'

const ROUNDS = 12
/** Few enough that nothing else waits for long. */
const OPERATIONS_A_ROUND = 8
const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }

/**
 * Processor time of one RSA-2048 private operation in this process, in microseconds: the yardstick
 * that makes processor times of unlike machines comparable. The least of several rounds: whatever else
 * runs only ever adds to it.
 */
export async function rsaPrivateMicros(): Promise<number> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const sealed = publicEncrypt({ key: publicKey, ...OAEP }, Buffer.alloc(32))
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage()
    for (let done = 0; done < OPERATIONS_A_ROUND; done += 1) {
      privateDecrypt({ key: privateKey, ...OAEP }, sealed)
    }
    const { user, system } = process.cpuUsage(before)
    rounds.push((user + system) / OPERATIONS_A_ROUND)
    await soon()
  }
  return Math.min(...rounds)
}
