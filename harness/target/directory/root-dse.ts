import { readFileSync } from 'node:fs'
import { Client } from 'ldapts'
import type { Edge } from '../../contract/edge.ts'

const TIMEOUT_MS = 5_000

/** What a directory says of itself, to anybody. */
export async function readRootDse({ host, port, servername, caFile }: Edge): Promise<{
  readonly supportedControl: readonly string[]
}> {
  const client = new Client({
    url: `ldaps://${host}:${port}`,
    timeout: TIMEOUT_MS,
    connectTimeout: TIMEOUT_MS,
    tlsOptions: { ca: [readFileSync(caFile)], servername },
  })
  try {
    const attributes = ['supportedControl']
    const { searchEntries } = await client.search('', { scope: 'base', attributes })
    // RFC 4512, 2.5: the names of attributes are the same in any case of letters.
    const [, found] =
      Object.entries(searchEntries[0] ?? {}).find(
        ([name]) => name.toLowerCase() === 'supportedcontrol',
      ) ?? []
    return { supportedControl: [found ?? []].flat().map(String) }
  } finally {
    await client.unbind().catch(() => undefined)
  }
}
