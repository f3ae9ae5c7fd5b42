import { Double, GeoJSON, HyperLogLog, type Value } from '../../../src/index.ts'
import { each, type Family, type OpData, on, type Step } from '../scenario.ts'

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)
const words = (count: number): string[] => Array.from({ length: count }, (_, i) => `word${i}`)

const LOOK: readonly OpData[] = [
  ['hll.getCount', 'h'],
  ['hll.describe', 'h'],
]

/** Every size that is allowed, and those beside them. */
const SIZES: readonly (readonly [indexBits: number, minhashBits: number | undefined])[] = [
  [4, undefined], [8, undefined], [16, undefined], [3, undefined], [17, undefined], [0, undefined],
  [4, 0], [4, 4], [8, 51], [12, 51], [14, 50], [14, 51], [16, 48], [16, 49], [8, 3], [8, 52], [8, 1],
] // prettier-ignore
const sizes = Object.fromEntries(
  SIZES.map(([indexBits, minhashBits]): [string, Step[]] => {
    const options = minhashBits === undefined ? { indexBits } : { indexBits, minhashBits }
    const name =
      minhashBits === undefined
        ? `${indexBits} index bits`
        : `${indexBits} index and ${minhashBits} minhash bits`
    return [
      name,
      each(
        ['hll.init', 'h', options],
        ...LOOK,
        ['hll.add', 'g', words(300), options],
        ['hll.getCount', 'g'],
        ['hll.describe', 'g'],
        ['hll.mayContain', 'g', ['word7']],
      ),
    ]
  }),
)

/** Sketches as a client would have read them: what the server makes of 4 index bits is short enough to be written here. */
function sketch(indexBits: number): HyperLogLog {
  // Flags, index bits, minhash bits, an unknown count (particle_hll.c, 8.1.2), and registers of 6 bits.
  const bytes = Buffer.alloc(11 + Math.ceil(((1 << indexBits) * 6) / 8))
  bytes[1] = indexBits
  return new HyperLogLog(bytes)
}

const VALUES: Readonly<Record<string, readonly Value[]>> = {
  integers: [0, 1, -1, 2n ** 62n],
  doubles: [0.5, new Double(1), NaN, Infinity],
  text: ['', 'a', 'é😀'],
  bytes: [Buffer.alloc(0), Buffer.from([1, 2])],
  booleans: [true, false],
  nil: [null],
  points: [GeoJSON.point(1, 2)],
  lists: [[1]],
  maps: [{ a: 1 }],
  nothing: [],
}
const values = Object.fromEntries(
  Object.entries(VALUES).map(([name, all]): [string, Step[]] => [
    `add ${name}`,
    each(
      ['hll.add', 'h', all, { indexBits: 8 }],
      ['hll.add', 'h', all],
      ['hll.getCount', 'h'],
      ['hll.mayContain', 'h', all],
      ['hll.mayContain', 'h', ['absent']],
    ),
  ]),
)

const COUNTS = [1, 10, 100, 1000, 20_000]
const counts = Object.fromEntries(
  COUNTS.flatMap((count): [string, Step[]][] =>
    [4, 10, 14].map((indexBits): [string, Step[]] => [
      `count ${count} values with ${indexBits} index bits`,
      each(
        ['hll.add', 'h', range(0, count), { indexBits }],
        ['hll.getCount', 'h'],
        ['hll.refreshCount', 'h'],
      ).concat([
        [
          'operate',
          [
            ['ops.write', 'h', null],
            ['ops.write', 'a', 1],
          ],
        ],
      ]),
    ]),
  ),
)

const OPTIONS: readonly object[] = [
  { createOnly: true },
  { updateOnly: true },
  { createOnly: true, noFail: true },
  { updateOnly: true, noFail: true },
]
const missing: Step[] = [['put', { a: 1, h: null }]]
const policies: Record<string, Step[]> = {
  'init, what may be there: a sketch': [
    ...each(['hll.init', 'h', { indexBits: 4 }]),
    ...each(...OPTIONS.map((o): OpData => ['hll.init', 'h', { indexBits: 5, ...o }])),
  ],
  'init, what may be there: no bin': OPTIONS.flatMap((o): Step[] => [
    ...missing,
    ...each(['hll.init', 'h', { indexBits: 5, ...o }], ['hll.describe', 'h']),
  ]),
  'add, what may be there: a sketch': [
    ...each(['hll.init', 'h', { indexBits: 4 }]),
    ...each(...OPTIONS.map((o): OpData => ['hll.add', 'h', [1, 2], { indexBits: 5, ...o }])),
  ],
  'add, what may be there: no bin': OPTIONS.flatMap((o): Step[] => [
    ...missing,
    ...each(['hll.add', 'h', [1, 2], { indexBits: 5, ...o }], ['hll.describe', 'h']),
  ]),
  'union, what may be there: a sketch': [
    ...each(['hll.init', 'h', { indexBits: 4 }]),
    ...each(...OPTIONS.map((o): OpData => ['hll.setUnion', 'h', [sketch(4)], o])),
  ],
  'union, what may be there: no bin': OPTIONS.flatMap((o): Step[] => [
    ...missing,
    ...each(['hll.setUnion', 'h', [sketch(4)], o], ['hll.describe', 'h']),
  ]),
}

const others: Record<string, Step[]> = {
  'init empties': each(
    ['hll.add', 'h', ['a', 'b'], { indexBits: 6 }],
    ['hll.getCount', 'h'],
    ['hll.init', 'h'],
    ['hll.getCount', 'h'],
    ['hll.init', 'h', { indexBits: 9 }],
    ['hll.describe', 'h'],
  ),
  'init and add without index bits': each(['hll.init', 'h'], ['hll.add', 'h', ['a']]),
  'add with other sizes than the bin has': each(
    ['hll.init', 'h', { indexBits: 6, minhashBits: 8 }],
    ['hll.add', 'h', ['a'], { indexBits: 7 }],
    ['hll.add', 'h', ['a'], { indexBits: 6, minhashBits: 9 }],
    ...LOOK,
  ),
  'every read without a bin': on(
    { a: 1 },
    ...LOOK,
    ['hll.mayContain', 'h', [1]],
    ['hll.getUnion', 'h', [sketch(4)]],
    ['hll.getUnionCount', 'h', [sketch(4)]],
    ['hll.getIntersectCount', 'h', [sketch(4)]],
    ['hll.getSimilarity', 'h', [sketch(4)]],
  ),
  'every read of text': on(
    { h: 'x' },
    ...LOOK,
    ['hll.mayContain', 'h', [1]],
    ['hll.getUnion', 'h', [sketch(4)]],
    ['hll.getUnionCount', 'h', [sketch(4)]],
    ['hll.getIntersectCount', 'h', [sketch(4)]],
    ['hll.getSimilarity', 'h', [sketch(4)]],
  ),
  'every write of text': on(
    { h: 'x' },
    ['hll.init', 'h', { indexBits: 4 }],
    ['hll.add', 'h', [1]],
    ['hll.setUnion', 'h', [sketch(4)]],
    ['hll.refreshCount', 'h'],
    ['hll.fold', 'h', 4],
  ),
  'refresh and fold without a bin': on({ a: 1 }, ['hll.refreshCount', 'h'], ['hll.fold', 'h', 4]),
  fold: each(
    ['hll.add', 'h', words(500), { indexBits: 10 }],
    ['hll.getCount', 'h'],
    ['hll.fold', 'h', 10],
    ['hll.fold', 'h', 6],
    ...LOOK,
    ['hll.fold', 'h', 8],
    ['hll.fold', 'h', 3],
    ['hll.fold', 'h', 4],
    ...LOOK,
  ),
  'fold with minhash bits': each(
    ['hll.add', 'h', words(50), { indexBits: 8, minhashBits: 8 }],
    ['hll.fold', 'h', 6],
  ),
  'union with an empty sketch': each(
    ['hll.add', 'h', words(50), { indexBits: 4 }],
    ['hll.getUnion', 'h', [sketch(4)]],
    ['hll.getUnionCount', 'h', [sketch(4)]],
    ['hll.getIntersectCount', 'h', [sketch(4)]],
    ['hll.getSimilarity', 'h', [sketch(4)]],
    ['hll.setUnion', 'h', [sketch(4)]],
    ['hll.getCount', 'h'],
  ),
  'union with a smaller sketch': each(
    ['hll.add', 'h', words(50), { indexBits: 8 }],
    ['hll.getUnionCount', 'h', [sketch(4)]],
    ['hll.getIntersectCount', 'h', [sketch(4)]],
    ['hll.setUnion', 'h', [sketch(4)]],
    ['hll.setUnion', 'h', [sketch(4)], { noFail: true }],
    ['hll.setUnion', 'h', [sketch(4)], { allowFold: true }],
    ...LOOK,
  ),
  'union with a larger sketch': each(
    ['hll.add', 'h', words(50), { indexBits: 4 }],
    ['hll.getUnionCount', 'h', [sketch(8)]],
    ['hll.setUnion', 'h', [sketch(8)]],
    ...LOOK,
  ),
  'union of none': each(
    ['hll.add', 'h', words(50), { indexBits: 4 }],
    ['hll.getUnion', 'h', []],
    ['hll.getUnionCount', 'h', []],
    ['hll.setUnion', 'h', []],
    ['hll.getIntersectCount', 'h', []],
  ),
  'union creates': each(
    ['hll.setUnion', 'h', [sketch(8), sketch(6)]],
    ...LOOK,
    ['hll.setUnion', 'g', [sketch(8), sketch(6)], { allowFold: true }],
    ['hll.describe', 'g'],
  ),
  'intersection of many without minhash bits': each(
    ['hll.add', 'h', words(50), { indexBits: 4 }],
    ['hll.getIntersectCount', 'h', [sketch(4), sketch(4)]],
    ['hll.getSimilarity', 'h', [sketch(4), sketch(4)]],
  ),
  'sketches that are none': each(
    ['hll.init', 'h', { indexBits: 4 }],
    ['hll.getUnion', 'h', [new HyperLogLog(Buffer.from([1, 2, 3]))]],
    ['hll.setUnion', 'h', [new HyperLogLog(Buffer.alloc(0))]],
  ),
  'may contain all of several': each(
    ['hll.add', 'h', words(20), { indexBits: 12 }],
    ['hll.mayContain', 'h', words(20)],
    ['hll.mayContain', 'h', ['word1', 'absent']],
    ['hll.mayContain', 'h', []],
  ),
  'several in one call': [
    [
      'operate',
      [
        ['hll.init', 'h', { indexBits: 8 }],
        ['hll.add', 'h', words(30)],
        ['hll.getCount', 'h'],
        ['hll.add', 'h', words(60)],
        ['hll.getCount', 'h'],
        ['hll.describe', 'h'],
      ],
    ],
  ],
  'bits and text operations on a sketch': each(
    ['hll.init', 'h', { indexBits: 4 }],
    ['bits.count', 'h', 0, 8],
    ['ops.append', 'h', 'x'],
    ['ops.add', 'h', 1],
    ['lists.size', 'h'],
  ),
}

export const hll: Family = {
  name: 'hll',
  scenarios: { ...sizes, ...values, ...counts, ...policies, ...others },
}
