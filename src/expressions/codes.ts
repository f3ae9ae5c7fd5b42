/**
 * The numbers of compiled expressions: what a builder packs and the memory server evaluates.
 * Source: aerospike-server 8.1.2, as/src/base/exp.c and as/include/base/proto.h (AS_EXP_FLAG_*).
 */

/** Operations; on the wire an expression is `[op, args…]` or a plain value. */
export const ExpOp = {
  /** `[]`: neither true nor false. */
  unknown: 0,

  // Comparisons: `[left, right]`, both of one type.
  eq: 1,
  ne: 2,
  gt: 3,
  ge: 4,
  lt: 5,
  le: 6,
  /** `[regex flags, raw pattern, string]` */
  regex: 7,
  /** `[geo, geo]`: one within the other. */
  geo: 8,
  /** `[value, list]` */
  inList: 9,

  // Logic.
  /** `[bool, bool, …]` */
  and: 16,
  /** `[bool, bool, …]` */
  or: 17,
  /** `[bool]` */
  not: 18,
  /** `[bool, bool, …]`: exactly one of them. */
  exclusive: 19,

  // Arithmetic.
  /** `[number, …]`, all of one type. */
  add: 20,
  /** `[number, …]`; one alone is negated. */
  sub: 21,
  /** `[number, …]` */
  mul: 22,
  /** `[number, …]`; one alone is inverted. */
  div: 23,
  /** `[float, float]` */
  pow: 24,
  /** `[float, float base]` */
  log: 25,
  /** `[int, int]` */
  mod: 26,
  /** `[number]` */
  abs: 27,
  /** `[float]` */
  floor: 28,
  /** `[float]` */
  ceil: 29,
  /** `[float]` */
  toInt: 30,
  /** `[int]` */
  toFloat: 31,

  // Bits of integers.
  /** `[int, …]` */
  intAnd: 32,
  /** `[int, …]` */
  intOr: 33,
  /** `[int, …]` */
  intXor: 34,
  /** `[int]` */
  intNot: 35,
  /** `[int, int shift]` */
  intLeftShift: 36,
  /** `[int, int shift]`; zeros come in from the left. */
  intRightShift: 37,
  /** `[int, int shift]`; the sign comes in from the left. */
  intArithmeticRightShift: 38,
  /** `[int]`: how many bits are set. */
  intCount: 39,
  /** `[int, bool wanted]`: first such bit from the left. */
  intLeftScan: 40,
  /** `[int, bool wanted]`: first such bit from the right. */
  intRightScan: 41,

  /** `[number, …]` */
  min: 50,
  /** `[number, …]` */
  max: 51,

  // The record's metadata: `[]` unless said.
  /** `[modulus]`: a literal int32 other than 0. */
  digestModulo: 64,
  /** Bytes on a device; 0 when the namespace lives in memory only. Deprecated by the server: `recordSize`. */
  deviceSize: 65,
  /** Nanoseconds since 1970. */
  lastUpdate: 66,
  /** Milliseconds. */
  sinceUpdate: 67,
  /** Nanoseconds since 1970, -1 for never. */
  voidTime: 68,
  /** Seconds, -1 for never. */
  ttl: 69,
  setName: 70,
  keyExists: 71,
  isTombstone: 72,
  /** Deprecated by the server: `recordSize`. */
  memorySize: 73,
  /** Bytes. */
  recordSize: 74,

  // The record's data.
  /** `[type]`: int, string or blob. */
  key: 80,
  /** `[type, raw name]` */
  bin: 81,
  /** `[raw name]`: the particle type, 0 when there is no such bin. */
  binType: 82,

  // Path expressions.
  /** `[]`: takes the current element out of a modify by path. */
  resultRemove: 100,
  /** `[map]` */
  mapKeys: 101,
  /** `[map]` */
  mapValues: 102,
  /** `[type, loop variable]` */
  loopVariable: 122,

  // Control.
  /** `[bool, value, …, default]` */
  cond: 123,
  /** `[raw name]` */
  variable: 124,
  /** `[raw name, value, …, body]` */
  let: 125,
  /** `[list]`: a list as a value, not as an operation. */
  quote: 126,
  /** `[type, module, [op, args…], bin]` */
  call: 127,
} as const
export type ExpOp = (typeof ExpOp)[keyof typeof ExpOp]

/** What an expression gives. */
export const ExpType = {
  nil: 0,
  bool: 1,
  int: 2,
  string: 3,
  list: 4,
  map: 5,
  blob: 6,
  float: 7,
  geo: 8,
  hll: 9,
  /** Takes the current element out; no client names it. */
  remove: 11,
  /** A wildcard or infinity, which no expression works with. */
  marker: 12,
} as const
export type ExpType = (typeof ExpType)[keyof typeof ExpType]

/** Which operations a `call` calls. */
export const ExpCallModule = {
  /** List and map operations. */
  cdt: 0,
  bits: 1,
  hll: 2,
} as const
export type ExpCallModule = (typeof ExpCallModule)[keyof typeof ExpCallModule]

/** Added to {@link ExpCallModule}: the operation modifies, and the modified value is the result. */
export const EXP_CALL_MODIFY = 0x40

/** What a loop variable stands for while a path expression visits an element. */
export const ExpLoopPart = {
  /** The map key. */
  key: 0,
  /** The list element or map value. */
  value: 1,
  /** The index within its list or map; always an integer. */
  index: 2,
} as const
export type ExpLoopPart = (typeof ExpLoopPart)[keyof typeof ExpLoopPart]

/**
 * How a regular expression is read; combined with `|`. The server hands these bits to its C library, so they are
 * glibc's. Other clients call 4 "no sub" and 8 "newline", as other C libraries number them.
 */
export const ExpRegexFlag = {
  none: 0,
  /** Extended syntax instead of basic. */
  extended: 1,
  ignoreCase: 2,
  /** `.` and `[^…]` do not match a line end; `^` and `$` match around one. */
  newline: 4,
  /** Without effect: an expression never asks where the match is. */
  noSub: 8,
} as const
export type ExpRegexFlag = (typeof ExpRegexFlag)[keyof typeof ExpRegexFlag]

/** What an expression that reads may do; the payload of the operation is `[expression, flags]`. */
export const ExpReadFlag = {
  default: 0,
  /** Answer nothing instead of result code 26 when the result is unknown. */
  evalNoFail: 16,
} as const
export type ExpReadFlag = (typeof ExpReadFlag)[keyof typeof ExpReadFlag]

/** What an expression that writes may do; combined with `|`. */
export const ExpWriteFlag = {
  default: 0,
  /** Only create the bin; an existing one is result code 6. */
  createOnly: 1,
  /** Only change an existing bin; a missing one is result code 17. */
  updateOnly: 2,
  /** Let a nil result delete the bin; else it is result code 26. */
  allowDelete: 4,
  /** Do nothing instead of failing on the three above. */
  policyNoFail: 8,
  /** Do nothing instead of failing when the result is unknown. */
  evalNoFail: 16,
} as const
export type ExpWriteFlag = (typeof ExpWriteFlag)[keyof typeof ExpWriteFlag]

/** An expression must take fewer bytes than this in the server's own form, see {@link EXP_SIZES} (EXP_MAX_SIZE, exp.c). */
export const EXP_SIZE_MAX = 1024 * 1024

/** Bytes that operations take in the server's own form where it is not {@link EXP_SIZE} (exp.c, op_table). */
export const EXP_SIZES: Readonly<Record<number, number>> = {
  [ExpOp.regex]: 80,
  [ExpOp.digestModulo]: 12,
  [ExpOp.key]: 12,
  [ExpOp.bin]: 24,
  [ExpOp.binType]: 24,
  [ExpOp.loopVariable]: 16,
  [ExpOp.cond]: 12,
  [ExpOp.variable]: 16,
  [ExpOp.let]: 20,
  [ExpOp.quote]: 24,
  [ExpOp.call]: 344,
}
export const EXP_SIZE = 8
/** What each case of a `cond` takes, its default among them. */
export const EXP_CASE_SIZE = 8
/** Bytes that values take, whatever their length. */
export const EXP_VALUE_SIZES = { boolean: 12, number: 16, bytes: 24, geo: 40 } as const

/**
 * How deep operations may be nested. The server has no limit, but works by recursion: what is nested some thousands deep
 * ends it (build_next and rt_eval, exp.c).
 */
export const EXP_DEPTH_MAX = 500

/**
 * For how many levels of that depth a filter counts that stands in a path, or what changes its elements: the server compiles
 * and runs it anew for each element, further down its stack (cdt_select_list, cdt.c). 180 filters within one another end it when
 * their paths have 64 steps; these are 50 at most.
 */
export const EXP_FILTER_DEPTH = 8
