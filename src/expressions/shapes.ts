import type { ExpressionType } from '../expression.ts'
import { ExpOp } from './codes.ts'

/** An expression of any type; two or more of one type that has an order; or numbers, all of them integers or all floats. */
export type OperandRule = ExpressionType | 'any' | 'ordered' | 'number'

/** How an operation is written and what it gives: `[code, fixed parts…, operands…]` (aerospike-server 8.1.2, exp.c, op_table). */
export interface Shape {
  readonly code: number
  /** What is no expression of its own: a type, a number, or text without a type byte. */
  readonly fixed?: readonly ('type' | 'number' | 'text')[]
  readonly operands: readonly OperandRule[]
  /** The last operand may come again; so many operands there must be. */
  readonly least?: number
  /** Names of the operands, for errors. Default: `operands`, or of several any number `operands[0]` and so on. */
  readonly names?: readonly string[]
  /** The type of its result: its own, that of its operands, or that of its fixed type. */
  readonly gives: ExpressionType | 'operand' | 'fixed'
}

const TWO = { operands: ['ordered', 'ordered'], names: ['left', 'right'], gives: 'bool' } as const
const CONDITIONS = { operands: ['bool'], least: 2, names: ['conditions'], gives: 'bool' } as const
const NUMBERS = { operands: ['number'], least: 1, names: ['values'], gives: 'operand' } as const
const INTS = { operands: ['int'], least: 1, names: ['values'], gives: 'int' } as const
const INT = { operands: ['int'], names: ['value'], gives: 'int' } as const
const FLOAT = { operands: ['float'], names: ['value'], gives: 'float' } as const
const SHIFT = { operands: ['int', 'int'], names: ['value', 'shift'], gives: 'int' } as const
const SCAN = { operands: ['int', 'bool'], names: ['value', 'bit'], gives: 'int' } as const
const MAP = { operands: ['map'], names: ['map'], gives: 'list' } as const
const INT_OF_RECORD = { operands: [], gives: 'int' } as const
const BOOL_OF_RECORD = { operands: [], gives: 'bool' } as const

/** Every operation but those that are of a form of their own: cond, let, variable, quote and call. */
export const SHAPES = {
  unknown: { code: ExpOp.unknown, operands: [], gives: 'bool' },

  eq: { code: ExpOp.eq, ...TWO },
  ne: { code: ExpOp.ne, ...TWO },
  gt: { code: ExpOp.gt, ...TWO },
  ge: { code: ExpOp.ge, ...TWO },
  lt: { code: ExpOp.lt, ...TWO },
  le: { code: ExpOp.le, ...TWO },
  regex: {
    code: ExpOp.regex,
    fixed: ['number', 'text'],
    operands: ['string'],
    names: ['text'],
    gives: 'bool',
  },
  geo: { code: ExpOp.geo, operands: ['geo', 'geo'], names: ['left', 'right'], gives: 'bool' },
  inList: { code: ExpOp.inList, operands: ['any', 'list'], names: ['value', 'list'], gives: 'bool' },

  and: { code: ExpOp.and, ...CONDITIONS },
  or: { code: ExpOp.or, ...CONDITIONS },
  not: { code: ExpOp.not, operands: ['bool'], names: ['condition'], gives: 'bool' },
  exclusive: { code: ExpOp.exclusive, ...CONDITIONS },

  add: { code: ExpOp.add, ...NUMBERS },
  sub: { code: ExpOp.sub, ...NUMBERS },
  mul: { code: ExpOp.mul, ...NUMBERS },
  div: { code: ExpOp.div, ...NUMBERS },
  pow: { code: ExpOp.pow, operands: ['float', 'float'], names: ['base', 'exponent'], gives: 'float' },
  log: { code: ExpOp.log, operands: ['float', 'float'], names: ['value', 'base'], gives: 'float' },
  mod: { code: ExpOp.mod, operands: ['int', 'int'], names: ['value', 'divisor'], gives: 'int' },
  abs: { code: ExpOp.abs, operands: ['number'], names: ['value'], gives: 'operand' },
  floor: { code: ExpOp.floor, ...FLOAT },
  ceil: { code: ExpOp.ceil, ...FLOAT },
  toInt: { code: ExpOp.toInt, operands: ['float'], names: ['value'], gives: 'int' },
  toFloat: { code: ExpOp.toFloat, operands: ['int'], names: ['value'], gives: 'float' },
  min: { code: ExpOp.min, ...NUMBERS },
  max: { code: ExpOp.max, ...NUMBERS },

  intAnd: { code: ExpOp.intAnd, ...INTS },
  intOr: { code: ExpOp.intOr, ...INTS },
  intXor: { code: ExpOp.intXor, ...INTS },
  intNot: { code: ExpOp.intNot, ...INT },
  intLeftShift: { code: ExpOp.intLeftShift, ...SHIFT },
  intRightShift: { code: ExpOp.intRightShift, ...SHIFT },
  intArithmeticRightShift: { code: ExpOp.intArithmeticRightShift, ...SHIFT },
  intCount: { code: ExpOp.intCount, ...INT },
  intLeftScan: { code: ExpOp.intLeftScan, ...SCAN },
  intRightScan: { code: ExpOp.intRightScan, ...SCAN },

  digestModulo: { code: ExpOp.digestModulo, fixed: ['number'], operands: [], gives: 'int' },
  deviceSize: { code: ExpOp.deviceSize, ...INT_OF_RECORD },
  lastUpdate: { code: ExpOp.lastUpdate, ...INT_OF_RECORD },
  sinceUpdate: { code: ExpOp.sinceUpdate, ...INT_OF_RECORD },
  voidTime: { code: ExpOp.voidTime, ...INT_OF_RECORD },
  ttl: { code: ExpOp.ttl, ...INT_OF_RECORD },
  setName: { code: ExpOp.setName, operands: [], gives: 'string' },
  keyExists: { code: ExpOp.keyExists, ...BOOL_OF_RECORD },
  isTombstone: { code: ExpOp.isTombstone, ...BOOL_OF_RECORD },
  memorySize: { code: ExpOp.memorySize, ...INT_OF_RECORD },
  recordSize: { code: ExpOp.recordSize, ...INT_OF_RECORD },

  key: { code: ExpOp.key, fixed: ['type'], operands: [], gives: 'fixed' },
  bin: { code: ExpOp.bin, fixed: ['type', 'text'], operands: [], gives: 'fixed' },
  binType: { code: ExpOp.binType, fixed: ['text'], operands: [], gives: 'int' },

  removeResult: { code: ExpOp.resultRemove, operands: [], gives: 'remove' },
  mapKeys: { code: ExpOp.mapKeys, ...MAP },
  mapValues: { code: ExpOp.mapValues, ...MAP },
  loopVariable: { code: ExpOp.loopVariable, fixed: ['type', 'number'], operands: [], gives: 'fixed' },
} as const satisfies Record<string, Shape>

/** The operations of a common shape, by the names of their builders. */
export type ShapedOp = keyof typeof SHAPES
