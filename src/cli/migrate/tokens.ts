import jsTokens from 'js-tokens'

/** A word, sign or text of a program, and where it begins. */
export interface Token {
  readonly value: string
  readonly isName: boolean
  readonly offset: number
}

const SILENT: ReadonlySet<string> = new Set([
  'WhiteSpace',
  'LineTerminatorSequence',
  'SingleLineComment',
  'MultiLineComment',
  'HashbangComment',
  'JSXText',
])

/** What a program consists of, without spaces and comments. Names in texts and comments are part of them, so that nobody takes them for code. */
export function tokensOf(program: string): Token[] {
  const tokens: Token[] = []
  let offset = 0
  for (const { type, value } of jsTokens(program, { jsx: true })) {
    if (!SILENT.has(type)) {
      const isName = type === 'IdentifierName' || type === 'JSXIdentifier'
      tokens.push({ value, isName, offset })
    }
    offset += value.length
  }
  return tokens
}

/** The text of a literal such as 'aerospike'. */
export function isLiteral({ value }: Token, text: string): boolean {
  return value === `'${text}'` || value === `"${text}"` || value === `\`${text}\``
}
