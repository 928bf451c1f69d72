import { expect, it } from 'vitest'
import { createLane } from './lane.ts'
import { createShaper, delayOf } from './shape.ts'

/** A lane whose sink takes `room` chunks at a time, and whose source tells whether it may speak. */
function laneWith(room: number, nowMs = () => 0) {
  const shaper = createShaper()
  const said: string[] = []
  let left = room
  const lane = createLane(
    {
      write(chunk) {
        said.push(chunk.toString())
        return --left > 0
      },
      end: () => said.push('end'),
      pauseSource: () => said.push('pause'),
      resumeSource: () => said.push('resume'),
    },
    shaper.shapes.outbound,
    nowMs,
  )
  const drain = () => {
    left = room
    lane.sinkReady()
  }
  const push = (text: string) => lane.push(Buffer.from(text))
  return { lane, shaper, said, drain, push }
}

it('pauses the source while the sink is full, and keeps the order', () => {
  const { lane, said, drain, push } = laneWith(1)
  push('a')
  push('b')
  push('c')
  expect(said).toEqual(['a', 'pause'])
  drain()
  expect(said).toEqual(['a', 'pause', 'b'])
  drain()
  drain()
  lane.end()
  expect(said).toEqual(['a', 'pause', 'b', 'c', 'resume', 'end'])
})

it('lets nothing overtake what was delayed, when the delay is undone', () => {
  let nowMs = 0
  const { lane, shaper, said, drain, push } = laneWith(9, () => nowMs)
  const undo = shaper.addPacer('outbound', delayOf(100))
  push('a')
  undo()
  push('b')
  expect(said).toEqual([])
  nowMs = 100
  drain()
  expect(said).toEqual(['a', 'b'])
  lane.close()
})

it('pauses the source when too much waits, and resumes it on release', () => {
  const { shaper, said, push } = laneWith(9)
  const release = shaper.hold('both')
  push('x'.repeat(1024 * 1024))
  expect(said).toEqual([])
  push('y')
  expect(said).toEqual(['pause'])
  release()
  expect(said.map((word) => word.slice(0, 6))).toEqual(['pause', 'xxxxxx', 'y', 'resume'])
})
