import { OrderedMap, type Value } from '../../../src/index.ts'
import { bin, e } from '../expressions.ts'
import type { Family, KeyData, RowData, Step } from '../scenario.ts'

const put = (name: string, bins: Readonly<Record<string, Value>>): Step => ['at', { name }, ['put', bins]]
const get = (name: string): Step => ['at', { name } satisfies KeyData, ['get']]

/** Three records to begin with, of which the last is not there. */
const START: readonly Step[] = [put('a', { i: 1, s: 'x', l: [1, 2] }), put('b', { i: 2, m: { k: 1 } })]
const after = (rows: readonly RowData[], options = {}, names = ['a', 'b', 'c']): Step[] => [
  ...START,
  ['batch', rows, options],
  ...names.map(get),
]

const small = e('lt', bin('int', 'i'), 2)

const reads: Record<string, Step[]> = {
  'no rows': [['batch', []]],
  'read all bins': after([
    ['get', 'a'],
    ['get', 'b'],
    ['get', 'c'],
  ]),
  'read some bins': after([
    ['get', 'a', ['i', 's']],
    ['get', 'b', ['i']],
    ['get', 'b', ['none']],
    ['get', 'c', ['i']],
  ]),
  'read no bins': after([
    ['get', 'a', []],
    ['get', 'c', []],
  ]),
  'the same row many times': after(Array.from({ length: 20 }, (): RowData => ['get', 'a', ['i']])),
  'one record many ways': after([
    ['get', 'a'],
    ['get', 'a', ['s']],
    ['get', 'a', []],
    ['operate', 'a', [['lists.size', 'l']]],
  ]),
  'read by operations': after([
    [
      'operate',
      'a',
      [
        ['lists.size', 'l'],
        ['lists.getByRank', 'l', -1],
        ['ops.read', 'i'],
      ],
    ],
    [
      'operate',
      'b',
      [
        ['maps.size', 'm'],
        ['maps.getByKey', 'm', 'k'],
        ['ops.read', 'none'],
      ],
    ],
    ['operate', 'c', [['lists.size', 'l']]],
  ]),
  'read all by an operation': after([
    ['operate', 'a', [['ops.readAll']]],
    ['operate', 'c', [['ops.readAll']]],
  ]),
  'read by an operation that fails': after([
    ['operate', 'a', [['lists.size', 's']]],
    [
      'operate',
      'a',
      [
        ['ops.read', 'i'],
        ['lists.get', 'l', 9],
      ],
    ],
    ['get', 'b', ['i']],
  ]),
  'read by expressions': after([
    ['operate', 'a', [['ops.readExpression', 'x', e('add', bin('int', 'i'), 10)]]],
    ['operate', 'c', [['ops.readExpression', 'x', e('add', 1, 2)]]],
  ]),
  'read a record of all kinds': [
    put('a', { n: 1.5, t: true, b: Buffer.from([1]), m: new OrderedMap({ z: 1, a: [2] }), l: [null, 'x'] }),
    ['batch', [['get', 'a']]],
  ],
}

/** A record is written by one row of a batch only: where copies are written, rows of one record may overtake each other. */
const writes: Record<string, Step[]> = {
  put: after([
    ['put', 'a', { i: 10, n: 1 }],
    ['put', 'c', { i: 3 }],
  ]),
  'put null': after([
    ['put', 'a', { i: null }],
    ['put', 'c', { i: null }],
  ]),
  'put, then read': [
    ...START,
    ['batch', [['put', 'a', { i: 10 }]]],
    [
      'batch',
      [
        ['get', 'a'],
        [
          'operate',
          'a',
          [
            ['ops.add', 'i', 1],
            ['ops.read', 'i'],
          ],
        ],
      ],
    ],
    get('a'),
  ],
  operate: after([
    [
      'operate',
      'a',
      [
        ['ops.add', 'i', 5],
        ['ops.read', 'i'],
        ['lists.append', 'l', 3],
      ],
    ],
    [
      'operate',
      'c',
      [
        ['ops.write', 'i', 1],
        ['ops.read', 'i'],
      ],
    ],
    [
      'operate',
      'b',
      [
        ['maps.put', 'm', 'k2', 2],
        ['maps.getByIndexRange', 'm', 0],
      ],
    ],
  ]),
  'operate that fails leaves the others': after([
    [
      'operate',
      'a',
      [
        ['ops.write', 'n', 1],
        ['lists.append', 's', 1],
      ],
    ],
    [
      'operate',
      'b',
      [
        ['ops.add', 'i', 5],
        ['ops.read', 'i'],
      ],
    ],
    ['operate', 'c', [['lists.pop', 'l', 0]]],
  ]),
  'operate with a touch': after([
    ['operate', 'a', [['ops.touch'], ['ops.read', 'i']]],
    ['operate', 'c', [['ops.touch']]],
  ]),
  'operate with a remove': after([
    ['operate', 'a', [['ops.remove'], ['ops.write', 'n', 1]]],
    ['operate', 'b', [['ops.read', 'i'], ['ops.remove']]],
  ]),
  'operate on bits and sketches': after([
    [
      'operate',
      'a',
      [
        ['bits.resize', 'b', 2],
        ['bits.not', 'b', 0, 8],
        ['bits.get', 'b', 0, 16],
      ],
    ],
    [
      'operate',
      'c',
      [
        ['hll.add', 'h', ['x', 'y'], { indexBits: 4 }],
        ['hll.getCount', 'h'],
      ],
    ],
  ]),
  'operate by an expression': after([
    [
      'operate',
      'a',
      [
        ['ops.writeExpression', 'n', e('mul', bin('int', 'i'), 7)],
        ['ops.read', 'n'],
      ],
    ],
  ]),
  remove: [
    ...after([
      ['remove', 'a'],
      ['remove', 'c'],
    ]),
    [
      'batch',
      [
        ['get', 'a'],
        ['remove', 'a'],
        ['remove', 'b'],
      ],
    ],
  ],
  'remove, then write': [...after([['remove', 'a']]), ['batch', [['put', 'a', { n: 1 }]]], get('a')],
  // Each writes a record of its own: no order is promised between the rows of one batch.
  'rows of every kind': after(
    [
      ['get', 'a', ['i']],
      ['put', 'c', { i: 3 }],
      ['remove', 'b'],
      [
        'operate',
        'd',
        [
          ['ops.add', 'i', 1],
          ['ops.read', 'i'],
        ],
      ],
      ['operate', 'a', [['lists.size', 'l']]],
    ],
    {},
    ['a', 'b', 'c', 'd'],
  ),
  'a row that is too large': [
    ...START,
    [
      'batch',
      [
        ['put', 'a', { big: Buffer.alloc(1_100_000) }],
        ['put', 'b', { n: 1 }],
      ],
    ],
    get('a'),
    get('b'),
  ],
  'many rows': [
    ['batch', Array.from({ length: 60 }, (_, i): RowData => ['put', `r${i}`, { i }])],
    ['batch', Array.from({ length: 70 }, (_, i): RowData => ['get', `r${i}`, ['i']])],
  ],
}

const EXISTS = ['update', 'updateOnly', 'replace', 'replaceOnly', 'createOnly'] as const
const options: Record<string, Step[]> = {
  ...Object.fromEntries(
    EXISTS.map((exists): [string, Step[]] => [
      `write ${exists}`,
      after([
        ['put', 'a', { n: 1 }, { exists }],
        ['put', 'c', { n: 1 }, { exists }],
        [
          'operate',
          'b',
          [
            ['ops.write', 'n', 1],
            ['ops.read', 'i'],
          ],
          { exists },
        ],
      ]),
    ]),
  ),
  ...Object.fromEntries(
    (
      [
        [1, 'equal'],
        [2, 'equal'],
        [2, 'greater'],
        [1, 'greater'],
        [9, 'ignore'],
      ] as const
    ).flatMap(([generation, generationPolicy]): [string, Step[]][] => [
      [
        `write where generation ${generation} is asked: ${generationPolicy}`,
        after([
          ['put', 'a', { n: 1 }, { generation, generationPolicy }],
          ['put', 'c', { n: 1 }, { generation, generationPolicy }],
        ]),
      ],
      [
        `remove where generation ${generation} is asked: ${generationPolicy}`,
        after([
          ['remove', 'a', { generation, generationPolicy }],
          ['remove', 'c', { generation, generationPolicy }],
        ]),
      ],
    ]),
  ),
  'time to live': after([
    ['put', 'a', { n: 1 }, { ttl: 5000 }],
    ['put', 'b', { n: 1 }, { ttl: -1 }],
    ['operate', 'c', [['ops.write', 'n', 1]], { ttl: 2000 }],
  ]),
  'time to live is kept': [
    ['at', { name: 'a' }, ['put', { i: 1 }, { ttl: 3000 }]],
    ['batch', [['put', 'a', { n: 1 }, { ttl: -2 }]]],
    get('a'),
  ],
  'time to live that is too long': after([
    ['put', 'a', { n: 1 }, { ttl: 315_360_001 }],
    ['put', 'b', { n: 1 }],
  ]),
  'keys are stored': [
    ...START,
    [
      'batch',
      [
        ['put', 'a', { n: 1 }, { sendKey: true }],
        ['put', 'b', { n: 1 }],
      ],
    ],
    ...['a', 'b'].map((name): Step => ['at', { name }, ['get', { filterExpression: e('keyExists') }]]),
  ],
  'durable deletes': after([
    ['remove', 'a', { durableDelete: true }],
    ['put', 'b', { i: null, m: null }, { durableDelete: true }],
    ['remove', 'c', { durableDelete: true }],
  ]),
  'commit level': after([
    ['put', 'a', { n: 1 }, { commitLevel: 'master' }],
    ['remove', 'b', { commitLevel: 'master' }],
  ]),
  'a filter for all rows': after(
    [
      ['get', 'a'],
      ['get', 'b'],
      ['get', 'c'],
      ['put', 'a', { n: 1 }],
      ['put', 'b', { n: 1 }],
      ['put', 'c', { n: 1 }],
      ['remove', 'b'],
    ],
    { filterExpression: small },
  ),
  'a filter for one row': after([
    ['get', 'a', ['i'], { filterExpression: small }],
    ['get', 'b', ['i'], { filterExpression: small }],
    ['get', 'b', ['i']],
    ['put', 'b', { n: 1 }, { filterExpression: small }],
    ['remove', 'b', { filterExpression: small }],
    [
      'operate',
      'a',
      [
        ['ops.add', 'i', 1],
        ['ops.read', 'i'],
      ],
      { filterExpression: small },
    ],
  ]),
  'a filter of a row and one for all': after(
    [
      ['get', 'a', ['i'], { filterExpression: e('gt', bin('int', 'i'), 1) }],
      ['get', 'b', ['i'], { filterExpression: e('gt', bin('int', 'i'), 1) }],
      ['get', 'b'],
    ],
    { filterExpression: small },
  ),
  'a filter that is not understood': after([
    ['get', 'a', ['i'], { filterExpression: e('add', 1, 'x') }],
    ['get', 'b', ['i']],
  ]),
  'a filter for all that is not understood': after(
    [
      ['get', 'a'],
      ['get', 'b'],
    ],
    { filterExpression: e('add', 1, 'x') },
  ),
  'read modes': after([
    ['get', 'a', undefined, { readMode: 'all' }],
    ['get', 'b', undefined, { readModeStrong: 'linearize' }],
    ['get', 'b', undefined, { readModeStrong: 'allowUnavailable' }],
  ]),
  'a read renews the time to live': [
    ['at', { name: 'a' }, ['put', { i: 1 }, { ttl: 1000 }]],
    [
      'batch',
      [
        ['get', 'a', undefined, { readTouchTtlPercent: 100 }],
        ['get', 'a', undefined, { readTouchTtlPercent: -1 }],
      ],
    ],
    get('a'),
  ],
  'not inline': after(
    [
      ['get', 'a'],
      ['put', 'b', { n: 1 }],
      ['get', 'c'],
    ],
    { allowInline: false },
  ),
  'one node at a time': after(
    [
      ['get', 'a'],
      ['put', 'b', { n: 1 }],
      ['get', 'c'],
    ],
    { concurrency: 1 },
  ),
  'until the first failure': after(
    [
      ['get', 'a', ['i']],
      ['operate', 'a', [['lists.append', 's', 1]]],
      ['get', 'a', ['i']],
    ],
    { respondAllKeys: false },
  ),
  'until the first that is missing': after(
    [
      ['get', 'c', ['i']],
      ['put', 'c', { i: 1 }],
    ],
    { respondAllKeys: false },
  ),
}

export const batch: Family = { name: 'batch', scenarios: { ...reads, ...writes, ...options } }
