import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Layout, sizeOf } from './layout.ts'
import {
  HEADER,
  HEARTBEAT_BODY,
  LONG_SECRET,
  LONG_SECRET_KEY,
  REQUEST_BODY,
  REQUEST_HEADER,
  RESULT_BODY,
  SHORT_SECRET,
} from './layouts.ts'

const LAYOUTS: Readonly<Record<string, Layout>> = {
  REQUEST_HEADER,
  HEADER,
  REQUEST_BODY,
  SHORT_SECRET,
  LONG_SECRET_KEY,
  LONG_SECRET,
  RESULT_BODY,
  HEARTBEAT_BODY,
}
const document = readFileSync(new URL('../PROTOCOL.md', import.meta.url), 'utf8')

const rowsOf = (layout: Layout) =>
  Object.entries(layout).map(([name, { at, bytes }]) => `| ${at} | ${bytes} | ${name} |`)

describe.each(Object.entries(LAYOUTS))('%s', (_name, layout) => {
  it('has no gap and no overlap', () => {
    let next = 0
    for (const [name, { at, bytes }] of Object.entries(layout)) {
      expect([name, at]).toEqual([name, next])
      next += bytes
    }
    expect(sizeOf(layout)).toBe(next)
  })

  it('stands in PROTOCOL.md, its rows one after the other', () => {
    const rows = document
      .split('\n')
      .map((line) => rowsOf(layout).find((row) => line.startsWith(row)))
    expect(rows.join('\n')).toContain(rowsOf(layout).join('\n'))
  })
})
