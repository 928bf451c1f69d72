import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { switchOn, type FaultName } from '../../faults.ts'
import { SyncEngine } from './engine.ts'
import { faultyFind } from './faulty-find.ts'
import type { ImportedAccount } from './import-accounts.ts'
import { editLinks } from './link-edits.ts'

const account = (over: Partial<ImportedAccount> = {}): ImportedAccount => ({
  objectGuid: randomBytes(16),
  userPrincipalName: 'ann@corp.test',
  displayName: 'Ann',
  enabled: true,
  isProtectedBySid: false,
  ...over,
})

const MAIL = 'ann@example.test'

/** Ann has an object in each of two forests, joined by mail. */
function twoForests(first: Partial<ImportedAccount>, second: Partial<ImportedAccount>) {
  const engine = new SyncEngine(2)
  const a = account({ mail: MAIL, ...first })
  const b = account({ mail: MAIL.toUpperCase(), ...second })
  engine.import(0, a)
  engine.import(1, b)
  return { engine, a, b }
}

const DISABLED = { enabled: false }

describe('from a cloud anchor to an account', () => {
  it('tells of the account, and of it alone, that the domain was made with it, also after a change', () => {
    const engine = new SyncEngine(1)
    const [builtIn, ann] = [account({ isProtectedBySid: true }), account()]
    for (const each of [builtIn, ann, { ...builtIn, displayName: 'Anna' }]) engine.import(0, each)
    const told = [builtIn, ann].map(({ objectGuid }) => engine.find(objectGuid))
    expect(told).toMatchObject([{ isProtectedBySid: true }, { isProtectedBySid: false }])
  })

  it('goes through the links, whoever shares the name', () => {
    const engine = new SyncEngine(1)
    const [ann, namesake] = [account(), account()]
    engine.import(0, namesake)
    engine.import(0, ann)
    expect(engine.find(ann.objectGuid)).toEqual({
      kind: 'found',
      forest: 0,
      objectGuid: ann.objectGuid,
      isProtectedBySid: false,
    })
  })

  it.each([
    ['remove-directory-object', 'no directory connector object'],
    ['remove-metaverse-link', 'the cloud connector object has no metaverse link'],
    ['remove-cloud-object', 'no cloud connector object'],
    ['rename-join-rule', 'no link to the directory carries the join rule'],
    ['join-rule-on-cloud-link-only', 'no link to the directory carries the join rule'],
  ] as const)('%s: user not found, until the object is synchronised again', (edit, reason) => {
    const engine = new SyncEngine(1)
    const ann = account()
    engine.import(0, ann)
    expect(editLinks(engine, ann.objectGuid, edit)).toBe(true)
    expect(engine.find(ann.objectGuid)).toEqual({ kind: 'missing', reason })
    const anew = new SyncEngine(1)
    anew.import(0, ann)
    expect(anew.find(ann.objectGuid).kind).toBe('found')
  })

  it('takes the forest whose link carries the rule', () => {
    const { engine, a, b } = twoForests(DISABLED, {})
    const found = {
      kind: 'found',
      forest: 1,
      objectGuid: b.objectGuid,
      isProtectedBySid: false,
    }
    expect(engine.find(a.objectGuid)).toEqual(found)
    expect(engine.size).toBe(1)
    expect([...engine.users()].map(({ enabled }) => enabled)).toEqual([true])
    engine.import(0, { ...a, enabled: true })
    engine.import(1, { ...b, enabled: false })
    expect(engine.find(a.objectGuid)).toEqual({ ...found, forest: 0, objectGuid: a.objectGuid })
  })

  it('refuses two enabled matches', () => {
    const { engine, a } = twoForests({}, {})
    expect(engine.find(a.objectGuid).kind).toBe('multiple')
  })

  it('does not find whom no import brought', () => {
    expect(new SyncEngine(1).find(randomBytes(16)).kind).toBe('missing')
  })
})

describe('a delta', () => {
  it('tells the cloud what it has to learn, and nothing else', () => {
    const engine = new SyncEngine(1)
    const ann = account()
    expect(engine.import(0, ann).changed).toBe(true)
    expect(engine.import(0, { ...ann, mail: MAIL }).changed).toBe(false)
    expect(engine.import(0, { ...ann, userPrincipalName: 'anna@corp.test' }).changed).toBe(true)
    expect(engine.import(0, { ...ann, ...DISABLED }).changed).toBe(true)
    expect(engine.find(ann.objectGuid).kind).toBe('missing')
    expect([...engine.users()]).toHaveLength(1)
  })

  it('takes out who is gone, and takes back who returns', () => {
    const engine = new SyncEngine(1)
    const [ann, ben] = [account(), account()]
    engine.import(0, ann)
    engine.import(0, ben)
    expect(engine.remove(0, ann.objectGuid)).toEqual({ gone: ann.objectGuid })
    expect(engine.remove(0, ann.objectGuid)).toBeUndefined()
    expect(engine.find(ann.objectGuid)).toMatchObject({ reason: 'no directory connector object' })
    expect([engine.size, [...engine.users()].length]).toEqual([1, 1])
    expect(engine.import(0, ann).changed).toBe(true)
    expect(engine.find(ann.objectGuid).kind).toBe('found')
    expect([engine.size, [...engine.users()].length]).toEqual([2, 2])
  })

  it('gives the mail of who is gone to a newcomer, not the anchor', () => {
    const engine = new SyncEngine(2)
    const ann = account({ mail: MAIL })
    const newcomer = account({ mail: MAIL, userPrincipalName: 'new@corp.test' })
    engine.import(0, ann)
    engine.remove(0, ann.objectGuid)
    engine.import(1, newcomer)
    expect(engine.find(ann.objectGuid).kind).toBe('missing')
    expect(engine.find(newcomer.objectGuid)).toMatchObject({ forest: 1 })
  })

  it('tells of a person whose enabled object is gone that only a disabled one is left', () => {
    const { engine, a, b } = twoForests({}, DISABLED)
    expect(engine.remove(0, a.objectGuid)).toEqual({ changed: 0 })
    expect([...engine.users()].map(({ enabled }) => enabled)).toEqual([false])
    expect(engine.remove(1, b.objectGuid)).toEqual({ gone: a.objectGuid })
  })

  it('counts people right after a link edit and an import', () => {
    const engine = new SyncEngine(1)
    const ann = account()
    engine.import(0, ann)
    editLinks(engine, ann.objectGuid, 'remove-directory-object')
    expect(engine.size).toBe(0)
    engine.import(0, ann)
    expect(engine.size).toBe(1)
  })

  it('keeps the anchor of a person of whom one object is left', () => {
    const { engine, a, b } = twoForests({}, {})
    expect(engine.remove(0, a.objectGuid)).toBeUndefined()
    expect(engine.find(a.objectGuid)).toMatchObject({ forest: 1, objectGuid: b.objectGuid })
  })
})

const under = (fault: FaultName, engine: SyncEngine, anchor: Buffer) =>
  faultyFind(engine, anchor, switchOn([fault], undefined))

describe('deviations', () => {
  it('take another account, or one that may not be written', () => {
    const { engine, a, b } = twoForests({ displayName: 'Ann' }, DISABLED)
    expect(under('agent-takes-first-forest', engine, a.objectGuid)).toMatchObject({ forest: 0 })
    engine.import(0, { ...a, ...DISABLED })
    engine.import(1, { ...b, enabled: true })
    expect(under('agent-takes-first-forest', engine, a.objectGuid)).toMatchObject({ forest: 0 })
    engine.import(0, a)
    expect(under('agent-takes-first-match', engine, a.objectGuid)).toMatchObject({ forest: 0 })
    engine.import(1, { ...b, ...DISABLED })
    const namesake = account()
    engine.import(0, namesake)
    expect(under('agent-finds-by-name', engine, namesake.objectGuid)).toMatchObject({
      objectGuid: a.objectGuid,
    })
    editLinks(engine, a.objectGuid, 'rename-join-rule')
    expect(under('agent-ignores-join-rule', engine, a.objectGuid).kind).toBe('found')
    editLinks(engine, a.objectGuid, 'remove-cloud-object')
    expect(under('agent-ignores-missing-link', engine, a.objectGuid).kind).toBe('found')
  })
})
