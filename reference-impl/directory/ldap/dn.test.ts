import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDn, parseDn, rdnKey } from './dn.ts'

const key = (text: string) => parseDn(text)?.map(rdnKey).join()

const valuesOf = (text: string) => parseDn(text)?.map(({ value }) => value)

describe('a distinguished name', () => {
  it.each([
    ['CN=A\\+B,DC=x', ['A+B', 'x']],
    ['CN=Doe\\, John,DC=x', ['Doe, John', 'x']],
    ['CN=\\ a\\ ,DC=x', [' a ', 'x']],
    ['CN=  a  , DC = x', ['a', 'x']],
    ['CN=a\\\\ ,DC=x', ['a\\', 'x']],
    ['CN=\\#1,DC=x', ['#1', 'x']],
    ['CN=#04024869,DC=x', ['Hi', 'x']],
    ['CN=Lu\\C4\\8Di\\C4\\87,DC=x', ['Lučić', 'x']],
    ['CN=a\\0Ab,DC=x', ['a\nb', 'x']],
    ['CN=a=b/c,DC=x', ['a=b/c', 'x']],
    ['OID.2.5.4.3=a,DC=x', ['a', 'x']],
    ['', []],
  ])('reads %j', (text, values) => {
    expect(valuesOf(text)).toEqual(values)
  })

  it.each([
    'CN',
    'CN=',
    '=a',
    'CN=a,',
    'CN=A+CN=B',
    'CN=a;DC=x',
    'CN="a"',
    'CN=\\zz',
    'CN=\\C4',
    'C N=a',
  ])('is not %j', (text) => {
    expect(parseDn(text)).toBeUndefined()
  })

  it('comes back as it was, whatever its values hold', () => {
    const value = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    const special = fc.string({
      unit: fc.constantFrom(' ', '#', '\\', ',', '+', '"', '=', 'a', '\n', '\0', 'é'),
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(fc.array(fc.oneof(value, special), { minLength: 1, maxLength: 4 }), (values) => {
        const dn = values.map((each) => ({ type: 'CN', value: each }))
        expect(parseDn(formatDn(dn))).toEqual(dn)
      }),
    )
  })

  it('differs in letters’ case from no other name, and in anything else from every other', () => {
    expect(key('cn=Ärger,dc=X')).toBe(key('CN=äRGER,DC=x'))
    expect(key('CN=A\\+B,DC=x')).not.toBe(key('CN=A,DC=x'))
  })
})
