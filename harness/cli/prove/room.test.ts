import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openRoom } from './room.ts'

/** A room of a machine that is as idle as `machine` says; how often that was looked at. */
function roomOf(machine: { idle: number }) {
  const looks: number[] = []
  const idleShare = async () => {
    await sleep(1)
    looks.push(machine.idle)
    return machine.idle
  }
  return { room: openRoom({ least: 2, idleShare }), looks }
}

it('lets the least number in without a look at the machine', async () => {
  const { room, looks } = roomOf({ idle: 0 })
  await room.enter()
  await room.enter()
  expect(looks).toEqual([])
})

it('lets one more in when the machine is idle, and looks again before the next', async () => {
  const machine = { idle: 0 }
  const { room, looks } = roomOf(machine)
  await Promise.all([room.enter(), room.enter()])
  const entered: number[] = []
  const further = [1, 2].map(async (which) => {
    await room.enter()
    entered.push(which)
    machine.idle = 0
  })
  await sleep(20)
  expect(entered).toEqual([])
  machine.idle = 0.5
  await sleep(20)
  expect(entered).toEqual([1])
  expect(looks.filter((idle) => idle > 0)).toHaveLength(1)
  machine.idle = 0.5
  await Promise.all(further)
})

it('lets one more in when another leaves', async () => {
  const { room } = roomOf({ idle: 0 })
  const [leave] = await Promise.all([room.enter(), room.enter()])
  const third = room.enter().then(() => 'in')
  expect(await Promise.race([third, sleep(20, 'waits')])).toBe('waits')
  leave()
  expect(await third).toBe('in')
})
