/** The punctuation that counts as a class; space and currency signs beyond ASCII do not. */
const SYMBOLS = '~!@#$%^&*_-+=`|\\(){}[]:;"\'<>,.?/'

const UPPER = /\p{Lu}/u
const LOWER = /\p{Ll}/u
const LETTER = /\p{L}/u
const ASCII_END = 0x80

export type CharacterClass = 'upper' | 'lower' | 'digit' | 'symbol' | 'other'

/** Which characters are of the fifth class: letters without case, or all beyond ASCII (Samba). */
export type OtherClass = 'uncased-letters' | 'beyond-ascii'

function classOf(char: string, other: OtherClass): CharacterClass | undefined {
  if (char >= '0' && char <= '9') return 'digit'
  if (SYMBOLS.includes(char)) return 'symbol'
  if (UPPER.test(char)) return 'upper'
  if (LOWER.test(char)) return 'lower'
  const counts = other === 'uncased-letters' ? LETTER.test(char) : char.charCodeAt(0) >= ASCII_END
  return counts ? 'other' : undefined
}

/** The classes that a password's characters belong to, of the five that complexity counts. */
export function characterClasses(password: string, other: OtherClass): ReadonlySet<CharacterClass> {
  const classes = new Set<CharacterClass>()
  for (const char of password) {
    const found = classOf(char, other)
    if (found !== undefined) classes.add(found)
  }
  return classes
}
