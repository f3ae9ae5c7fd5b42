import {
  EXP_DEPTH_MAX,
  EXP_SIZE,
  EXP_SIZE_MAX,
  EXP_SIZES,
  EXP_VALUE_SIZES as VALUE_SIZE,
  ExpOp,
  ExpType,
} from '../../expressions/codes.ts'
import { ParticleType } from '../../wire/proto.ts'
import { geoJsonText, parseGeoJson } from '../geo/index.ts'
import { Kind } from '../payload/msgpack.ts'
import { PayloadReader } from '../payload/reader.ts'
import { ARITHMETIC } from './arithmetic.ts'
import { CALL } from './call.ts'
import { COMPARISONS } from './compare.ts'
import { CONTROL } from './control.ts'
import { DATA } from './data.ts'
import { INTEGERS } from './integers.ts'
import { LOGIC } from './logic.ts'
import { LOOP } from './loop.ts'
import { METADATA } from './metadata.ts'
import {
  type Builder,
  demand,
  given,
  Malformed,
  type Node,
  type Source,
  TYPE_NONE,
  type Variable,
} from './node.ts'
import { type ExpressionValue, fromTyped, isParticle, PACKED_TYPE } from './value.ts'

const BUILDERS: Readonly<Record<number, Builder>> = {
  ...LOGIC,
  ...COMPARISONS,
  ...ARITHMETIC,
  ...INTEGERS,
  ...METADATA,
  ...DATA,
  ...CONTROL,
  ...LOOP,
  ...CALL,
}

/** Compiles an expression; `undefined` where the server refuses it with result code 4. */
export function compileTree(expression: Buffer): Node | undefined {
  return compile(expression)?.node
}

function compile(expression: Buffer): { readonly node: Node; readonly compiler: Compiler } | undefined {
  try {
    const compiler = new Compiler(expression)
    const node = compiler.next()
    demand(compiler.reader.done && node.type !== TYPE_NONE)
    return { node, compiler }
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}

/** Which operations an expression is made of; `undefined` where the server refuses it. */
export function operationsOf(expression: Buffer): ReadonlySet<number> | undefined {
  return compile(expression)?.compiler.operations
}

class Compiler implements Source {
  readonly reader: PayloadReader
  readonly operations = new Set<number>()
  readonly scope: Variable[] = []
  #depth = 0
  #size = 0

  constructor(expression: Buffer) {
    this.reader = new PayloadReader(expression)
  }

  /** An expression nested deeper than clients build is refused, so that no stack overflows. */
  next(type?: number): Node {
    demand(++this.#depth <= EXP_DEPTH_MAX)
    const node = this.reader.peek() === Kind.list ? this.#operation() : this.#value()
    demand(type === undefined || node.type === type)
    this.#depth--
    return node
  }

  take(size: number): void {
    this.#size += size
    demand(this.#size < EXP_SIZE_MAX)
  }

  #operation(): Node {
    const count = given(this.reader.listCount())
    demand(count > 0)
    const op = given(this.reader.uint64())
    demand(op <= ExpOp.call)
    const code = Number(op)
    this.operations.add(code)
    this.take(EXP_SIZES[code] ?? EXP_SIZE)
    return given(BUILDERS[code])(this, count - 1)
  }

  #value(): Node {
    const { reader } = this
    switch (reader.peek()) {
      case Kind.nil:
        this.take(EXP_SIZE)
        demand(reader.skip(1))
        return constant(ExpType.nil, null)
      case Kind.false:
      case Kind.true:
        this.take(VALUE_SIZE.boolean)
        return constant(ExpType.bool, given(reader.bool()))
      case Kind.negativeInt:
      case Kind.int:
        this.take(VALUE_SIZE.number)
        return constant(ExpType.int, given(reader.int64()))
      case Kind.double:
        this.take(VALUE_SIZE.number)
        return constant(ExpType.float, given(reader.double()))
      case Kind.string:
      case Kind.bytes:
      case Kind.geojson:
        return this.#typedValue()
      default:
        return this.#packedValue()
    }
  }

  #typedValue(): Node {
    const value = fromTyped(this.reader.bytes())
    demand(isParticle(value))
    switch (value.type) {
      case ParticleType.string:
        this.take(VALUE_SIZE.bytes)
        return constant(ExpType.string, value)
      case ParticleType.geojson:
        this.take(VALUE_SIZE.geo)
        demand(parseGeoJson(geoJsonText(value.data)) !== undefined)
        return constant(ExpType.geo, value)
      default:
        this.take(VALUE_SIZE.bytes)
        return constant(value.type === ParticleType.hll ? ExpType.hll : ExpType.blob, value)
    }
  }

  #packedValue(): Node {
    const type = this.reader.peek()
    demand(type !== Kind.error)
    this.take(VALUE_SIZE.bytes)
    const data = given(this.reader.element())
    if (type === Kind.map) return constant(ExpType.map, { type: ParticleType.map, data })
    return constant(TYPE_NONE, { type: PACKED_TYPE, data })
  }
}

function constant(type: number, value: ExpressionValue): Node {
  return { type, evaluate: () => value }
}
