import { readFile } from 'node:fs/promises'
import { Job } from 'kubernetes-models/batch/v1'
import { expect, it } from 'vitest'
import { parse } from 'yaml'

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/**
 * The same content, noting whether each field is looked at: the schema allows fields that it does not know,
 * but only looks at those it does.
 */
function watched<T>(value: T, path: string, unread: Set<string>): T {
  if (!isObject(value)) return value
  const copy: Record<string, unknown> = {}
  for (const [key, below] of Object.entries(value)) {
    const at = `${path}.${key}`
    unread.add(at)
    const inner = watched(below, at, unread)
    Object.defineProperty(copy, key, {
      enumerable: true,
      get() {
        unread.delete(at)
        return inner
      },
    })
  }
  // What was built of its own fields is what it was.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return (Array.isArray(value) ? Object.values(copy) : copy) as T
}

/** What is wrong with a manifest of a Job: wrong values, and fields that Kubernetes does not know. */
function problemsOf(content: unknown): string[] {
  const unread = new Set<string>()
  const job = watched(content, 'job', unread)
  const wrong: string[] = []
  try {
    // The constructor would copy it, and so look at every field.
    Reflect.apply(Job.prototype.validate, job, [])
  } catch (error) {
    wrong.push(String(error))
  }
  return [...wrong, ...unread]
}

const manifest = async (name: string) => readFile(new URL(`${name}.yaml`, import.meta.url), 'utf8')

it.each(['kubernetes-job', 'kubernetes-merge'])(
  '%s.yaml is a Job as Kubernetes has it',
  async (name) => {
    expect(problemsOf(parse(await manifest(name)))).toEqual([])
  },
)

it('a misspelt field is found, wherever it stands', async () => {
  const text = await manifest('kubernetes-job')
  const misspelt = text
    .replace('completions:', 'completion:')
    .replace('mountPath', 'mountpath')
    .replace('maxSkew: 1', 'maxSkew: one')
  const problems = problemsOf(parse(misspelt)).join('\n')
  expect(problems).toContain('job.spec.completion')
  expect(problems).toContain('volumeMounts.0.mountpath')
  expect(problems).toContain('maxSkew must be integer')
})

it('as many slices are run as there are, and as many joined', async () => {
  const job: unknown = parse(await manifest('kubernetes-job'))
  const text = await manifest('kubernetes-job')
  const [, count] = /--shard=\$\(JOB_COMPLETION_INDEX\)\/(\d+)/.exec(text) ?? []
  expect(job).toMatchObject({ spec: { completions: Number(count), parallelism: Number(count) } })
  const joined = (await manifest('kubernetes-merge')).match(/\/results\/\d+/g)
  expect(joined).toEqual(Array.from({ length: Number(count) }, (_, index) => `/results/${index}`))
})
