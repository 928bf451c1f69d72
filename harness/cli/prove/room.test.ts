import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openRoom } from './room.ts'

/** A room of a machine that is as idle as `machine` says; each look takes a moment. */
function roomOf(machine: { idle: number; looking?: number; mostLooking?: number }) {
  const idleShare = async () => {
    machine.looking = (machine.looking ?? 0) + 1
    machine.mostLooking = Math.max(machine.mostLooking ?? 0, machine.looking)
    await sleep(5)
    machine.looking -= 1
    return machine.idle
  }
  return openRoom({ least: 2, idleShare })
}

/** Whether it is so before long. */
const soon = (entering: Promise<unknown>) =>
  Promise.race([entering.then(() => true), sleep(100, false)])

it('lets the least number in whatever the machine does, and no more', async () => {
  const room = roomOf({ idle: 0 })
  expect(await soon(room.enter())).toBe(true)
  expect(await soon(room.enter())).toBe(true)
  expect(await soon(room.enter())).toBe(false)
})

it('lets one more in when the machine is idle, and looks again before the next', async () => {
  const machine = { idle: 0, mostLooking: 0 }
  const room = roomOf(machine)
  await soon(Promise.all([room.enter(), room.enter()]))
  let further = 0
  const enter = async () => {
    await room.enter()
    further += 1
    machine.idle = 0
  }
  void enter()
  void enter()
  machine.idle = 0.5
  await sleep(100)
  expect([further, machine.mostLooking]).toEqual([1, 1])
})

it('lets one more in when another leaves', async () => {
  const room = roomOf({ idle: 0 })
  const leave = await room.enter()
  await soon(room.enter())
  const third = room.enter()
  expect(await soon(third)).toBe(false)
  leave()
  expect(await soon(third)).toBe(true)
})

it('who leaves makes room at once, also while somebody looks', async () => {
  const room = openRoom({ least: 1, idleShare: () => new Promise<number>(() => undefined) })
  const leave = await room.enter()
  const second = room.enter()
  await sleep(5)
  leave()
  expect(await soon(second)).toBe(true)
})

it('keeps the places that one takes until it leaves', async () => {
  const room = roomOf({ idle: 0 })
  const leave = await room.enter(2)
  const second = room.enter()
  expect(await soon(second)).toBe(false)
  leave()
  expect(await soon(second)).toBe(true)
  expect(await soon(room.enter())).toBe(true)
})

it.each([
  [0.24, false],
  [0.25, true],
])('with %f idle one more begins: %s', async (idle, begins) => {
  const room = roomOf({ idle })
  await soon(room.enter(2))
  expect(await soon(room.enter())).toBe(begins)
})
