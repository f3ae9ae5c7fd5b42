import type { ExpressionType } from '../../expression.ts'
import type { ShapedOp } from '../shapes.ts'

// The words of the Aerospike Expression Language (AEL), for what writes them and what reads them.

/** Types, as `$.age:INT` names them. */
export const TYPE_WORDS = {
  nil: 'NIL',
  bool: 'BOOL',
  int: 'INT',
  string: 'STRING',
  list: 'LIST',
  map: 'MAP',
  blob: 'BLOB',
  float: 'FLOAT',
  geo: 'GEO',
  hll: 'HLL',
} as const satisfies Partial<Record<ExpressionType, string>>

/** What `get(return: …)` gives about elements. */
export const RETURN_WORDS = {
  none: 'NONE',
  index: 'INDEX',
  reverseIndex: 'REVERSE_INDEX',
  rank: 'RANK',
  reverseRank: 'REVERSE_RANK',
  count: 'COUNT',
  key: 'KEY',
  value: 'VALUE',
  keyValue: 'KEY_VALUE',
  exists: 'EXISTS',
  unorderedMap: 'UNORDERED_MAP',
  orderedMap: 'ORDERED_MAP',
} as const

/** What `select(return: …)` gives of a path. */
export const SELECT_WORDS = {
  tree: 'MATCHING_TREE',
  value: 'VALUE',
  key: 'KEY',
  keyValue: 'KEY_VALUE',
} as const

/** Options of calls that are one of a few names. */
export const CHOICE_WORDS: Readonly<Record<string, string>> = {
  unordered: 'UNORDERED',
  ordered: 'ORDERED',
  key: 'KEY_ORDERED',
  keyValue: 'KEY_VALUE_ORDERED',
  fail: 'FAIL',
  saturate: 'SATURATE',
  wrap: 'WRAP',
}

/** How tight operators bind. */
export const LEVEL = {
  any: 0,
  or: 1,
  and: 2,
  comparison: 3,
  bits: 4,
  shift: 5,
  sum: 6,
  product: 7,
  power: 8,
  unary: 9,
  primary: 10,
} as const
export type Level = (typeof LEVEL)[keyof typeof LEVEL]

/** Operators between operands: all of them group to the left but `**`, and comparisons don't group at all. */
export const INFIX = {
  or: ['or', LEVEL.or],
  and: ['and', LEVEL.and],
  eq: ['==', LEVEL.comparison],
  ne: ['!=', LEVEL.comparison],
  gt: ['>', LEVEL.comparison],
  ge: ['>=', LEVEL.comparison],
  lt: ['<', LEVEL.comparison],
  le: ['<=', LEVEL.comparison],
  intAnd: ['&', LEVEL.bits],
  intOr: ['|', LEVEL.bits],
  intXor: ['^', LEVEL.bits],
  intLeftShift: ['<<', LEVEL.shift],
  intArithmeticRightShift: ['>>', LEVEL.shift],
  intRightShift: ['>>>', LEVEL.shift],
  add: ['+', LEVEL.sum],
  sub: ['-', LEVEL.sum],
  mul: ['*', LEVEL.product],
  div: ['/', LEVEL.product],
  mod: ['%', LEVEL.product],
  pow: ['**', LEVEL.power],
} as const satisfies Partial<Record<ShapedOp, readonly [string, Level]>>

/** What is asked of the record itself: `$.ttl()`. */
export const METADATA = {
  ttl: 'ttl',
  voidTime: 'voidTime',
  lastUpdate: 'lastUpdateTime',
  sinceUpdate: 'timeSinceLastUpdate',
  setName: 'setName',
  keyExists: 'keyExists',
  isTombstone: 'isTombstone',
  recordSize: 'recordSize',
  deviceSize: 'deviceSize',
  memorySize: 'memorySize',
} as const satisfies Partial<Record<ShapedOp, string>>

/**
 * Functions in front of their operands. Those that AEL knows by another name have that name; the others, and operators with any
 * other number of operands than two, go by the name of their builder.
 */
export const FUNCTIONS = {
  not: 'not',
  exclusive: 'exclusive',
  abs: 'abs',
  floor: 'floor',
  ceil: 'ceil',
  log: 'log',
  min: 'min',
  max: 'max',
  intCount: 'countOneBits',
  intLeftScan: 'findBitLeft',
  intRightScan: 'findBitRight',
  geo: 'geoCompare',
  inList: 'inList',
  mapKeys: 'mapKeys',
  mapValues: 'mapValues',
  removeResult: 'removeResult',
  add: 'add',
  sub: 'sub',
  mul: 'mul',
  div: 'div',
  pow: 'pow',
  mod: 'mod',
  intAnd: 'intAnd',
  intOr: 'intOr',
  intXor: 'intXor',
} as const satisfies Partial<Record<ShapedOp, string>>

/** Calls on bits and HyperLogLogs that AEL knows by another name than `bit` or `hll` and the builder's. */
const OTHER_CALLS: Readonly<Record<string, string>> = {
  'bits.leftScan': 'bitLscan',
  'bits.rightScan': 'bitRscan',
  'bits.leftShift': 'bitLshift',
  'bits.rightShift': 'bitRshift',
  'hll.getCount': 'hllCount',
  'hll.getUnion': 'hllUnion',
  'hll.getUnionCount': 'hllUnionCount',
  'hll.getIntersectCount': 'hllIntersectCount',
  'hll.getSimilarity': 'hllSimilarity',
}
const PREFIXES: Readonly<Record<string, string>> = { lists: 'list', maps: 'map', bits: 'bit', hll: 'hll' }

/** The name of a call behind what it is called on: `lists.append` is `listAppend`. */
export function callWord(name: string): string {
  const other = OTHER_CALLS[name]
  if (other !== undefined) return other
  const [family = '', call = ''] = name.split('.')
  return `${PREFIXES[family] ?? ''}${call.charAt(0).toUpperCase()}${call.slice(1)}`
}

/** Names of arguments that AEL knows otherwise than the builders: those of bits are all `value`. */
export const ARGUMENT_WORDS: Readonly<Record<string, string>> = { minhashBits: 'minHashBits' }

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/

/** Whether a name needs no quotes. */
export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name)
}

/**
 * What regular expressions of servers from 8.2 on know (ICU), and those before it (POSIX) don't, or know as something else. In
 * brackets a backslash is one.
 */
const ICU_ONLY = /\\[0-9A-RT-VX-Zac-rt-vx-z]|\(\?|[*+?}][?+]|\[[^[\]]*\\/

/** Whether a pattern means the same on servers before 8.2 and from 8.2 on. */
export function isPosix(pattern: string): boolean {
  return !ICU_ONLY.test(pattern)
}
