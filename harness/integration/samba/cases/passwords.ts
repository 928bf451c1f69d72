/** A new password, made for one account; none is any account's. */
interface Owner {
  readonly name: string
  /** The current one, and the one before it. */
  readonly current: string
  readonly previous: string
}

/** The new passwords that the cases write: a name a row. */
export const PASSWORDS = {
  good: () => 'Second-Passw0rd',
  'of-8-characters': () => 'Sec0nd-P',
  'of-7-characters': () => 'Sec0nd-',
  empty: () => '',
  'of-127-characters': () => `Aa1-${'x'.repeat(123)}`,
  'of-256-characters': () => `Aa1-${'x'.repeat(252)}`,
  'of-257-characters': () => `Aa1-${'x'.repeat(253)}`,
  'of-2000-characters': () => `Aa1-${'x'.repeat(1_996)}`,
  'lower-only': () => 'onlyletterslong',
  'upper-only': () => 'ONLYLETTERSLONG',
  'digits-only': () => '314159265358979',
  'symbols-only': () => '+-*/+-*/+-*/',
  'lower-and-upper': () => 'OnlyLettersLong',
  'lower-and-digits': () => 'onlyletters1234',
  'lower-and-symbols': () => 'only-letters-long',
  'lower-and-spaces': () => 'only letters long',
  'lower-digits-spaces': () => 'only letters 1234',
  'lower-upper-digits': () => 'OnlyLetters1234',
  'lower-digits-symbols': () => 'only-letters-1234',
  umlauts: () => 'Zürich-grüßt-9',
  greek: () => 'Ελληνικά-12',
  'cyrillic-two-classes': () => 'москвамосква1',
  'cyrillic-three-classes': () => 'МоскваМосква1',
  japanese: () => '日本語日本語-9',
  'japanese-two-classes': () => '日本語日本語日本語9',
  emoji: () => '😀😀😀-pass1',
  'emoji-short': () => '😀a1-',
  'four-emoji': () => '😀😀a1-x',
  'quotation-marks': () => 'With"Quotes"1',
  'with-account-name': ({ name }: Owner) => `xX-${name}-1`,
  'with-display-name': () => 'xX-Someone-1',
  current: ({ current }: Owner) => current,
  previous: ({ previous }: Owner) => previous,
} as const satisfies Record<string, (owner: Owner) => string>

export type PasswordName = keyof typeof PASSWORDS
