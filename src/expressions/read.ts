import { readListHeader } from '../collections/read-context.ts'
import { clientError, quoteName } from '../errors/index.ts'
import type { ExpressionType, ValueType } from '../expression.ts'
import { DECODE_DEFAULTS } from '../values.ts'
import { patternFault } from '../regex/parse.ts'
import { ParticleType } from '../wire/proto.ts'
import { skipElement } from '../wire/msgpack/skip.ts'
import { Cursor, unpackValue } from '../wire/msgpack/unpack.ts'
import { build } from './build.ts'
import {
  EXP_DEPTH_MAX,
  EXP_FILTER_DEPTH,
  EXP_SIZE,
  EXP_VALUE_SIZES,
  ExpOp,
  ExpRegexFlag,
  ExpType,
} from './codes.ts'
import { condOf, letOf, variableOf } from './control.ts'
import { Expression } from './expression.ts'
import { packedLiteral } from './literal.ts'
import { readCall } from './read-call.ts'
import type { Exp } from './node.ts'
import { type Shape, type ShapedOp, SHAPES } from './shapes.ts'

const OPS: ReadonlyMap<number, ShapedOp> = new Map(
  Object.entries<Shape>(SHAPES).map(([op, { code }]) => [code, op as ShapedOp]),
)
const TYPES: readonly ExpressionType[] = Object.keys(ExpType) as ExpressionType[]

/** More of a path helps nobody. */
const WHERE_MAX = 200

/** Reads compiled expressions back to trees. Where it is, for errors, is a path of operations: `and[1].eq[0]`. */
export class ExpressionReader {
  readonly cursor: Cursor
  /** Variables in scope, the innermost last. */
  readonly #scope: (readonly [name: string, type: ExpressionType | undefined])[] = []
  readonly #where: string
  #depth: number

  /** @param depth how deep it stands in another, if it does */
  constructor(where: string, bytes: Buffer, depth = 0) {
    this.#where = where
    this.#depth = depth
    this.cursor = new Cursor(bytes)
  }

  /** The whole expression, with the bytes as they are. */
  read(): Expression {
    try {
      const { type, node, size, depth, scope } = this.next('')
      if (this.cursor.position !== this.cursor.end) throw this.fault('', 'bytes are left over')
      return new Expression(type, node, size, depth, scope, this.cursor.buffer)
    } catch (error) {
      throw (error as { code?: unknown }).code === 'PROTOCOL'
        ? clientError('INVALID_ARGUMENT', `${this.#where}: it is no compiled expression`, { cause: error })
        : error
    }
  }

  /** The next expression, which stands at `path`. */
  next(path: string): Expression {
    const header = this.peek()
    if (!isList(header)) return this.#literal(path, header)
    if (++this.#depth > EXP_DEPTH_MAX) throw this.fault(path.slice(0, 40), 'it is nested too deep')
    const start = this.cursor.position
    const count = readListHeader(this.cursor) - 1
    if (count < 0) throw this.fault(path, 'a list stands where an expression is wanted')
    const read = this.#operation(path, this.number(path), count) ?? this.#opaque(start)
    this.#depth--
    return read
  }

  /** An expression within this one that is compiled by itself. */
  apart(where: string, bytes: Buffer): Expression {
    return new ExpressionReader(where, bytes, this.#depth + EXP_FILTER_DEPTH).read()
  }

  peek(): number {
    return this.cursor.buffer[this.cursor.position] ?? this.cursor.u8()
  }

  /** An integer that stands for itself. */
  number(path: string): number {
    const value = unpackValue(this.cursor, DECODE_DEFAULTS)
    if (typeof value !== 'number' || !Number.isInteger(value)) throw this.fault(path, 'an integer is missing')
    return value
  }

  type(path: string): ValueType {
    const type = TYPES[this.number(path)]
    if (type === undefined || ExpType[type] > ExpType.hll) throw this.fault(path, 'a type is missing')
    return type as ValueType
  }

  fault(path: string, reason: string): Error {
    return clientError('INVALID_ARGUMENT', `${this.at(path)}: ${reason}`)
  }

  at(path: string): string {
    const whole = path === '' ? this.#where : `${this.#where}: ${path}`
    return whole.length <= WHERE_MAX
      ? whole
      : `${whole.slice(0, WHERE_MAX / 2)}…${whole.slice(-WHERE_MAX / 2)}`
  }

  #operation(path: string, code: number, count: number): Expression | undefined {
    switch (code) {
      case ExpOp.quote:
        if (count !== 1 || !isList(this.peek())) throw this.fault(`${path}quote`, 'a list is missing')
        return packedLiteral('list', this.slice(skipElement(this.cursor)))
      case ExpOp.variable:
        return this.#variable(`${path}var`)
      case ExpOp.cond:
        if (count < 3 || count % 2 === 0)
          throw this.fault(`${path}cond`, 'a condition or a result is missing')
        return condOf(this.at(`${path}cond`), this.#operands(`${path}cond`, count))
      case ExpOp.let:
        return this.#let(`${path}let`, count)
      case ExpOp.call:
        return count === 4 ? readCall(this, `${path}call`) : undefined
      default:
        return this.#shaped(path, code, count)
    }
  }

  #shaped(path: string, code: number, count: number): Expression | undefined {
    const op = OPS.get(code)
    if (op === undefined) return undefined
    const { fixed = [] }: Shape = SHAPES[op]
    const at = path + op
    if (count < fixed.length) throw this.fault(at, 'a part is missing')
    const parts = fixed.map((kind) =>
      kind === 'number' ? this.number(at) : kind === 'type' ? this.type(at) : this.#text(at),
    )
    if (op === 'regex') this.#checkPattern(at, parts as [number, string])
    return build(this.at(at), op, this.#operands(at, count - parts.length), parts)
  }

  /** Servers refuse a pattern that does not compile with the whole expression (build_cmp_regex, exp.c). */
  #checkPattern(path: string, [flags, pattern]: readonly [flags: number, pattern: string]): void {
    const has = (flag: number): boolean => (flags & flag) !== 0
    const fault = patternFault(pattern, {
      extended: has(ExpRegexFlag.extended),
      ignoreCase: has(ExpRegexFlag.ignoreCase),
      newline: has(ExpRegexFlag.newline),
    })
    if (fault !== undefined) throw this.fault(path, `pattern does not compile: ${fault}`)
  }

  #operands(path: string, count: number): Exp[] {
    return Array.from({ length: count }, (_, index) => this.next(`${path}[${index}].`))
  }

  /** Text without a type byte. */
  #text(path: string): string {
    const { cursor } = this
    const header = cursor.u8()
    const size =
      header >= 0xa0 && header < 0xc0
        ? header & 0x1f
        : header === 0xd9 || header === 0xc4
          ? cursor.u8()
          : header === 0xda || header === 0xc5
            ? cursor.u16()
            : undefined
    if (size === undefined) throw this.fault(path, 'a text is missing')
    return this.slice(cursor.take(size)).toString()
  }

  #variable(path: string): Expression {
    const name = this.#text(path)
    const entry = this.#scope.findLast(([known]) => known === name)
    if (entry === undefined) throw this.fault(path, `no let around it names ${quoteName(name)}`)
    return variableOf(name, entry[1])
  }

  #let(path: string, count: number): Expression {
    if (count < 3 || count % 2 === 0) throw this.fault(path, 'a variable or the body is missing')
    const outside = this.#scope.length
    const variables: [name: string, value: Exp][] = []
    for (let i = 0; i + 1 < count; i += 2) {
      const name = this.#text(path)
      const value = this.next(`${path}.${name}.`)
      this.#scope.push([name, value.type])
      variables.push([name, value])
    }
    const body = this.next(`${path}.body.`)
    this.#scope.length = outside
    return letOf(this.at(path), variables, body)
  }

  #literal(path: string, header: number): Expression {
    const { cursor } = this
    const start = skipElement(cursor)
    if (header >= 0xa0 && header < 0xc0) return this.#typed(path, start, start + 1)
    if (header >= 0xc4 && header <= 0xc6) return this.#typed(path, start, start + 2 ** (header - 0xc4) + 1)
    if (header >= 0xd9 && header <= 0xdb) return this.#typed(path, start, start + 2 ** (header - 0xd9) + 1)
    if (isMap(header)) return packedLiteral('map', this.slice(start))
    if (header === 0xc0) return new Expression('nil', { op: 'value', value: null }, EXP_SIZE)
    const end = cursor.position
    cursor.position = start
    const value = unpackValue(cursor, DECODE_DEFAULTS)
    cursor.position = end
    if (typeof value === 'boolean')
      return new Expression('bool', { op: 'value', value }, EXP_VALUE_SIZES.boolean)
    const isFloat = header === 0xca || header === 0xcb
    if (typeof value === 'number' || typeof value === 'bigint') {
      return new Expression(isFloat ? 'float' : 'int', { op: 'value', value }, EXP_VALUE_SIZES.number)
    }
    return packedLiteral('marker', this.slice(start))
  }

  /** Text, bytes and what else begins with a type byte, at `content`. */
  #typed(path: string, start: number, content: number): Expression {
    const bytes = this.slice(start)
    if (content >= this.cursor.position) throw this.fault(path, 'a value has no type')
    switch (this.cursor.buffer[content]) {
      case ParticleType.string: {
        const text = this.cursor.buffer.toString('utf8', content + 1, this.cursor.position)
        // What is no UTF-8 stays as it is.
        if (Buffer.byteLength(text) !== this.cursor.position - content - 1)
          return packedLiteral('string', bytes)
        return new Expression('string', { op: 'value', value: text }, EXP_VALUE_SIZES.bytes)
      }
      case ParticleType.blob:
        return packedLiteral('blob', bytes)
      case ParticleType.hll:
        return packedLiteral('hll', bytes)
      case ParticleType.geojson:
        return packedLiteral('geo', bytes)
      default:
        throw this.fault(path, 'a value is of no type that expressions know')
    }
  }

  /** What was read since `start`, in a buffer of its own. */
  slice(start: number): Buffer {
    return Buffer.from(this.cursor.buffer.subarray(start, this.cursor.position))
  }

  /** What is not understood, from `start` on, stays as it is. */
  #opaque(start: number): Expression {
    this.cursor.position = start
    skipElement(this.cursor)
    return new Expression(undefined, { op: 'opaque', packed: this.slice(start) }, EXP_SIZE)
  }
}

export function isList(header: number): boolean {
  return (header >= 0x90 && header < 0xa0) || header === 0xdc || header === 0xdd
}

function isMap(header: number): boolean {
  return (header >= 0x80 && header < 0x90) || header === 0xde || header === 0xdf
}
