import { each, type Family, type OpData, on, type Step } from '../scenario.ts'

const bytes = (...all: number[]): Buffer => Buffer.from(all)
const BLOB = bytes(0b0000_0001, 0b0100_0010, 0b0000_0011, 0b0000_0100, 0b1000_0101)

const READS: Readonly<Record<string, readonly OpData[]>> = {
  get: [
    ['bits.get', 'b', 0, 8],
    ['bits.get', 'b', 3, 11],
    ['bits.get', 'b', -8, 8],
    ['bits.get', 'b', 39, 1],
    ['bits.get', 'b', 0, 40],
    ['bits.get', 'b', 0, 0],
  ],
  'get out of range': [
    ['bits.get', 'b', 0, 41],
    ['bits.get', 'b', 40, 1],
    ['bits.get', 'b', -41, 1],
    ['bits.get', 'b', 39, 2],
  ],
  count: [
    ['bits.count', 'b', 0, 40],
    ['bits.count', 'b', 9, 7],
    ['bits.count', 'b', -8, 8],
    ['bits.count', 'b', 0, 0],
    ['bits.count', 'b', 30, 20],
  ],
  'left scan': [
    ['bits.leftScan', 'b', 0, 40, true],
    ['bits.leftScan', 'b', 0, 7, true],
    ['bits.leftScan', 'b', 7, 8, false],
    ['bits.leftScan', 'b', -8, 8, true],
    ['bits.leftScan', 'b', 40, 1, true],
  ],
  'right scan': [
    ['bits.rightScan', 'b', 0, 40, true],
    ['bits.rightScan', 'b', 0, 7, true],
    ['bits.rightScan', 'b', 7, 8, false],
    ['bits.rightScan', 'b', -8, 8, true],
    ['bits.rightScan', 'b', 0, 41, true],
  ],
  'get integer': [
    ['bits.getInt', 'b', 0, 8],
    ['bits.getInt', 'b', 32, 8],
    ['bits.getInt', 'b', 32, 8, { signed: true }],
    ['bits.getInt', 'b', 5, 13],
    ['bits.getInt', 'b', 0, 1, { signed: true }],
    ['bits.getInt', 'b', 0, 0],
    ['bits.getInt', 'b', 0, 65],
  ],
}

const value = bytes(0b1010_1010, 0b1111_0000)
const MODIFIES: Readonly<Record<string, readonly OpData[]>> = {
  resize: [
    ['bits.resize', 'b', 8],
    ['bits.resize', 'b', 3],
    ['bits.resize', 'b', 3],
    ['bits.resize', 'b', 0],
  ],
  'resize at the front': [
    ['bits.resize', 'b', 7, { fromFront: true }],
    ['bits.resize', 'b', 2, { fromFront: true }],
  ],
  'resize one way only': [
    ['bits.resize', 'b', 3, { growOnly: true }],
    ['bits.resize', 'b', 7, { shrinkOnly: true }],
    ['bits.resize', 'b', 3, { growOnly: true, noFail: true }],
    ['bits.resize', 'b', 7, { growOnly: true }],
    ['bits.resize', 'b', 6, { shrinkOnly: true }],
    ['bits.resize', 'b', 6, { shrinkOnly: true, growOnly: true }],
  ],
  insert: [
    ['bits.insert', 'b', 1, value],
    ['bits.insert', 'b', 0, value],
    ['bits.insert', 'b', -1, value],
    ['bits.insert', 'b', 20, value],
  ],
  'insert before the start': [
    ['bits.insert', 'b', -20, value],
    ['bits.insert', 'b', -20, value, { noFail: true }],
  ],
  'insert nothing': [['bits.insert', 'b', 1, bytes()]],
  remove: [
    ['bits.remove', 'b', 1, 2],
    ['bits.remove', 'b', -1, 1],
    ['bits.remove', 'b', 0, 2],
  ],
  'remove out of range': [
    ['bits.remove', 'b', 4, 2],
    ['bits.remove', 'b', 9, 1],
    ['bits.remove', 'b', 4, 2, { partial: true }],
    ['bits.remove', 'b', 9, 1, { noFail: true }],
    ['bits.remove', 'b', 0, 0],
  ],
  set: [
    ['bits.set', 'b', 13, 3, bytes(0b1110_0000)],
    ['bits.set', 'b', 0, 16, value],
    ['bits.set', 'b', -4, 4, bytes(0b1001_0000)],
  ],
  'set out of range': [
    ['bits.set', 'b', 39, 8, value],
    ['bits.set', 'b', 39, 8, value, { partial: true }],
    ['bits.set', 'b', 39, 8, value, { noFail: true }],
    ['bits.set', 'b', 40, 1, value, { partial: true }],
  ],
  'set with too few bytes': [
    ['bits.set', 'b', 0, 24, value],
    ['bits.set', 'b', 0, 8, bytes()],
    ['bits.set', 'b', 0, 0, value],
  ],
  or: [
    ['bits.or', 'b', 2, 9, value],
    ['bits.or', 'b', 32, 8, bytes(0x0f)],
    ['bits.or', 'b', 36, 8, value],
  ],
  xor: [
    ['bits.xor', 'b', 2, 9, value],
    ['bits.xor', 'b', 32, 8, bytes(0xff)],
    ['bits.xor', 'b', 36, 8, value],
  ],
  and: [
    ['bits.and', 'b', 2, 9, value],
    ['bits.and', 'b', 32, 8, bytes(0xf0)],
    ['bits.and', 'b', 36, 8, value],
  ],
  not: [
    ['bits.not', 'b', 2, 9],
    ['bits.not', 'b', -8, 8],
    ['bits.not', 'b', 36, 8],
    ['bits.not', 'b', 36, 8, { partial: true }],
  ],
  'left shift': [
    ['bits.leftShift', 'b', 0, 40, 3],
    ['bits.leftShift', 'b', 9, 10, 4],
    ['bits.leftShift', 'b', 0, 8, 0],
    ['bits.leftShift', 'b', 0, 8, 9],
  ],
  'right shift': [
    ['bits.rightShift', 'b', 0, 40, 3],
    ['bits.rightShift', 'b', 9, 10, 4],
    ['bits.rightShift', 'b', 0, 8, 0],
    ['bits.rightShift', 'b', 0, 8, 9],
  ],
  'shift out of range': [
    ['bits.leftShift', 'b', 36, 8, 1],
    ['bits.rightShift', 'b', 36, 8, 1, { partial: true }],
    ['bits.leftShift', 'b', 0, 0, 1],
  ],
  add: [
    ['bits.add', 'b', 0, 8, 5],
    ['bits.add', 'b', 5, 13, 100],
    ['bits.add', 'b', 8, 32, 1],
    ['bits.add', 'b', 0, 40, 2n ** 39n],
  ],
  'add that does not fit': [
    ['bits.add', 'b', 32, 8, 200],
    ['bits.add', 'b', 32, 8, 200, { noFail: true }],
    ['bits.add', 'b', 32, 8, 200, { overflow: 'wrap' }],
    ['bits.add', 'b', 32, 8, 255, { overflow: 'saturate' }],
  ],
  'add with a sign': [
    ['bits.add', 'b', 0, 8, 127, { signed: true }],
    ['bits.add', 'b', 0, 8, 127, { signed: true, overflow: 'saturate' }],
    ['bits.add', 'b', 0, 8, -1, { signed: true }],
    ['bits.add', 'b', 0, 8, 120, { signed: true, overflow: 'wrap' }],
  ],
  subtract: [
    ['bits.subtract', 'b', 8, 8, 5],
    ['bits.subtract', 'b', 5, 13, 40],
    ['bits.subtract', 'b', 0, 8, 2],
    ['bits.subtract', 'b', 0, 8, 2, { overflow: 'wrap' }],
    ['bits.subtract', 'b', 8, 8, 255, { overflow: 'saturate' }],
  ],
  'subtract with a sign': [
    ['bits.subtract', 'b', 32, 8, 1, { signed: true }],
    ['bits.subtract', 'b', 32, 8, 100, { signed: true }],
    ['bits.subtract', 'b', 32, 8, 100, { signed: true, overflow: 'saturate' }],
  ],
  'set integer': [
    ['bits.setInt', 'b', 0, 8, 255],
    ['bits.setInt', 'b', 5, 13, 1],
    ['bits.setInt', 'b', 0, 8, 511],
    ['bits.setInt', 'b', 0, 8, -1],
    ['bits.setInt', 'b', 36, 8, 1],
  ],
  'a size beyond 64 bits': [
    ['bits.add', 'b', 0, 65, 1],
    ['bits.setInt', 'b', 0, 65, 1],
    ['bits.add', 'b', 0, 0, 1],
  ],
}

const START: Readonly<Record<string, readonly Step[]>> = {
  'a blob': [['put', { b: BLOB }]],
  'no bin': [['put', { a: 1 }]],
  text: [['put', { b: 'text' }]],
  'an empty blob': [['put', { b: bytes() }]],
}

const all = Object.fromEntries(
  Object.entries({ ...READS, ...MODIFIES }).flatMap(([name, operations]) =>
    Object.entries(START).map(([where, start]): [string, Step[]] => [
      `${name}: ${where}`,
      [...start, ...each(...operations)],
    ]),
  ),
)

/** What may be there, for each operation that can be told. */
const policies = Object.fromEntries(
  (
    [
      ['bits.resize', 'b', 6],
      ['bits.insert', 'b', 0, value],
      ['bits.remove', 'b', 0, 1],
      ['bits.set', 'b', 0, 8, value],
      ['bits.add', 'b', 0, 8, 1],
    ] as OpData[]
  ).flatMap((operation): [string, Step[]][] => {
    const given = (options: object): OpData => [operation[0], ...operation.slice(1), options]
    const options = [
      { createOnly: true },
      { updateOnly: true },
      { createOnly: true, noFail: true },
      { updateOnly: true, noFail: true },
    ]
    return [
      [`${operation[0]}, what may be there: a blob`, on({ b: BLOB }, ...options.map(given))],
      [
        `${operation[0]}, what may be there: no bin`,
        options.flatMap((each): Step[] => [
          ['put', { a: 1, b: null }],
          ['operate', [given(each)]],
        ]),
      ],
    ]
  }),
)

const others: Record<string, Step[]> = {
  '64 bits': on(
    { b: Buffer.from('ffffffffffffffff0000000000000001', 'hex') },
    ['bits.getInt', 'b', 0, 64],
    ['bits.getInt', 'b', 0, 64, { signed: true }],
    ['bits.getInt', 'b', 64, 64],
    ['bits.add', 'b', 0, 64, 1],
    ['bits.add', 'b', 0, 64, 1, { overflow: 'wrap' }],
    ['bits.setInt', 'b', 0, 64, 2n ** 64n - 1n],
    ['bits.setInt', 'b', 3, 64, -(2n ** 63n)],
    ['bits.subtract', 'b', 64, 64, 2],
    ['bits.subtract', 'b', 64, 64, 2, { signed: true }],
  ),
  'several in one call': [
    [
      'operate',
      [
        ['bits.resize', 'b', 4],
        ['bits.set', 'b', 0, 8, value],
        ['bits.not', 'b', 8, 8],
        ['bits.count', 'b', 0, 32],
        ['bits.get', 'b', 0, 32],
      ],
    ],
  ],
  'a large blob': [
    [
      'operate',
      [
        ['bits.resize', 'b', 10_000],
        ['bits.setInt', 'b', 40_001, 20, 777],
        ['bits.leftScan', 'b', 0, 80_000, true],
        ['bits.rightScan', 'b', 0, 80_000, true],
        ['bits.leftShift', 'b', 1, 79_999, 13],
        ['bits.count', 'b', 0, 80_000],
        ['bits.leftScan', 'b', 0, 80_000, true],
      ],
    ],
  ],
  'a blob that would be too large': each(['bits.resize', 'b', 2_000_000]),
}

export const bits: Family = { name: 'bits', scenarios: { ...all, ...policies, ...others } }
