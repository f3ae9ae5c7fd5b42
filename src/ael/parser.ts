import { EXP_DEPTH_MAX } from '../expressions/codes.ts'
import type { ShapedOp } from '../expressions/shapes.ts'
import { FUNCTIONS, INFIX, LEVEL, type Level } from '../expressions/text/words.ts'
import { Double, INFINITY, type Value, WILDCARD } from '../values.ts'
import type { AelError } from './ael-error.ts'
import { FUNCTION_OPS, VALUE_FUNCTIONS } from './functions.ts'
import { meant } from './guess.ts'
import { parseInteger } from './numbers.ts'
import { PathParser } from './path-parser.ts'
import { Scanner, type Token } from './scanner.ts'
import type { Argument, PathPart, PlaceholderSyntax, Root, Syntax } from './syntax.ts'

/** Operators between operands, by their signs. */
const OPERATORS: ReadonlyMap<string, readonly [op: ShapedOp, level: Level]> = new Map(
  Object.entries(INFIX).map(([op, [sign, level]]) => [sign, [op as ShapedOp, level]]),
)

/** What other languages write, and AEL writes otherwise. */
const FOREIGN: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '=': 'write == to compare',
    '===': 'write ==',
    '!==': 'write !=',
    '<>': 'write !=',
    '&&': 'write and',
    '||': 'write or',
    AND: 'write and',
    OR: 'write or',
    XOR: 'write exclusive(a, b)',
    like: 'write =~ with a regular expression: $.name =~ /^A/',
    LIKE: 'write =~ with a regular expression: $.name =~ /^A/',
    is: 'write == NIL, or $.name.exists()',
    IS: 'write == NIL, or $.name.exists()',
    between: 'write $.age >= 18 and $.age < 65',
    BETWEEN: 'write $.age >= 18 and $.age < 65',
  }),
)

/** What a word that stands for a value is. */
const CONSTANTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['false', false],
  ['NIL', null],
  ['INF', INFINITY],
])

/**
 * Reads a whole text: what it says, not yet what types it has. Its own nesting is limited as that of expressions is, so neither a
 * deep nor a long text comes to the end of the stack.
 */
export function parseText(text: string): Syntax {
  const parser = new Parser(text)
  return parser.parse()
}

type WithoutDepth<Part> = Part extends unknown ? Omit<Part, 'depth'> : never
/** Any syntax, but how deep it is. */
type Parts = WithoutDepth<Syntax>

export class Parser {
  readonly scanner: Scanner
  readonly #paths: PathParser
  #nesting = 0

  constructor(text: string) {
    this.scanner = new Scanner(text)
    this.#paths = new PathParser(this)
  }

  parse(): Syntax {
    if (this.scanner.peek().kind === 'end')
      throw this.scanner.fault(0, 'the text is empty', 'write a condition: $.age >= 18')
    const syntax = this.expression()
    const rest = this.scanner.peek()
    if (rest.kind !== 'end') throw this.unexpected(rest)
    return syntax
  }

  expression(): Syntax {
    return this.binary(LEVEL.or)
  }

  /** An operand, and what operators of a level or tighter make of it. */
  binary(level: Level): Syntax {
    let left = this.#unary(level)
    for (;;) {
      const token = this.scanner.peek()
      const next = this.#operator(token, level, left)
      if (next === undefined) return left
      left = next
    }
  }

  #operator(token: Token, level: Level, left: Syntax): Syntax | undefined {
    const isMatch = token.kind === 'sign' && token.word === '=~'
    if (level <= LEVEL.comparison && (isMatch || (token.kind === 'name' && /^in$/i.test(token.word)))) {
      this.#refuseChain(left, token)
      return isMatch ? this.#match(left) : this.#in(left)
    }
    const found = token.kind === 'sign' || token.kind === 'name' ? OPERATORS.get(token.word) : undefined
    if (found === undefined || found[1] < level) return undefined
    const [op, own] = found
    this.scanner.next()
    if (op === 'and' || op === 'or') return this.#chain(op, own, left)
    if (own === LEVEL.comparison) this.#refuseChain(left, token)
    const right = this.binary(own === LEVEL.power ? own : ((own + 1) as Level))
    return this.make({ kind: 'operation', op, operands: [left, right], at: token.start }, [left, right])
  }

  #refuseChain(left: Syntax, { start }: Token): void {
    if (this.#grouped.has(left) || !isComparison(left)) return
    throw this.scanner.fault(start, 'comparisons cannot be chained', 'write a < b and b < c')
  }

  /** What stood in parentheses. */
  readonly #grouped = new WeakSet<Syntax>()

  /** `a and b and c` is one operation. */
  #chain(op: 'and' | 'or', level: Level, left: Syntax): Syntax {
    const operands = [left]
    for (;;) {
      operands.push(this.binary((level + 1) as Level))
      if (!this.scanner.isName(op)) break
      this.scanner.next()
    }
    return this.make({ kind: 'operation', op, operands, at: left.at }, operands)
  }

  #in(value: Syntax): Syntax {
    const { start } = this.scanner.next()
    const list = this.binary(LEVEL.bits)
    return this.make({ kind: 'in', value, list, at: start }, [value, list])
  }

  #match(text: Syntax): Syntax {
    const { start } = this.scanner.next()
    const pattern = this.scanner.peek().kind === 'placeholder' ? this.#placeholder() : undefined
    if (pattern !== undefined)
      return this.make({ kind: 'regex', text, pattern, flags: '', at: start }, [text])
    const regex = this.scanner.regex()
    if (regex === undefined) {
      const { start: at } = this.scanner.peek()
      throw this.scanner.fault(at, 'a regular expression is missing', 'write it between slashes: /^A.*n$/')
    }
    return this.make({ kind: 'regex', text, pattern: regex.pattern, flags: regex.flags, at: regex.start }, [
      text,
    ])
  }

  /** Signs in front of an operand. One in front of a number belongs to the number. */
  #unary(level: Level): Syntax {
    const { scanner } = this
    const signs: Token[] = []
    for (;;) {
      const token = scanner.peek()
      if (token.kind === 'sign' && (token.word === '-' || token.word === '+' || token.word === '~'))
        signs.push(scanner.next())
      else break
    }
    if (level <= LEVEL.comparison && signs.length === 0 && scanner.isName('not') && !this.#isCall()) {
      const { start } = scanner.next()
      const operand = this.#nested(() => this.binary(LEVEL.comparison))
      return this.make({ kind: 'operation', op: 'not', operands: [operand], at: start }, [operand])
    }
    let operand = this.#number(signs) ?? this.primary()
    for (let sign = signs.pop(); sign !== undefined; sign = signs.pop()) {
      if (sign.word === '+') continue
      const op = sign.word === '-' ? 'sub' : 'intNot'
      operand = this.make({ kind: 'operation', op, operands: [operand], at: sign.start }, [operand])
    }
    return operand
  }

  #isCall(): boolean {
    const { kind, word } = this.scanner.second()
    return kind === 'sign' && word === '('
  }

  /** A number with the signs right in front of it, which it takes. */
  #number(signs: Token[]): Syntax | undefined {
    const token = this.scanner.peek()
    const number = this.scanner.isSign('.') ? this.scanner.leadingDot() : this.#takeNumber(token)
    if (number === undefined) return undefined
    let negative = false
    let at = number.start
    for (let sign = signs.at(-1); sign !== undefined && sign.word !== '~'; sign = signs.at(-1)) {
      if (sign.word === '-') negative = !negative
      at = sign.start
      signs.pop()
    }
    const isOpen = number.kind === 'integer'
    const value = isOpen
      ? this.#integer(number, negative)
      : new Double(Number(number.word) * (negative ? -1 : 1))
    return this.#postfix(this.make({ kind: 'literal', value, isOpen, at }, []))
  }

  #takeNumber({ kind }: Token): Token | undefined {
    return kind === 'integer' || kind === 'float' ? this.scanner.next() : undefined
  }

  #integer(token: Token, negative: boolean): number | bigint {
    const value = parseInteger(token.word, negative)
    if (value === undefined) throw this.#outOfRange(token)
    return value
  }

  #outOfRange({ start, word }: Token): AelError {
    return this.scanner.fault(start, `${word} is out of range`, 'integers have 64 bits')
  }

  /** What needs no operator around it, and the path behind it. */
  primary(): Syntax {
    return this.#postfix(this.#operand())
  }

  #operand(): Syntax {
    const { scanner } = this
    const token = scanner.peek()
    switch (token.kind) {
      case 'text':
        scanner.next()
        return this.make({ kind: 'literal', value: token.word, isOpen: true, at: token.start }, [])
      case 'bytes':
        scanner.next()
        return this.make(
          { kind: 'literal', value: Buffer.from(token.word, 'hex'), isOpen: false, at: token.start },
          [],
        )
      case 'variable':
        scanner.next()
        return this.make({ kind: 'variable', name: token.word, at: token.start }, [])
      case 'placeholder':
        return this.#placeholder()
      case 'name':
        return this.#named(token)
      case 'sign':
        return this.#signed(token)
      default:
        throw this.unexpected(token)
    }
  }

  #placeholder(): PlaceholderSyntax {
    const { word, start } = this.scanner.next()
    return this.make({ kind: 'placeholder', word, at: start }, [])
  }

  #signed(token: Token): Syntax {
    switch (token.word) {
      case '(':
        return this.#group()
      case '[':
        return this.#list()
      case '{':
        return this.#map()
      case '$':
        return this.#paths.record()
      case '@':
        return this.#paths.loop()
      case '*':
        return this.#wildcard()
      default:
        throw this.unexpected(token)
    }
  }

  #group(): Syntax {
    const open = this.scanner.next()
    const inside = this.#nested(() => this.expression())
    this.close(')', open)
    this.#grouped.add(inside)
    return inside
  }

  /** Whether an expression stood in parentheses, and a path behind it begins anew. */
  isGrouped(syntax: Syntax): boolean {
    return this.#grouped.has(syntax)
  }

  #wildcard(): Syntax {
    const { start } = this.scanner.next()
    return this.make({ kind: 'literal', value: WILDCARD, isOpen: false, at: start }, [])
  }

  #list(): Syntax {
    const open = this.scanner.next()
    const items: Syntax[] = []
    this.#series(open, ']', () => items.push(this.expression()))
    return this.make({ kind: 'list', items, at: open.start }, items)
  }

  #map(): Syntax {
    const open = this.scanner.next()
    const entries: [Syntax, Syntax][] = []
    this.#series(open, '}', () => {
      const key = this.#key()
      this.expect(':', 'a colon between key and value')
      entries.push([key, this.expression()])
    })
    return this.make({ kind: 'map', entries, at: open.start }, entries.flat())
  }

  /** A map's key: text that is a name needs no quotes. */
  #key(): Syntax {
    const token = this.scanner.peek()
    if (token.kind !== 'name' || CONSTANTS.has(token.word)) return this.#unary(LEVEL.unary)
    this.scanner.next()
    return this.make({ kind: 'literal', value: token.word, isOpen: false, at: token.start }, [])
  }

  /** What stands between brackets, with commas. */
  #series(open: Token, close: string, item: () => void): void {
    if (this.scanner.takeSign(close) !== undefined) return
    this.#nested(() => {
      do item()
      while (this.scanner.takeSign(',') !== undefined)
    })
    this.close(close, open)
  }

  #named(token: Token): Syntax {
    const { word, start } = token
    const constant = CONSTANTS.get(word)
    if (constant !== undefined) {
      this.scanner.next()
      return this.make({ kind: 'literal', value: constant, isOpen: false, at: start }, [])
    }
    if (word === 'when') return this.#when()
    if (word === 'let') return this.#let()
    if (this.#isCall()) return this.#call()
    if (word === 'unknown' || word === 'error') {
      this.scanner.next()
      return this.make({ kind: 'operation', op: 'unknown', operands: [], at: start }, [])
    }
    throw this.#bareName(token)
  }

  #bareName({ word, start }: Token): AelError {
    if (FOREIGN.has(word) || word === 'and' || word === 'or' || /^not$/i.test(word)) {
      return this.scanner.fault(
        start,
        `${word} has nothing to stand on`,
        /^not$/i.test(word) ? 'write not(…)' : 'an operand is missing',
      )
    }
    if (/^(null|nil|none|undefined)$/i.test(word))
      return this.scanner.fault(start, `${word} is no value`, 'write NIL')
    if (/^(true|false)$/i.test(word))
      return this.scanner.fault(start, `${word} is no value`, `write ${word.toLowerCase()}`)
    return this.scanner.fault(start, `${word} is no value`, `write $.${word} for a bin, '${word}' for text`)
  }

  #call(): Syntax {
    const { word, start } = this.scanner.next()
    const args = this.args()
    const op = FUNCTION_OPS.get(word)
    const operands = args.map(({ value }) => value)
    if (op !== undefined && !VALUE_FUNCTIONS.has(word)) {
      const named = args.find(({ name }) => name !== undefined)
      if (named !== undefined) throw this.scanner.fault(named.at, `${word} has no option ${named.name}`)
      return this.make({ kind: 'operation', op, operands, at: start }, operands)
    }
    if (VALUE_FUNCTIONS.has(word)) return this.make({ kind: 'call', name: word, args, at: start }, operands)
    throw this.scanner.fault(start, `there is no function ${word}`, this.#functionHint(word))
  }

  #functionHint(word: string): string | undefined {
    if (/^(AND|OR|NOT)$/i.test(word)) return `write ${word.toLowerCase()}`
    const known = [...FUNCTION_OPS.keys(), ...VALUE_FUNCTIONS]
    return (
      meant(word, known, (found) => `${found}(…)`) ??
      `there are ${Object.values(FUNCTIONS).slice(0, 8).join(', ')} and others`
    )
  }

  /** Arguments in parentheses: values, and behind them those with names. */
  args(): Argument[] {
    const open = this.expect('(', 'arguments in parentheses')
    const args: Argument[] = []
    this.#series(open, ')', () => args.push(this.#argument()))
    return args
  }

  #argument(): Argument {
    const token = this.scanner.peek()
    const { kind, word } = token.kind === 'name' ? this.scanner.second() : token
    if (token.kind !== 'name' || kind !== 'sign' || word !== ':') {
      const value = this.expression()
      return { name: undefined, value, at: value.at }
    }
    this.scanner.next()
    this.scanner.next()
    return { name: token.word, value: this.#word() ?? this.expression(), at: token.start }
  }

  /** One of a few words, as named arguments have. */
  #word(): Syntax | undefined {
    const { kind, word, start } = this.scanner.peek()
    if (kind !== 'name' || CONSTANTS.has(word) || this.#isCall()) return undefined
    this.scanner.next()
    return this.make({ kind: 'word', word, at: start }, [])
  }

  #when(): Syntax {
    const { start } = this.scanner.next()
    const open = this.expect('(', 'the cases in parentheses')
    const cases: Syntax[] = []
    this.#nested(() => {
      while (!this.#isDefault()) {
        cases.push(this.expression())
        this.expect('=>', '=> and the result', "a case is written $.age < 18 => 'child'")
        cases.push(this.expression())
        this.expect(',', 'another case, or default => …', 'the last case is default => …')
      }
      this.scanner.next()
      this.expect('=>', '=> and the result')
      cases.push(this.expression())
    })
    this.close(')', open)
    if (cases.length < 3)
      throw this.scanner.fault(start, 'when has no case', 'a case is written $.age < 18 => …')
    return this.make({ kind: 'when', cases, at: start }, cases)
  }

  #isDefault(): boolean {
    if (!this.scanner.isName('default')) return false
    const { word } = this.scanner.second()
    return word === '=>'
  }

  #let(): Syntax {
    const { start } = this.scanner.next()
    const open = this.expect('(', 'variables in parentheses', 'write let (x = $.age) then (${x} > 18)')
    const variables: { name: string; value: Syntax; at: number }[] = []
    this.#series(open, ')', () => variables.push(this.#variable()))
    if (variables.length === 0)
      throw this.scanner.fault(open.start, 'let names no variable', 'write let (x = $.age) then (…)')
    const then = this.scanner.peek()
    if (!this.scanner.isName('then'))
      throw this.scanner.fault(then.start, 'then is missing', 'write let (x = …) then (…)')
    this.scanner.next()
    const parenthesis = this.expect('(', 'an expression in parentheses')
    const body = this.#nested(() => this.expression())
    this.close(')', parenthesis)
    return this.make({ kind: 'let', variables, body, at: start }, [
      ...variables.map(({ value }) => value),
      body,
    ])
  }

  #variable(): { name: string; value: Syntax; at: number } {
    const { kind, word, start } = this.scanner.next()
    if (kind !== 'name' && kind !== 'text') {
      const hint = kind === 'variable' ? `write ${word} = …` : 'write let (x = $.age) then (${x} > 18)'
      throw this.scanner.fault(start, 'the name of a variable is missing', hint)
    }
    this.expect('=', '= and the value of the variable')
    return { name: word, value: this.expression(), at: start }
  }

  /** The path behind an operand. */
  #postfix(operand: Syntax): Syntax {
    const root: Root = { root: 'expression', expression: operand }
    const parts: PathPart[] = this.#paths.parts(root, operand)
    if (parts.length === 0) return operand
    return this.path(root, parts, operand.at)
  }

  /** A path; those that go on where another ends are one. */
  path(root: Root, parts: readonly PathPart[], at: number): Syntax {
    return this.make({ kind: 'path', root, parts, at }, [...this.#partsOf(root, parts)])
  }

  *#partsOf(root: Root, parts: readonly PathPart[]): Iterable<Syntax> {
    if (root.root === 'expression') yield root.expression
    for (const part of parts) {
      if (part.part === 'select') yield* part.operands.filter((operand) => operand !== undefined)
      else if (part.part === 'function') yield* part.args.map(({ value }) => value)
      else if ((part.part === 'children' || part.part === 'filter') && part.filter !== undefined)
        yield part.filter
    }
  }

  /** Runs what stands one level deeper. */
  #nested<Result>(work: () => Result): Result {
    if (++this.#nesting > EXP_DEPTH_MAX) throw this.#tooDeep(this.scanner.peek().start)
    const result = work()
    this.#nesting--
    return result
  }

  /** The same for those who read parts of a path. */
  nested<Result>(work: () => Result): Result {
    return this.#nested(work)
  }

  #tooDeep(at: number): AelError {
    return this.scanner.fault(
      at,
      `the expression is nested deeper than ${EXP_DEPTH_MAX}`,
      'and, or, min and max take any number of operands',
    )
  }

  make<const Part extends Parts>(
    syntax: Part,
    children: readonly Syntax[],
  ): Part & { readonly depth: number } {
    let depth = 0
    for (const child of children) if (child.depth > depth) ({ depth } = child)
    if (depth >= EXP_DEPTH_MAX) throw this.#tooDeep(syntax.at)
    return { ...syntax, depth: depth + 1 }
  }

  expect(sign: string, what: string, hint?: string): Token {
    const token = this.scanner.takeSign(sign)
    if (token !== undefined) return token
    const found = this.scanner.peek()
    throw this.scanner.fault(found.start, `${what} is missing`, hint ?? foreignHint(found))
  }

  close(sign: string, open: Token): void {
    if (this.scanner.takeSign(sign) !== undefined) return
    const found = this.scanner.peek()
    if (found.kind === 'end')
      throw this.scanner.fault(open.start, `${open.word} is not closed`, `close it with ${sign}`)
    throw this.unexpected(found, `expected ${sign} or an operator`)
  }

  unexpected(token: Token, expected?: string): AelError {
    const { kind, word, start } = token
    if (kind === 'end') return this.scanner.fault(start, 'the text ends where an operand is missing')
    const what = kind === 'sign' ? word : JSON.stringify(word)
    return this.scanner.fault(
      start,
      `${what} does not belong here`,
      foreignHint(token) ?? signHint(token, this.scanner) ?? expected,
    )
  }
}

function isComparison(syntax: Syntax): boolean {
  if (syntax.kind !== 'operation') return syntax.kind === 'in' || syntax.kind === 'regex'
  const { op, operands } = syntax
  return operands.length === 2 && ['eq', 'ne', 'gt', 'ge', 'lt', 'le'].includes(op)
}

function foreignHint({ kind, word }: Token): string | undefined {
  return kind === 'sign' || kind === 'name' ? FOREIGN.get(word) : undefined
}

function signHint({ word, end }: Token, { text }: Scanner): string | undefined {
  if (word === '!') return 'write not(…)'
  if (word === '[' || word === '{') return `a path goes on with a dot: .${word}`
  if (word === ';') return 'a text is one expression'
  if (word === '.' && /[0-9]/.test(text.charAt(end))) return 'a number has one point and digits behind it'
  return undefined
}
