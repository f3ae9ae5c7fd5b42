import { badArgument } from '../collections/check.ts'
import { EXP_DEPTH_MAX, EXP_SIZE, EXP_SIZE_MAX } from '../expressions/codes.ts'
import type { ShapedOp } from '../expressions/shapes.ts'
import { INFIX, LEVEL, type Level } from '../expressions/text/words.ts'
import type { AelError } from './ael-error.ts'
import { foreignHint, signHint } from './hints.ts'
import { CONSTANTS, OperandParser } from './operand-parser.ts'
import type { Parsing, Parts } from './parsing.ts'
import { PathParser } from './path-parser.ts'
import { Scanner, type Token } from './scanner.ts'
import type { Argument, PathPart, Root, Syntax } from './syntax.ts'

/** Operators between operands, by their signs. */
const OPERATORS: ReadonlyMap<string, readonly [op: ShapedOp, level: Level]> = new Map(
  Object.entries(INFIX).map(([op, [sign, level]]) => [sign, [op as ShapedOp, level]]),
)

/** More operations than this are larger than a server takes, whichever they are. */
const OPERATIONS_MAX = EXP_SIZE_MAX / EXP_SIZE

/**
 * Reads a whole text: what it says, not yet what types it has. Its nesting is limited as that of expressions is, so neither a deep nor
 * a long text comes to the end of the stack.
 */
export function parseText(text: string): Syntax {
  // From JavaScript it may be anything.
  if (typeof (text as unknown) !== 'string') throw badArgument('ael', 'text', 'must be text', text)
  return new Parser(text).parse()
}

class Parser implements Parsing {
  readonly scanner: Scanner
  readonly #operands: OperandParser
  readonly #paths: PathParser
  /** What stood in parentheses. */
  readonly #grouped = new WeakSet<Syntax>()
  #nesting = 0
  #operations = 0

  constructor(text: string) {
    this.scanner = new Scanner(text)
    this.#operands = new OperandParser(this)
    this.#paths = new PathParser(this)
  }

  parse(): Syntax {
    if (this.scanner.peek().kind === 'end') {
      throw this.scanner.fault(0, 'the text is empty', 'write a condition: $.age >= 18')
    }
    const syntax = this.expression()
    const rest = this.scanner.peek()
    if (rest.kind !== 'end') throw this.unexpected(rest)
    return syntax
  }

  expression(): Syntax {
    return this.binary(LEVEL.or)
  }

  binary(level: Level): Syntax {
    let left = this.#unary(level)
    for (;;) {
      const next = this.#operator(this.scanner.peek(), level, left)
      if (next === undefined) return left
      left = next
    }
  }

  #operator(token: Token, level: Level, left: Syntax): Syntax | undefined {
    const { kind, word, start } = token
    const isMatch = kind === 'sign' && word === '=~'
    if (level <= LEVEL.comparison && (isMatch || (kind === 'name' && /^in$/i.test(word)))) {
      this.#refuseChain(left, token)
      return isMatch ? this.#match(left) : this.#in(left)
    }
    const found = kind === 'sign' || kind === 'name' ? OPERATORS.get(word) : undefined
    if (found === undefined || found[1] < level) return undefined
    const [op, own] = found
    this.scanner.next()
    if (op === 'and' || op === 'or') return this.#chain(op, own, left)
    if (own === LEVEL.comparison) this.#refuseChain(left, token)
    // Powers group to the right, each within the one before.
    const right = own === LEVEL.power ? this.nested(() => this.binary(own)) : this.binary((own + 1) as Level)
    return this.make({ kind: 'operation', op, operands: [left, right], at: start }, [left, right])
  }

  #refuseChain(left: Syntax, { start }: Token): void {
    if (this.#grouped.has(left) || !isComparison(left)) return
    throw this.scanner.fault(start, 'comparisons cannot be chained', 'write a < b and b < c')
  }

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
    if (this.scanner.peek().kind === 'placeholder') {
      const pattern = this.#operands.placeholder()
      return this.make({ kind: 'regex', text, pattern, flags: '', at: start }, [text])
    }
    const regex = this.scanner.regex()
    if (regex === undefined) {
      const { start: at } = this.scanner.peek()
      throw this.scanner.fault(at, 'a regular expression is missing', 'write it between slashes: /^A.*n$/')
    }
    const { pattern, flags } = regex
    return this.make({ kind: 'regex', text, pattern, flags, at: regex.start }, [text])
  }

  /** Signs in front of an operand. One in front of a number belongs to the number. */
  #unary(level: Level): Syntax {
    const { scanner } = this
    const signs: Token[] = []
    while (scanner.isSign('-') || scanner.isSign('+') || scanner.isSign('~')) signs.push(scanner.next())
    if (level <= LEVEL.comparison && signs.length === 0 && scanner.isName('not') && !scanner.isCall()) {
      return this.#not()
    }
    let operand = this.#operands.number(signs) ?? this.#primary()
    for (let sign = signs.pop(); sign !== undefined; sign = signs.pop()) {
      if (sign.word === '+') continue
      const op = sign.word === '-' ? 'sub' : 'intNot'
      operand = this.make({ kind: 'operation', op, operands: [operand], at: sign.start }, [operand])
    }
    return operand
  }

  /** `not` without parentheses is for the comparison behind it. */
  #not(): Syntax {
    const { start } = this.scanner.next()
    const operand = this.nested(() => this.binary(LEVEL.comparison))
    return this.make({ kind: 'operation', op: 'not', operands: [operand], at: start }, [operand])
  }

  #primary(): Syntax {
    const { scanner } = this
    const operand = this.#operands.operand()
    if (operand !== undefined) return this.withPath(operand)
    if (scanner.isSign('(')) return this.withPath(this.group())
    if (scanner.isSign('$')) return this.#paths.record()
    if (scanner.isSign('@')) return this.#paths.loop()
    throw this.unexpected(scanner.peek())
  }

  group(): Syntax {
    const open = this.scanner.next()
    const inside = this.nested(() => this.expression())
    this.close(')', open)
    this.#grouped.add(inside)
    return inside
  }

  isGrouped(syntax: Syntax): boolean {
    return this.#grouped.has(syntax)
  }

  args(): Argument[] {
    const open = this.expect('(', 'arguments in parentheses')
    const args: Argument[] = []
    this.series(open, ')', () => args.push(this.#argument()))
    return args
  }

  #argument(): Argument {
    const { kind, word, start } = this.scanner.peek()
    const isNamed = kind === 'name' && this.scanner.second().word === ':'
    if (!isNamed) {
      const value = this.expression()
      return { name: undefined, value, at: value.at }
    }
    this.scanner.next()
    this.scanner.next()
    return { name: word, value: this.#word() ?? this.expression(), at: start }
  }

  /** One of a few words, as named arguments have. */
  #word(): Syntax | undefined {
    const { kind, word, start } = this.scanner.peek()
    if (kind !== 'name' || CONSTANTS.has(word) || this.scanner.isCall()) return undefined
    this.scanner.next()
    return this.make({ kind: 'word', word, at: start }, [])
  }

  withPath(operand: Syntax): Syntax {
    const root: Root = { root: 'expression', expression: operand }
    const parts = this.#paths.parts(root)
    return parts.length === 0 ? operand : this.path(root, parts, operand.at)
  }

  path(root: Root, parts: readonly PathPart[], at: number): Syntax {
    return this.make({ kind: 'path', root, parts, at }, [...insideOf(root, parts)])
  }

  nested<Result>(work: () => Result): Result {
    if (++this.#nesting > EXP_DEPTH_MAX) throw this.#tooDeep(this.scanner.peek().start)
    const result = work()
    this.#nesting--
    return result
  }

  series(open: Token, close: string, item: () => void): void {
    if (this.scanner.takeSign(close) !== undefined) return
    this.nested(() => {
      do item()
      while (this.scanner.takeSign(',') !== undefined)
    })
    this.close(close, open)
  }

  make<const Part extends Parts>(
    syntax: Part,
    children: readonly Syntax[],
  ): Part & { readonly depth: number } {
    let depth = 0
    for (const child of children) if (child.depth > depth) ({ depth } = child)
    if (depth >= EXP_DEPTH_MAX) throw this.#tooDeep(syntax.at)
    if ((syntax.kind === 'operation' || syntax.kind === 'path') && ++this.#operations > OPERATIONS_MAX) {
      throw this.scanner.fault(
        syntax.at,
        `there are more than ${OPERATIONS_MAX} operations`,
        'a server takes less',
      )
    }
    return Object.assign(syntax, { depth: depth + 1 })
  }

  #tooDeep(at: number): AelError {
    const hint = 'and, or, min and max take any number of operands'
    return this.scanner.fault(at, `the expression is nested deeper than ${EXP_DEPTH_MAX}`, hint)
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
    if (found.kind !== 'end') throw this.unexpected(found, `expected ${sign} or an operator`)
    throw this.scanner.fault(open.start, `${open.word} is not closed`, `close it with ${sign}`)
  }

  unexpected(token: Token, expected?: string): AelError {
    const { kind, word, start } = token
    if (kind === 'end') return this.scanner.fault(start, 'the text ends where an operand is missing')
    const what = kind === 'sign' ? word : JSON.stringify(word)
    const hint = foreignHint(token) ?? signHint(token, this.scanner) ?? expected
    return this.scanner.fault(start, `${what} does not belong here`, hint)
  }
}

function isComparison(syntax: Syntax): boolean {
  if (syntax.kind !== 'operation') return syntax.kind === 'in' || syntax.kind === 'regex'
  const { op, operands } = syntax
  return operands.length === 2 && ['eq', 'ne', 'gt', 'ge', 'lt', 'le'].includes(op)
}

/** The expressions that a path holds. */
function* insideOf(root: Root, parts: readonly PathPart[]): Iterable<Syntax> {
  if (root.root === 'expression') yield root.expression
  for (const part of parts) {
    if (part.part === 'select') yield* part.operands.filter((operand) => operand !== undefined)
    else if (part.part === 'function') yield* part.args.map(({ value }) => value)
    else if ((part.part === 'children' || part.part === 'filter') && part.filter !== undefined) {
      yield part.filter
    }
  }
}
