import {
  type Anchor,
  BadPattern,
  upperByte,
  PatternTooLarge,
  type RegexNode,
  type RegexOptions,
} from './ast.ts'
import { byteSet, classSet, inverted, parseBrackets, WORD_SET } from './brackets.ts'

/** A repetition count may not exceed this (RE_DUP_MAX of glibc). */
const REPEAT_MAX = 0x7fff

type Operator = '(' | ')' | '|' | '*' | '+' | '?' | '{' | '^' | '$' | '.' | '['
type Token =
  | { readonly kind: Operator; readonly size: number; readonly byte: number }
  | { readonly kind: 'byte'; readonly size: number; readonly byte: number }
  | { readonly kind: 'escape'; readonly size: number; readonly byte: number }
  | { readonly kind: 'end'; readonly size: 0; readonly byte: 0 }

/** Operators written bare in extended syntax and behind a backslash in basic syntax. */
const SWITCHED = '()|+?{'
/** Operators written bare in both. */
const BARE = '*.[^$'

const ESCAPED_ANCHORS: Readonly<Record<string, Anchor>> = {
  '<': 'wordStart',
  '>': 'wordEnd',
  b: 'edge',
  B: 'noEdge',
  '`': 'textStart',
  "'": 'textEnd',
}

/** Parses a POSIX pattern with the extensions of glibc, which the server is linked to. Throws {@link BadPattern}. */
export function parseRegex(pattern: Buffer, options: RegexOptions): RegexNode {
  const parser = new RegexParser(pattern, options)
  try {
    return parser.parse()
  } catch (error) {
    if (error instanceof BadPattern) error.at = parser.at
    throw error
  }
}

/** What is wrong with a pattern, and at which character; undefined where regcomp would take it. */
export function patternFault(pattern: string, options: RegexOptions): string | undefined {
  const bytes = Buffer.from(pattern)
  try {
    parseRegex(bytes, options)
    return undefined
  } catch (error) {
    if (!(error instanceof BadPattern)) throw error
    if (error instanceof PatternTooLarge) return undefined
    return `${error.message}, before character ${bytes.subarray(0, error.at).toString().length}`
  }
}

class RegexParser {
  readonly #pattern: Buffer
  readonly #given: Buffer
  readonly #options: RegexOptions
  /** A character for each byte. */
  #text: string | undefined
  #at = 0
  #groups = 0
  #closed = new Set<number>()
  #depth = 0

  constructor(pattern: Buffer, options: RegexOptions) {
    this.#pattern = options.ignoreCase ? uppered(pattern) : pattern
    this.#given = pattern
    this.#options = options
  }

  /** How far it has come. */
  get at(): number {
    return this.#at
  }

  parse(): RegexNode {
    const node = this.#alternatives()
    if (this.#peek().kind !== 'end') throw new BadPattern('unmatched )')
    return node
  }

  #alternatives(): RegexNode {
    const parts = [this.#sequence()]
    while (this.#peek().kind === '|') {
      this.#at += this.#peek().size
      parts.push(this.#sequence())
    }
    return parts.length === 1 ? (parts[0] ?? { kind: 'empty' }) : { kind: 'any', parts }
  }

  #sequence(): RegexNode {
    const parts: RegexNode[] = []
    for (let first = true; ; first = false) {
      const token = this.#peek()
      if (token.kind === 'end' || token.kind === '|' || (token.kind === ')' && this.#closes())) break
      parts.push(this.#piece(token, first))
    }
    return { kind: 'all', parts }
  }

  /** An unmatched `)` is an ordinary byte in extended syntax. */
  #closes(): boolean {
    return this.#depth > 0 || !this.#options.extended
  }

  #piece(token: Token, first: boolean): RegexNode {
    if (this.#isAnchor(token, first)) {
      this.#at += token.size
      return { kind: 'anchor', anchor: token.kind === '^' ? 'lineStart' : 'lineEnd' }
    }
    const atom = this.#atom(token)
    // Nothing repeats an anchor: an operator behind it starts a new piece.
    return atom.kind === 'anchor' ? atom : this.#repeated(atom)
  }

  #isAnchor(token: Token, first: boolean): boolean {
    if (token.kind === '^') return this.#options.extended || first
    if (token.kind !== '$') return false
    if (this.#options.extended) return true
    const rest = this.#pattern.subarray(this.#at + 1)
    return rest.length === 0 || (rest[0] === 0x5c && (rest[1] === 0x29 || rest[1] === 0x7c))
  }

  #atom(token: Token): RegexNode {
    this.#at += token.size
    switch (token.kind) {
      case '(':
        return this.#group()
      case '.':
        return { kind: 'set', set: byteSet((byte) => byte !== 0x0a || !this.#options.newline) }
      case '[': {
        const { set, end } = parseBrackets(
          { folded: this.#pattern, given: this.#given },
          this.#at,
          this.#options,
        )
        this.#at = end
        return { kind: 'set', set }
      }
      case 'escape':
        return this.#escaped(token.byte)
      case '{':
        throw new BadPattern('invalid preceding regular expression')
      case '*':
      case '+':
      case '?':
        // Reached only where there is nothing to repeat: refused, or in basic syntax an ordinary byte.
        if (this.#options.extended) throw new BadPattern('invalid preceding regular expression')
        return literal(token.byte)
      default:
        return literal(token.byte)
    }
  }

  #group(): RegexNode {
    const index = ++this.#groups
    this.#depth++
    if (this.#depth > 200) throw new PatternTooLarge('too deep')
    const part = this.#alternatives()
    const token = this.#peek()
    if (token.kind !== ')') throw new BadPattern('unmatched (')
    this.#at += token.size
    this.#depth--
    this.#closed.add(index)
    return { kind: 'group', part, index }
  }

  #escaped(byte: number): RegexNode {
    const letter = String.fromCharCode(byte)
    const anchor = ESCAPED_ANCHORS[letter]
    if (anchor !== undefined) return { kind: 'anchor', anchor }
    if (letter === 'w') return { kind: 'set', set: WORD_SET }
    if (letter === 'W') return { kind: 'set', set: inverted(WORD_SET) }
    // classSet knows "space".
    const space = classSet('space') ?? WORD_SET
    if (letter === 's') return { kind: 'set', set: space }
    if (letter === 'S') return { kind: 'set', set: inverted(space) }
    const index = byte - 0x30
    if (index < 1 || index > 9) return literal(byte)
    if (!this.#closed.has(index)) throw new BadPattern('invalid back reference')
    return { kind: 'same', index }
  }

  #repeated(atom: RegexNode): RegexNode {
    let node = atom
    for (let repeats = repetition(this.#peek()); repeats; repeats = repetition(this.#peek())) {
      const token = this.#peek()
      // In basic syntax glibc refuses these two behind another repetition.
      if (!this.#options.extended && node !== atom && (token.kind === '*' || token.kind === '{')) {
        throw new BadPattern('invalid preceding regular expression')
      }
      this.#at += token.size
      node = { kind: 'repeat', part: node, ...(repeats === 'counted' ? this.#interval() : repeats) }
    }
    return node
  }

  #interval(): { min: number; max: number } {
    const interval = this.#options.extended ? /(\d*)(,?)(\d*)\}/y : /(\d*)(,?)(\d*)\\\}/y
    interval.lastIndex = this.#at
    const match = interval.exec((this.#text ??= this.#pattern.toString('latin1')))
    const [whole, low = '', comma = '', high = ''] = match ?? []
    if (whole === undefined || (low === '' && comma === '')) throw new BadPattern('invalid content of {}')
    this.#at += whole.length
    const min = low === '' ? 0 : Number(low)
    const max = comma === '' ? min : high === '' ? Infinity : Number(high)
    const largest = max === Infinity ? min : max
    if (min > max || largest > REPEAT_MAX) throw new BadPattern('invalid content of {}')
    return { min, max }
  }

  #peek(): Token {
    const byte = this.#pattern[this.#at]
    if (byte === undefined) return { kind: 'end', size: 0, byte: 0 }
    const character = String.fromCharCode(byte)
    if (character === '\\') return this.#peekEscape()
    const isOperator = BARE.includes(character) || (this.#options.extended && SWITCHED.includes(character))
    return { kind: isOperator ? (character as Operator) : 'byte', size: 1, byte }
  }

  #peekEscape(): Token {
    const byte = this.#pattern[this.#at + 1]
    if (byte === undefined) throw new BadPattern('trailing backslash')
    const character = String.fromCharCode(byte)
    const isOperator = !this.#options.extended && SWITCHED.includes(character)
    return { kind: isOperator ? (character as Operator) : 'escape', size: 2, byte }
  }
}

function repetition({ kind }: Token): { min: number; max: number } | 'counted' | undefined {
  if (kind === '*') return { min: 0, max: Infinity }
  if (kind === '+') return { min: 1, max: Infinity }
  if (kind === '?') return { min: 0, max: 1 }
  return kind === '{' ? 'counted' : undefined
}

/** The nodes of single bytes, made when they are first met: a long pattern has the same ones over and over. */
const LITERALS = new Map<number, RegexNode>()

function literal(byte: number): RegexNode {
  let node = LITERALS.get(byte)
  if (node === undefined)
    LITERALS.set(byte, (node = { kind: 'set', set: byteSet((other) => other === byte) }))
  return node
}

/** In upper case, but for what follows a backslash, as glibc folds patterns. */
function uppered(pattern: Buffer): Buffer {
  return Buffer.from(pattern.map((byte, at) => (pattern[at - 1] === 0x5c ? byte : upperByte(byte))))
}
