import { expect, it } from 'vitest'
import { Course } from './intervals.ts'
import { type Second, Seconds } from './seconds.ts'

/** Two workers; what each sees is told as it happens, in its own order. */
function watched(dueMs: Float64Array) {
  const course = new Course(dueMs, 2)
  const seconds: Second[] = []
  const worker = (index: number) =>
    new Seconds((second) => {
      seconds.push(second)
      course.add(index, second)
    })
  return { course, seconds, workers: [worker(0), worker(1)] as const }
}

it('puts planned, sent and completed operations into the second in which each happened', () => {
  const { course, workers } = watched(Float64Array.of(0, 900, 1_500, 1_600))
  const [one, other] = workers
  one.taken(1, 1)
  one.sent(1)
  one.ended(50, 50)
  other.taken(902, 2)
  other.sent(1_100)
  one.taken(1_500, 0)
  one.sent(1_500)
  other.ended(1_400, 500)
  one.ended(2_250, 750)
  for (const worker of workers) worker.flush()
  const empty = { lagP99Us: 0, responseP50Us: 0, responseP99Us: 0 }
  expect(course.finish()).toEqual([
    {
      startMs: 0,
      planned: 2,
      sent: 1,
      completed: 1,
      inFlight: 0,
      lagP99Us: 2_000,
      responseP50Us: 50_000,
      responseP99Us: 50_000,
    },
    {
      startMs: 1_000,
      planned: 2,
      sent: 2,
      completed: 1,
      inFlight: 1,
      lagP99Us: 0,
      responseP50Us: 500_000,
      responseP99Us: 500_000,
    },
    {
      ...empty,
      startMs: 2_000,
      planned: 0,
      sent: 0,
      completed: 1,
      inFlight: 0,
      responseP50Us: 750_000,
      responseP99Us: 750_000,
    },
  ])
})

it('gives values away second by second, also when nothing happens in most', () => {
  const { course, seconds, workers } = watched(Float64Array.of(0, 5_000))
  for (const worker of workers) {
    worker.taken(0, 0)
    worker.sent(0)
    worker.advance(3_500)
    worker.ended(5_200, 5_200)
    worker.flush()
  }
  expect(seconds.filter(({ index }) => index === 0).map(({ sent }) => sent)).toEqual([1, 1])
  expect(seconds.map(({ lagsMs }) => lagsMs.length)).toEqual([1, 0, 0, 1, 0, 0])
  const intervals = course.finish()
  expect(intervals.map(({ planned }) => planned)).toEqual([1, 0, 0, 0, 0, 1])
  expect(intervals.map(({ inFlight }) => inFlight)).toEqual([2, 2, 2, 2, 2, 0])
})
