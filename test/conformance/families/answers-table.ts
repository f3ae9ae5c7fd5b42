import { HyperLogLog, type Value } from '../../../src/index.ts'
import { bin, e } from '../expressions.ts'
import type { FAMILIES, OpData } from '../scenario.ts'

/** An operation of each kind there is: what it is asked for behind its bin, on a bin that it fits. */
export interface Asked {
  /** Arguments behind the bin's name. */
  readonly args: readonly unknown[]
  /** The same so that it would fail, but for a flag that tells the server to do nothing then. */
  readonly noFail?: readonly unknown[]
}

type Names<Family extends keyof typeof FAMILIES> = keyof (typeof FAMILIES)[Family] & string
/** So that a new operation does not compile until it stands here. */
type Table<Family extends keyof typeof FAMILIES> = { readonly [Name in Names<Family>]: Asked }

/** A sketch as a client would have read it (particle_hll.c, 8.1.2): flags, index bits, minhash bits, count, registers. */
function sketch(indexBits: number): HyperLogLog {
  const bytes = Buffer.alloc(11 + Math.ceil(((1 << indexBits) * 6) / 8))
  bytes[1] = indexBits
  return new HyperLogLog(bytes)
}

/** The bin that a family's operations are tried on. */
export const BINS = {
  ops: 'i',
  lists: 'l',
  maps: 'm',
  bits: 'b',
  hll: 'h',
} as const satisfies Record<keyof typeof FAMILIES, string>

/** A record with such bins, and one for the marker. */
export const RECORD: Readonly<Record<string, Value>> = {
  a: 'A',
  i: 7,
  l: [1, 2, 3],
  m: { a: 1, b: 2 },
  b: Buffer.from([1, 2, 3, 4]),
  h: sketch(6),
}

const asked = (...args: readonly unknown[]): Asked => ({ args })
const noFail = { noFail: true }

/** Those that take no bin, or another one than the family's, are built in {@link operationOf}. */
const OPS: Table<'ops'> = {
  read: asked(),
  readAll: asked(),
  write: asked(8),
  add: asked(1),
  append: asked('x'),
  prepend: asked('x'),
  touch: asked(),
  remove: asked(),
  readExpression: {
    args: [e('add', bin('int', 'i'), 1)],
    noFail: [e('add', bin('int', 'none'), 1), { evalNoFail: true }],
  },
  writeExpression: {
    args: [e('add', bin('int', 'i'), 1)],
    noFail: [e('add', bin('int', 'none'), 1), { evalNoFail: true }],
  },
  selectByPath: { args: [[['allChildren']]], noFail: [[['allChildren']], { returnType: 'key', ...noFail }] },
  modifyByPath: {
    args: [[['allChildren']], e('add', 1, 2)],
    noFail: [[['allChildren']], e('add', bin('int', 'none'), 1), noFail],
  },
}

const LISTS: Table<'lists'> = {
  create: asked({ order: 'ordered' }),
  setOrder: asked('ordered'),
  append: { args: [4], noFail: [1, { unique: true, ...noFail }] },
  appendItems: { args: [[4, 5]], noFail: [[1, 5], { unique: true, partial: true, ...noFail }] },
  insert: { args: [0, 9], noFail: [9, 9, { bounded: true, ...noFail }] },
  insertItems: { args: [0, [8, 9]], noFail: [9, [8, 9], { bounded: true, ...noFail }] },
  set: { args: [0, 9], noFail: [0, 3, { unique: true, ...noFail }] },
  increment: { args: [0, 5], noFail: [0, 2, { unique: true, ...noFail }] },
  sort: asked(),
  trim: asked(0, 2),
  clear: asked(),
  pop: asked(0),
  popRange: asked(0, 2),
  remove: asked(0),
  removeRange: asked(0, 2),
  size: asked(),
  get: asked(0),
  getRange: asked(0, 2),
  getByIndex: asked(0),
  getByIndexRange: asked(0, 2),
  getByRank: asked(0),
  getByRankRange: asked(0, 2),
  getByValue: asked(1),
  getByValueList: asked([1, 2]),
  getByValueRange: asked(1, 3),
  getByValueRelRankRange: asked(1, 0, 2),
  removeByIndex: asked(0),
  removeByIndexRange: asked(0, 2),
  removeByRank: asked(0),
  removeByRankRange: asked(0, 2),
  removeByValue: asked(1),
  removeByValueList: asked([1, 2]),
  removeByValueRange: asked(1, 3),
  removeByValueRelRankRange: asked(1, 0, 2),
}

const MAPS: Table<'maps'> = {
  create: asked({ order: 'key' }),
  setOrder: asked('key'),
  put: { args: ['c', 3], noFail: ['a', 3, { createOnly: true, ...noFail }] },
  putItems: {
    args: [{ c: 3, d: 4 }],
    noFail: [
      { a: 3, d: 4 },
      { createOnly: true, partial: true, ...noFail },
    ],
  },
  increment: asked('a', 5),
  decrement: asked('a', 5),
  clear: asked(),
  size: asked(),
  getByKey: asked('a'),
  getByKeyList: asked(['a', 'b']),
  getByKeyRange: asked('a', 'c'),
  getByKeyRelIndexRange: asked('a', 0, 2),
  getByIndex: asked(0),
  getByIndexRange: asked(0, 2),
  getByRank: asked(0),
  getByRankRange: asked(0, 2),
  getByValue: asked(1),
  getByValueList: asked([1, 2]),
  getByValueRange: asked(1, 3),
  getByValueRelRankRange: asked(1, 0, 2),
  removeByKey: asked('a'),
  removeByKeyList: asked(['a', 'b']),
  removeByKeyRange: asked('a', 'c'),
  removeByKeyRelIndexRange: asked('a', 0, 2),
  removeByIndex: asked(0),
  removeByIndexRange: asked(0, 2),
  removeByRank: asked(0),
  removeByRankRange: asked(0, 2),
  removeByValue: asked(1),
  removeByValueList: asked([1, 2]),
  removeByValueRange: asked(1, 3),
  removeByValueRelRankRange: asked(1, 0, 2),
}

const bytes = Buffer.from([0xf0])
const BITS: Table<'bits'> = {
  resize: { args: [6], noFail: [2, { growOnly: true, ...noFail }] },
  insert: { args: [0, bytes], noFail: [0, bytes, { createOnly: true, ...noFail }] },
  remove: { args: [0, 1], noFail: [2, 9, noFail] },
  set: { args: [0, 8, bytes], noFail: [64, 8, bytes, noFail] },
  or: { args: [0, 8, bytes], noFail: [64, 8, bytes, noFail] },
  xor: { args: [0, 8, bytes], noFail: [64, 8, bytes, noFail] },
  and: { args: [0, 8, bytes], noFail: [64, 8, bytes, noFail] },
  not: { args: [0, 8], noFail: [64, 8, noFail] },
  leftShift: { args: [0, 8, 1], noFail: [64, 8, 1, noFail] },
  rightShift: { args: [0, 8, 1], noFail: [64, 8, 1, noFail] },
  add: { args: [0, 8, 1], noFail: [0, 8, 255, noFail] },
  subtract: { args: [0, 8, 1], noFail: [0, 8, 255, noFail] },
  setInt: { args: [0, 8, 1], noFail: [64, 8, 1, noFail] },
  get: asked(0, 8),
  count: asked(0, 8),
  leftScan: asked(0, 8, true),
  rightScan: asked(0, 8, true),
  getInt: asked(0, 8),
}

const HLL: Table<'hll'> = {
  init: { args: [{ indexBits: 6 }], noFail: [{ indexBits: 6, createOnly: true, ...noFail }] },
  add: {
    args: [['x', 'y'], { indexBits: 6 }],
    noFail: [['x'], { indexBits: 6, createOnly: true, ...noFail }],
  },
  setUnion: { args: [[sketch(6)]], noFail: [[sketch(6)], { createOnly: true, ...noFail }] },
  refreshCount: asked(),
  fold: asked(4),
  getCount: asked(),
  getUnion: asked([sketch(6)]),
  getUnionCount: asked([sketch(6)]),
  getIntersectCount: asked([sketch(6)]),
  getSimilarity: asked([sketch(6)]),
  describe: asked(),
  mayContain: asked(['x']),
}

const TABLES = { ops: OPS, lists: LISTS, maps: MAPS, bits: BITS, hll: HLL } as const

/** Every operation there is, by its name. */
export const ASKED: Readonly<Record<string, Asked>> = Object.fromEntries(
  Object.entries(TABLES).flatMap(([family, table]) =>
    Object.entries(table).map(([name, each]): [string, Asked] => [`${family}.${name}`, each]),
  ),
)

const WHOLE_RECORD: readonly string[] = ['ops.readAll', 'ops.touch', 'ops.remove']
const ON_OTHER_BINS: Readonly<Record<string, string>> = {
  'ops.append': 'a2',
  'ops.prepend': 'a2',
  'ops.selectByPath': 'm',
  'ops.modifyByPath': 'm',
}

/** The operation as data, on the bin that it fits or on one that the record does not have. */
export function operationOf(name: string, args: readonly unknown[], missing: boolean): OpData {
  if (WHOLE_RECORD.includes(name)) return [name, ...args] as unknown as OpData
  const family = name.split('.')[0] as keyof typeof BINS
  const fitting = ON_OTHER_BINS[name] ?? BINS[family]
  return [name, missing ? 'none' : fitting, ...args] as unknown as OpData
}
