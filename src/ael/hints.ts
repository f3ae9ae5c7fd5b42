import type { Scanner, Token } from './scanner.ts'

/** What other languages write, and AEL writes otherwise. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ['=', 'write == to compare'],
  ['===', 'write =='],
  ['!==', 'write !='],
  ['<>', 'write !='],
  ['&&', 'write and'],
  ['||', 'write or'],
  ['AND', 'write and'],
  ['OR', 'write or'],
  ['XOR', 'write exclusive(a, b)'],
  ['LIKE', 'write =~ with a regular expression: $.name =~ /^A/'],
  ['IS', 'write == NIL, or $.name.exists()'],
  ['BETWEEN', 'write $.age >= 18 and $.age < 65'],
])

/** What to write instead of a sign or word of another language. */
export function foreignHint({ kind, word }: Token): string | undefined {
  if (word === 'and' || word === 'or') return undefined
  return kind === 'sign' || kind === 'name' ? FOREIGN.get(word.toUpperCase()) : undefined
}

/** What to write instead of a sign that does not belong where it stands. */
export function signHint({ word, end }: Token, { text }: Scanner): string | undefined {
  if (word === '=>') return 'write >= to compare; => belongs in when (… => …)'
  if (word === '!') return 'write not(…)'
  if (word === '[' || word === '{') return `a path goes on with a dot: .${word}`
  if (word === '/') return 'a regular expression stands behind =~'
  if (word === ';') return 'a text is one expression'
  if (word === '.' && /[0-9]/.test(text.charAt(end))) return 'a number has one point and digits behind it'
  return undefined
}

/** What is wrong with a name that stands for nothing, and what was meant. */
export function bareName(token: Token): readonly [fault: string, hint: string] {
  const { word } = token
  if (/^not$/i.test(word)) return [`${word} stands alone`, 'write not(…)']
  if (/^(and|or|in)$/i.test(word) || foreignHint(token) !== undefined) {
    return [`${word} has nothing to stand on`, foreignHint(token) ?? 'an operand is missing']
  }
  if (/^(null|nil|none|undefined)$/i.test(word)) return [`${word} is no value`, 'write NIL']
  if (/^(true|false)$/i.test(word)) return [`${word} is no value`, `write ${word.toLowerCase()}`]
  return [`${word} is no value`, `write $.${word} for a bin, '${word}' for text`]
}
