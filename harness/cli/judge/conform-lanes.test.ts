import { describe, expect, it } from 'vitest'
import { REQUIREMENTS } from '../../conformance/requirements/index.ts'
import { Unsupported } from '../../target/errors.ts'
import type { Stage } from '../../target/stage.ts'
import { conformOnLanes } from './conform-lanes.ts'
import type { Stages } from './lanes.ts'

/** Whatever a lane asks of it, it cannot: so nothing is judged, and nothing is started. */
const stageNamed = (name: string): Stage =>
  // Only what is asked of it counts.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  new Proxy({ name } as unknown as Stage, {
    get(_, key) {
      // What is resolved with is asked whether it is a promise.
      if (key === 'then') return undefined
      if (key === 'name') return name
      throw new Unsupported('agent', 'it is not there')
    },
  })

const nameOf = (stage: Stage) => String(Reflect.get(stage, 'name'))

/** What happens to the systems while these are judged. */
async function judged(isOneByOne: boolean, ...ids: readonly string[]) {
  const happened: string[] = []
  const open = (name: keyof Stages) => async () => {
    happened.push(`open ${name}`)
    await new Promise((then) => setTimeout(then, 5))
    happened.push(`${name} is up`)
    return stageNamed(name)
  }
  const stages: Stages = {
    exclusive: open('exclusive'),
    exclusive2: open('exclusive2'),
    steady: open('steady'),
    narrow: open('narrow'),
    forests: open('forests'),
    storm: open('storm'),
    storm2: open('storm2'),
    idle: open('idle'),
  }
  const requirements = REQUIREMENTS.filter(({ id }) => ids.length === 0 || ids.includes(id))
  const results: string[] = []
  await conformOnLanes(
    requirements,
    stages,
    ({ id }) => void results.push(id),
    new AbortController().signal,
    isOneByOne
      ? {
          leave: async (stage) => {
            await new Promise((then) => setTimeout(then, 5))
            happened.push(`leave ${nameOf(stage)}`)
          },
        }
      : {},
  )
  expect(results.toSorted()).toEqual(requirements.map(({ id }) => id).toSorted())
  return happened
}

describe('systems', () => {
  const few = ['PWB-BW-1', 'PWB-BW-2', 'PWB-BW-4', 'PWB-OPS-1'] as const

  it('one by one: each is left before the next one starts, what shares one does so once', async () => {
    expect(await judged(true, ...few)).toEqual([
      'open idle',
      'idle is up',
      'leave idle',
      'open steady',
      'steady is up',
      'leave steady',
      'open exclusive',
      'exclusive is up',
      'leave exclusive',
    ])
  })

  it('one by one: none is there twice, however many requirements there are', async () => {
    const opened = (await judged(true)).filter((each) => each.startsWith('open'))
    expect(opened.filter((each) => each.endsWith('2'))).toEqual([])
    expect(new Set(opened).size).toBe(opened.length)
  })

  it('side by side otherwise: those of a turn are up before the next begin, nothing is left', async () => {
    expect(await judged(false, ...few)).toEqual([
      'open idle',
      'open steady',
      'idle is up',
      'steady is up',
      'open exclusive',
      'exclusive is up',
    ])
    expect((await judged(false)).filter((each) => /^open .*2$/.test(each))).toHaveLength(2)
  })
})
