import { array, assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dnKey, escapeValue, formatDn, parseDn } from './dn.ts'

describe('distinguished names', () => {
  it.each([
    ['plain', 'plain'],
    [' lead', '\\ lead'],
    ['#lead', '\\#lead'],
    ['trail ', 'trail\\ '],
    [' ', '\\ '],
    ['a,b+c"d\\e<f>g;h=i/j#k', 'a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h=i/j#k'],
    ['line\r\nbreak', 'line\\0D\\0Abreak'],
    ['Ωμέγα', 'Ωμέγα'],
  ])('escape %j as RFC 4514 says', (value, escaped) => {
    expect(escapeValue(value)).toBe(escaped)
  })

  it('are read back as they were written, whatever the values', () => {
    const value = string({ unit: 'grapheme', minLength: 1 })
    assert(
      property(array(value, { minLength: 1, maxLength: 4 }), (values) => {
        const components = values.map((each) => ({ type: 'CN', value: each }))
        expect(parseDn(formatDn(components))).toEqual(components)
      }),
    )
  })

  it('are the same entry in another case, spacing or escape', () => {
    expect(dnKey('cn=M\\C3\\BCller\\2C Jr. , dc=test')).toBe(dnKey('CN=Müller\\, jr.,DC=test'))
    expect(dnKey('CN=a\\+b,DC=test')).not.toBe(dnKey('CN=a,DC=test'))
  })

  it.each(['', 'no equals', 'CN=', 'CN=a,', 'CN=a,,DC=b', 'CN=a;DC=b', 'CN="a"', 'CN=a+SN=b'])(
    'are not: %j',
    (text) => {
      expect(parseDn(text)).toBeUndefined()
    },
  )
})
