import { Writable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { chooseByTurn, MOST_IN_A_TURN } from './line-of-turn.ts'

const REQUEST = Buffer.from('request')

function openLine() {
  const writes: number[] = []
  const socket = new Writable({
    write(_chunk, _encoding, done) {
      writes.push(1)
      done()
    },
    writev(chunks, done) {
      writes.push(chunks.length)
      done()
    },
  })
  return { inFlight: 0, socket, writes }
}

function openLines() {
  const lines = [openLine(), openLine()] as const
  const choose = chooseByTurn(lines)
  const ask = (times: number) => {
    for (let time = 0; time < times; time++) {
      const line = choose()
      line.inFlight += 1
      line.socket.write(REQUEST)
    }
  }
  return { lines, ask }
}

it('what one turn asks goes over one line, in one write', async () => {
  const { lines, ask } = openLines()
  ask(3)
  expect(lines.map(({ writes }) => writes)).toEqual([[], []])
  await nextTurn()
  expect(lines.map(({ writes }) => writes)).toEqual([[3], []])
})

it('the next turn takes the least busy line', async () => {
  const { lines, ask } = openLines()
  ask(2)
  await nextTurn()
  ask(1)
  await nextTurn()
  expect(lines.map(({ writes }) => writes)).toEqual([[2], [1]])
})

it('a burst does not wait for one line', async () => {
  const { lines, ask } = openLines()
  ask(MOST_IN_A_TURN + 1)
  await nextTurn()
  expect(lines.map(({ writes }) => writes)).toEqual([[MOST_IN_A_TURN], [1]])
})

it('after a burst the turn after it may write at once, to each', async () => {
  const { lines, ask } = openLines()
  ask(3 * MOST_IN_A_TURN)
  await nextTurn()
  expect(lines.map(({ socket }) => socket.writableCorked)).toEqual([0, 0])
  expect(lines.map(({ inFlight }) => inFlight)).toEqual([2 * MOST_IN_A_TURN, MOST_IN_A_TURN])
})

it('a line that is not connected yet is chosen, too', () => {
  expect(chooseByTurn([{ inFlight: 0 }])()).toEqual({ inFlight: 0 })
})
