import type { ExpressionType } from '../../expression.ts'
import { Expression } from '../expression.ts'
import { ExpLoopPart, ExpRegexFlag } from '../codes.ts'
import { isModulus } from '../metadata.ts'
import type { CondNode, Exp, LetNode, ShapedNode } from '../node.ts'
import { type Shape, SHAPES } from '../shapes.ts'
import { printCall } from './print-call.ts'
import { itemTexts, literalText, nameText, packedText, quote } from './print-literal.ts'
import { printPath } from './print-path.ts'
import type { Printing } from './printing.ts'
import { showsType } from './shows-type.ts'
import { orUnprintable, Unprintable } from './unprintable.ts'
import { FUNCTIONS, INFIX, isIdentifier, isPosix, LEVEL, type Level, METADATA, TYPE_WORDS } from './words.ts'

/** How an expression is written. */
export interface PrintOptions {
  /** Write the values that it holds; else `?` stands for each. Default true. */
  readonly values?: boolean
}

/**
 * An expression as AEL text, which parses back to the same bytes. What has no words is written as `expression(b64'…')`.
 * Without its values it is fit for logs and errors, and can no longer be parsed.
 */
export function printExpression(expression: Exp, options: PrintOptions = {}): string {
  const printer = new Printer(options.values === false)
  return (expression.scope?.needs.size ?? 0) > 0 ? printer.print(expression) : printer.apart(expression)
}

class Printer implements Printing {
  readonly hidden: boolean

  constructor(hidden: boolean) {
    this.hidden = hidden
  }

  print(expression: Exp, wanted?: ExpressionType, level: Level = LEVEL.any): string {
    try {
      const [text, own] = this.#write(expression, wanted)
      return own < level ? `(${text})` : text
    } catch (error) {
      // A part that looks at variables of a let around it is no expression by itself.
      if (!(error instanceof Unprintable) || (expression.scope?.needs.size ?? 0) > 0) throw error
      return this.#bytes(expression)
    }
  }

  #bytes({ bytes }: Exp): string {
    return this.hidden ? 'expression(?)' : `expression(b64'${bytes.toString('base64')}')`
  }

  literal(expression: Exp): string | undefined {
    if (!this.hidden) return literalText(expression)
    const { op } = expression.node
    return op === 'value' || op === 'packed' ? '?' : undefined
  }

  packed(bytes: Buffer): string {
    return this.hidden ? '?' : packedText(bytes)
  }

  items(bytes: Buffer): readonly string[] | undefined {
    const texts = itemTexts(bytes)
    return this.hidden ? texts?.map(() => '?') : texts
  }

  text(text: string): string {
    return this.hidden ? '?' : quote(text)
  }

  apart(expression: Exp): string {
    // Without its values it is not read back.
    return this.hidden || isOwn(expression) ? this.print(expression) : this.#bytes(expression)
  }

  #write(expression: Exp, wanted: ExpressionType | undefined): [text: string, level: Level] {
    const { node } = expression
    switch (node.op) {
      case 'value':
      case 'packed': {
        const text = this.literal(expression) as string
        return [text, text.startsWith('-') ? LEVEL.unary : LEVEL.primary]
      }
      case 'variable':
        return [`\${${isIdentifier(node.name) ? node.name : quote(node.name)}}`, LEVEL.primary]
      case 'let':
        return [this.#let(node, wanted), LEVEL.primary]
      case 'cond':
        return [this.#cond(node, expression.type, wanted), LEVEL.primary]
      case 'call':
        return printCall(this, node, wanted)
      case 'path':
        return [printPath(this, node), LEVEL.primary]
      case 'opaque':
        throw new Unprintable()
      default:
        return this.#shaped(expression, node, wanted)
    }
  }

  #let({ variables, body }: LetNode, wanted: ExpressionType | undefined): string {
    const named = variables.map(([name, value]) => {
      return `${isIdentifier(name) ? name : quote(name)} = ${this.print(value)}`
    })
    return `let (${named.join(', ')}) then (${this.print(body, wanted)})`
  }

  #cond(
    { operands }: CondNode,
    type: ExpressionType | undefined,
    wanted: ExpressionType | undefined,
  ): string {
    const last = operands.length - 1
    const isResult = (index: number): boolean => index % 2 === 1 || index === last
    const results = operands.filter((_, index) => isResult(index))
    const anchor = wanted === undefined ? anchorOf(results, type) : undefined
    const texts = operands.map((operand, index) =>
      isResult(index)
        ? this.print(operand, wanted ?? (operand === anchor || anchor === undefined ? undefined : type))
        : this.print(operand, 'bool'),
    )
    const cases = Array.from({ length: last / 2 }, (_, i) => `${texts[i * 2]} => ${texts[i * 2 + 1]}`)
    return `when (${cases.join(', ')}, default => ${texts[last]})`
  }

  #shaped(expression: Exp, node: ShapedNode, wanted: ExpressionType | undefined): [string, Level] {
    const { op, operands } = node
    if (op in METADATA) return [`$.${METADATA[op as keyof typeof METADATA]}()`, LEVEL.primary]
    if (op in INFIX && (operands.length === 2 || op === 'and' || op === 'or')) {
      const exists = op === 'ne' ? this.#exists(operands) : undefined
      if (exists !== undefined) return [exists, LEVEL.primary]
      return this.#infix(op as keyof typeof INFIX, operands, expression.type, wanted)
    }
    if (op === 'sub' && operands.length === 1 && operands[0]?.node.op !== 'value') {
      const text = this.print(operands[0] as Exp, wanted, LEVEL.unary)
      // A minus in front of a number belongs to the number.
      return [/^[\d.]/.test(text) ? `-(${text})` : `-${text}`, LEVEL.unary]
    }
    if (op in FUNCTIONS) {
      const args = this.#operands(op, operands, expression.type, wanted, () => LEVEL.any)
      return [`${FUNCTIONS[op as keyof typeof FUNCTIONS]}(${args.join(', ')})`, LEVEL.primary]
    }
    return this.#special(expression, node, wanted)
  }

  /** Whether there is a bin is asked by its type. */
  #exists([left, right]: readonly Exp[]): string | undefined {
    if (left?.node.op !== 'binType' || right?.node.op !== 'value' || right.node.value !== 0) return undefined
    return `$.${nameText(left.node.fixed[0] as string)}.exists()`
  }

  #infix(
    op: keyof typeof INFIX,
    operands: readonly Exp[],
    type: ExpressionType | undefined,
    wanted: ExpressionType | undefined,
  ): [string, Level] {
    const [symbol, level] = INFIX[op]
    const tighter = (level + 1) as Level
    const looseSide = op === 'pow' ? 1 : op === 'and' || op === 'or' || level === LEVEL.comparison ? -1 : 0
    const texts = this.#operands(op, operands, type, wanted, (index) =>
      index === looseSide ? level : tighter,
    )
    return [texts.join(` ${symbol} `), level]
  }

  /** Operands, of which those that must be alike say by one what they all are. */
  #operands(
    op: ShapedNode['op'],
    operands: readonly Exp[],
    type: ExpressionType | undefined,
    wanted: ExpressionType | undefined,
    levelOf: (index: number) => Level,
  ): string[] {
    const shape: Shape = SHAPES[op]
    const [rule] = shape.operands
    if (rule !== 'ordered' && rule !== 'number') {
      return operands.map((operand, index) => {
        const known = shape.operands[index] ?? rule
        return this.print(
          operand,
          known === 'any' ? undefined : (known as ExpressionType | undefined),
          levelOf(index),
        )
      })
    }
    const common = operands.find((operand) => operand.type !== undefined)?.type
    const given = rule === 'number' && wanted === type ? wanted : undefined
    const isOpen = operands.some((operand) => operand.type === undefined)
    const anchor = given === undefined ? anchorOf(operands, common) : undefined
    return operands.map((operand, index) => {
      const known = isOpen || operand === anchor ? undefined : (given ?? common)
      return this.print(operand, known, levelOf(index))
    })
  }

  #special(
    expression: Exp,
    { op, fixed, operands }: ShapedNode,
    wanted: ExpressionType | undefined,
  ): [string, Level] {
    const suffix = wanted === expression.type ? '' : `:${typeWord(expression.type)}`
    switch (op) {
      case 'bin':
        return [`$.${nameText(fixed[1] as string)}${suffix}`, LEVEL.primary]
      case 'binType':
        return [`$.${nameText(fixed[0] as string)}.type()`, LEVEL.primary]
      case 'key':
        if (!['int', 'string', 'blob'].includes(fixed[0] as string)) throw new Unprintable()
        return [`$.key()${suffix}`, LEVEL.primary]
      case 'digestModulo':
        if (!isModulus(fixed[0] as number)) throw new Unprintable()
        return [`$.digestModulo(${fixed[0]})`, LEVEL.primary]
      case 'loopVariable':
        return [loopText(fixed[1] as number, suffix, expression.type), LEVEL.primary]
      case 'unknown':
        return ['unknown', LEVEL.primary]
      case 'toInt':
        return [`${this.#receiver(operands[0] as Exp, 'float')}.toInt()`, LEVEL.primary]
      case 'toFloat':
        return [`${this.#receiver(operands[0] as Exp, 'int')}.toFloat()`, LEVEL.primary]
      case 'intNot':
        return [`~${this.print(operands[0] as Exp, 'int', LEVEL.unary)}`, LEVEL.unary]
      case 'regex':
        return this.#regex(fixed[0] as number, fixed[1] as string, operands[0] as Exp)
      default:
        throw new Unprintable()
    }
  }

  /** What a cast stands behind. A literal's minus would be taken for that of the whole. */
  #receiver(operand: Exp, type: ExpressionType): string {
    return this.print(operand, type, LEVEL.primary)
  }

  #regex(flags: number, pattern: string, text: Exp): [string, Level] {
    const known = ExpRegexFlag.extended | ExpRegexFlag.ignoreCase
    if (
      (flags | known) === known &&
      (flags & ExpRegexFlag.extended) !== 0 &&
      isPosix(pattern) &&
      pattern !== '' &&
      !hasEscapedSlash(pattern)
    ) {
      // eslint-disable-next-line no-control-regex -- they would end the line that the text is
      if (!/[\u0000-\u001f\u2028\u2029]/.test(pattern)) {
        const literal = this.hidden ? '/?/' : `/${slashed(pattern)}/`
        const left = this.print(text, 'string', LEVEL.bits)
        return [
          `${left} =~ ${literal}${(flags & ExpRegexFlag.ignoreCase) === 0 ? '' : 'i'}`,
          LEVEL.comparison,
        ]
      }
    }
    if (flags < 0 || flags > 15 || pattern.includes('\0') || !pattern.isWellFormed()) throw new Unprintable()
    const options = Object.entries({ extended: 1, ignoreCase: 2, newline: 4, noSub: 8 })
      .filter(([name, bit]) => ((flags & bit) !== 0) !== (name === 'extended'))
      .map(([name]) => `, ${name}: ${name !== 'extended'}`)
    return [`regex(${this.print(text, 'string')}, ${this.text(pattern)}${options.join('')})`, LEVEL.primary]
  }
}

/** Whether this client writes it as its bytes are; another one may write it longer. */
function isOwn({ type, node, size, depth, scope, bytes }: Exp): boolean {
  try {
    return orUnprintable(() => new Expression(type, node, size, depth, scope).bytes).equals(bytes)
  } catch (error) {
    if (error instanceof Unprintable) return false
    throw error
  }
}

/** Which of several operands of one type says what they all are: one that shows it anyway, else the first. */
function anchorOf(operands: readonly Exp[], type: ExpressionType | undefined): Exp | undefined {
  const typed = operands.filter((operand) => operand.node.op !== 'unknown' && operand.type === type)
  return typed.find(showsType) ?? typed[0]
}

/** A slash in a pattern would end it. */
function slashed(pattern: string): string {
  return pattern.replace(/\\.|\//gs, (part) => (part === '/' ? '\\/' : part))
}

/** Between slashes a backslash before one is no part of the pattern. */
function hasEscapedSlash(pattern: string): boolean {
  return pattern.match(/\\./gs)?.includes('\\/') === true
}

function loopText(part: number, suffix: string, type: ExpressionType | undefined): string {
  if (part === ExpLoopPart.value) return `@${suffix}`
  if (part === ExpLoopPart.key) return `@key${suffix}`
  if (part !== ExpLoopPart.index) throw new Unprintable()
  return type === 'int' ? '@index' : `@index:${typeWord(type)}`
}

function typeWord(type: ExpressionType | undefined): string {
  const word = type === undefined ? undefined : (TYPE_WORDS as Readonly<Record<string, string>>)[type]
  if (word === undefined) throw new Unprintable()
  return word
}
