import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { planAccount, organizationalUnit } from '../../target/accounts.ts'
import { directoryCredentials, readCredentials } from '../../target/slots/credentials.ts'
import { type DirectorySeed, openDirectorySeed } from '../../target/directory/directory-seed.ts'
import { type GuestUnits, openGuestUnits } from '../../target/directory/guest-units.ts'
import { prepareLaunch } from '../../target/launch.ts'
import { MARK } from '../../target/directory/premises.ts'
import { createRoleSet, type RoleSet } from '../../target/processes/role-set.ts'
import { commandOf, edgeOf } from '../../target/processes/role-process.ts'
import { directoryAt } from '../../target/slots/slots.ts'
import { readTarget } from '../../target/slots/target-file.ts'
import { runCommandLine } from '../command-line.ts'
import { loadPlan } from '../run/load-plans.ts'
import { readOnlyResult, runCommand } from './testing.ts'

const result = z.looseObject({
  requirements: z.array(
    z.looseObject({ id: z.string(), verdict: z.string(), reason: z.string().optional() }),
  ),
})

const CONTAINER = 'OU=Writeback Tests,DC=corp,DC=test'
const OWNER = ['--i-own-this-directory', 'corp.test']

const started: {
  folder: string
  file: string
  roles?: RoleSet
  seed?: DirectorySeed
  units?: GuestUnits
} = { folder: '', file: '' }

const { seed, units } = {
  seed: () => started.seed ?? expect.fail('no directory'),
  units: () => started.units ?? expect.fail('no directory'),
}

/** Somebody's directory: it was there before the run, and has a container for tests. */
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wbt-'))
  started.folder = folder
  const plan = { ...loadPlan({ faults: [] }, 'nobody', CONTAINER), runDir: folder }
  const launch = await prepareLaunch(plan)
  const roles = createRoleSet({
    command: (role) => commandOf(role, plan),
    onStderr: () => undefined,
    now: Date.now,
  })
  started.roles = roles
  await roles.spawn('directory')
  const directory = await roles.start('directory', {
    edges: {},
    advertise: {},
    tls: launch.identities.directory,
    config: {},
    secretsFile: launch.secretsFile('directory'),
  })
  const edge = edgeOf(directory, 'ldaps', 'dc1.corp.test', launch.authority.caFile)
  started.file = join(folder, 'target.yaml')
  await writeFile(
    started.file,
    `version: 1
slots:
  directory:
    url: ldaps://${edge.host}:${edge.port}
    servername: dc1.corp.test
    caFile: ${launch.authority.caFile}
    credentialsFile: ${launch.secretsFile('directory')}
    domain: corp.test
    container: ${CONTAINER}
`,
  )
  started.seed = await openDirectorySeed({
    edge,
    ...launch.administrator,
    connections: 1,
    timeoutMs: 10_000,
  })
  await started.seed.add([organizationalUnit(CONTAINER)])
  const slot = directoryAt((await readTarget(started.file)).slots) ?? expect.fail('no url')
  const credentials = await readCredentials(slot.credentials, directoryCredentials)
  started.units = await openGuestUnits(slot, credentials)
})

afterAll(async () => {
  await started.units?.close()
  await started.seed?.close()
  await started.roles?.close()
  await rm(started.folder, { recursive: true, force: true })
})

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** The same program without a process of its own, where only its end is asked for. */
async function callCommand(...argv: string[]) {
  const told: string[] = []
  const take = (text: unknown) => told.push(String(text)) > 0
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation(take),
  )
  const code = await runCommandLine(argv)
  for (const spy of spies) spy.mockRestore()
  return { code, text: told.join('') }
}

const leftOver = async (name: string, mark: string) => {
  const unit = `OU=${name},${CONTAINER}`
  const { entry } = planAccount({ samAccountName: name, baseDn: unit })
  const marked = (attributes: typeof entry.attributes) => ({ ...attributes, description: [mark] })
  const ou = organizationalUnit(unit)
  await seed().add([{ ...ou, attributes: marked(ou.attributes) }])
  await seed().add([{ ...entry, attributes: marked(entry.attributes) }])
  return { unit, account: entry.dn }
}

describe('a directory that runs already', () => {
  it('is not touched before its owner says so: exit 2', async () => {
    for (const said of [[], ['--i-own-this-directory', 'other.test']]) {
      const { code, text } = await callCommand('conform', '--target', started.file, ...said)
      expect(code).toBe(2)
      expect(text).toMatch(/--i-own-this-directory: .*corp\.test/)
    }
    expect(await units().list()).toEqual([])
  })

  it('is judged in the container alone, and left as it was', async () => {
    const out = join(started.folder, 'out')
    const only = ['PWB-OPS-3', 'PWB-POL-6', 'PWB-PROT-2'].flatMap((id) => ['--only', id])
    const during: string[] = []
    const ran = await runCommand(
      ['conform', '--target', started.file, ...OWNER, ...only, '--out', out],
      {
        async during(pid) {
          while (during.length === 0 && isAlive(pid)) {
            during.push(...(await units().list()))
            await sleep(50)
          }
        },
      },
    )
    const { requirements } = result.parse(await readOnlyResult(out))
    const outside = /CN=Domain Admins,CN=Users,DC=corp,DC=test lies outside/
    expect(requirements.map(({ id, verdict, reason }) => ({ id, verdict, reason }))).toEqual([
      { id: 'PWB-OPS-3', verdict: 'pass', reason: undefined },
      { id: 'PWB-POL-6', verdict: 'not-proven', reason: expect.stringMatching(/passwordFilter/) },
      { id: 'PWB-PROT-2', verdict: 'not-proven', reason: expect.stringMatching(outside) },
    ])
    expect(ran.code).toBe(3)
    expect(during.length).toBeGreaterThan(0)
    expect(await units().list()).toEqual([])
  })

  it('loses by "clean" what a run left behind, and nothing else', async () => {
    const left = await leftOver('wb-left', `${MARK}wb-left`)
    const theirs = await leftOver('theirs', 'ours, keep')
    const ran = await callCommand('clean', '--target', started.file, ...OWNER)
    expect(ran.text).toBe(`removed ${left.unit} (2 entries)\n`)
    expect(ran.code).toBe(0)
    await expect(seed().remove(left.account)).rejects.toThrow(/0x20|NoSuchObject|not exist/i)
    await seed().remove(theirs.account)
    await seed().remove(theirs.unit)
  })

  it('keeps what lies in a run’s unit without its mark, and says so', async () => {
    const { unit, account } = await leftOver('wb-mixed', `${MARK}wb-mixed`)
    await seed().modify(account, { description: ['mine now'] })
    const ran = await callCommand('clean', '--target', started.file, ...OWNER)
    expect(ran.code).toBe(2)
    expect(ran.text).toMatch(/holds 1 entries that no run made/)
    await seed().remove(account)
    await seed().remove(unit)
  })
})
