/** The forms in which a secret may lie about: as it is, and as programs write it down (PWB-SEC-8). */
const FORMS: Readonly<Record<string, (secret: string) => readonly Buffer[]>> = {
  'plain text': (secret) => [Buffer.from(secret)],
  'UTF-16': (secret) => [Buffer.from(secret, 'utf16le'), Buffer.from(secret, 'utf16le').swap16()],
  base64: (secret) => base64Forms(Buffer.from(secret)),
  'base64 of UTF-16': (secret) => base64Forms(Buffer.from(secret, 'utf16le')),
  hex: (secret) => hexForms(Buffer.from(secret)),
  'hex of UTF-16': (secret) => hexForms(Buffer.from(secret, 'utf16le')),
  'URL form': (secret) => [Buffer.from(encodeURIComponent(secret))],
  'JSON string': (secret) => [Buffer.from(JSON.stringify(secret).slice(1, -1))],
}

const hexForms = (bytes: Buffer) => {
  const hex = bytes.toString('hex')
  return [Buffer.from(hex), Buffer.from(hex.toUpperCase())]
}

const BASE64_GROUP = 3

/** Wherever the bytes begin in what was encoded: the characters that do not depend on their neighbours. */
function base64Forms(bytes: Buffer): Buffer[] {
  return [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes])
    const whole = padded.subarray(0, padded.length - (padded.length % BASE64_GROUP))
    const text = whole.toString('base64').slice(offset === 0 ? 0 : 4)
    return [Buffer.from(text), Buffer.from(text.replaceAll('+', '-').replaceAll('/', '_'))]
  })
}

/** Finds secrets in bytes, in every form. */
export function createCanaryFinder(secrets: readonly string[]) {
  const forms = secrets.flatMap((secret) =>
    Object.entries(FORMS).flatMap(([name, encode]) =>
      encode(secret).map((bytes) => ({ name, bytes })),
    ),
  )
  return {
    /** The names of the forms that were found. */
    find: (haystack: Buffer): readonly string[] => [
      ...new Set(forms.filter(({ bytes }) => haystack.includes(bytes)).map(({ name }) => name)),
    ],
  }
}
