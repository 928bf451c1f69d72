import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type HotPath, loadHotPaths } from './hot-path.ts'
import { measurePath } from './measure-path.ts'
import { rsaPaths } from './rsa.ts'

/** One round of one build in a process of its own: a line of JSON for each hot path. */
const { values } = parseArgs({
  options: {
    build: { type: 'string', default: '.' },
    path: { type: 'string', multiple: true, default: [] },
    'time-ms': { type: 'string', default: '150' },
  },
})
const timeMs = Number(values['time-ms'])

async function measureOne(name: string, path: HotPath) {
  const folder = await mkdtemp(join(tmpdir(), 'wb-micro-'))
  try {
    const open = await path.open(folder)
    try {
      const measured = await measurePath(name, path.title, open.run, {
        warmUpMs: timeMs / 2,
        timeMs,
      })
      process.stdout.write(`${JSON.stringify(measured)}\n`)
    } finally {
      await open.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const all = new Map([...rsaPaths, ...(await loadHotPaths(values.build))])
for (const [name, path] of all) {
  if (values.path.length === 0 || values.path.includes(name)) await measureOne(name, path)
}
