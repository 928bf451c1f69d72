import type { StatedDeviations } from '../../contract/control.ts'
import { type ControlChannel, openControlChannel, type Program } from './control-channel.ts'
import { deferred } from '../deferred.ts'
import { RoleDied } from '../errors.ts'
import { createKeptSigner } from '../trust/kept-signer.ts'
import type { Signer } from '../trust/pki.ts'

/** A program that outlives the system it plays in, and who hears what it complains of. */
interface Kept {
  readonly channel: ControlChannel
  onStderr: Program['onStderr']
}

/** By command, those that no system uses now. */
const idle = new Map<string, Kept[]>()
/** The folder of key pairs that they share; undefined: nothing is kept. */
let keyPairs: string | undefined
let signer: Promise<Signer> | undefined

/**
 * From now on programs that may stay are kept when a system closes, and play in the next one: for a process that
 * starts one system after another, as loading a program costs more than most of what is asked of it. They end with
 * this process, at the latest: their input does. They take the systems' key pairs from a folder that must be there.
 */
export const keepPrograms = (sharedKeyPairs: string): void => {
  keyPairs = sharedKeyPairs
}

/** What the systems of such a process have their certificates from; undefined: each from an authority of its own. */
export const keptSigner = (): Promise<Signer> | undefined => {
  if (keyPairs !== undefined) signer ??= createKeptSigner()
  return signer
}

const idleOf = (key: string) => {
  const known = idle.get(key) ?? []
  idle.set(key, known)
  return known
}

function startKept(
  program: Program,
  [command, ...args]: Program['argv'],
  key: string,
  shared: string,
): Kept {
  const kept: Kept = {
    onStderr: program.onStderr,
    channel: openControlChannel({
      ...program,
      argv: [command, ...args, '--stay', shared],
      onStderr: (line) => kept.onStderr?.(line),
    }),
  }
  const forget = async () => {
    await kept.channel.ended
    idle.set(
      key,
      idleOf(key).filter((other) => other !== kept),
    )
  }
  void forget()
  return kept
}

/** The channel as one system has it: it ends for that system when it is left, whatever becomes of the program. */
function lend(kept: Kept, { role }: Program, key: string): ControlChannel {
  const { channel } = kept
  const left = deferred<string>()
  let isLeft = false
  return {
    pid: channel.pid,
    ended: Promise.race([channel.ended, left.promise]),
    ask: (verb, body, timeoutMs) =>
      isLeft ? Promise.reject(new RoleDied(role, 'stopped')) : channel.ask(verb, body, timeoutMs),
    async leave(patienceMs = 5_000) {
      isLeft = true
      const stopped = await channel.ask('stop', {}, patienceMs).catch(() => undefined)
      if (stopped === undefined) await channel.stop(0)
      else idleOf(key).push(kept)
      left.resolve('stopped')
    },
    stop: (patienceMs) => channel.stop(patienceMs),
    kill: (signal) => channel.kill(signal),
  }
}

export interface KeepableProgram extends Program {
  /** How it is started where it may play in the next system too, which tells it in hello what it deviates in. */
  readonly stay?: { readonly argv: Program['argv']; readonly deviations: StatedDeviations }
}

interface Opened {
  readonly channel: ControlChannel
  /** What hello has to state. */
  readonly stated: { readonly deviations?: StatedDeviations }
}

/** Starts the program, or takes one that an earlier system left. */
export function openProgram({ stay, ...program }: KeepableProgram): Opened {
  if (keyPairs === undefined || stay === undefined)
    return { channel: openControlChannel(program), stated: {} }
  const key = stay.argv.join('\0')
  const kept = idleOf(key).pop() ?? startKept(program, stay.argv, key, keyPairs)
  kept.onStderr = program.onStderr
  return { channel: lend(kept, program, key), stated: { deviations: stay.deviations } }
}
