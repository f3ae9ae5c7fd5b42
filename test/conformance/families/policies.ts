import { bin, e } from '../expressions.ts'
import type { Family, Step } from '../scenario.ts'

const EXISTS = ['update', 'updateOnly', 'replace', 'replaceOnly', 'createOnly'] as const
const exists = Object.fromEntries(
  EXISTS.flatMap((action): [string, Step[]][] => [
    [`put ${action} without a record`, [['put', { a: 1 }, { exists: action }]]],
    [
      `put ${action} over a record`,
      [
        ['put', { a: 1, b: 2 }],
        ['put', { b: 3, c: 4 }, { exists: action }],
      ],
    ],
    [
      `operate ${action} without a record`,
      [
        [
          'operate',
          [
            ['ops.write', 'a', 1],
            ['ops.read', 'a'],
          ],
          { exists: action },
        ],
      ],
    ],
    [
      `operate ${action} over a record`,
      [
        ['put', { a: 1, b: 2 }],
        [
          'operate',
          [
            ['ops.write', 'c', 1],
            ['ops.read', 'b'],
          ],
          { exists: action },
        ],
      ],
    ],
    [`add ${action} without a record`, [['add', { a: 1 }, { exists: action }]]],
    [
      `touch ${action} over a record`,
      [
        ['put', { a: 1 }],
        ['touch', { exists: action }],
      ],
    ],
  ]),
)

const GENERATIONS: Readonly<Record<string, readonly [number, 'equal' | 'greater' | 'ignore']>> = {
  'the same': [1, 'equal'],
  another: [5, 'equal'],
  none: [0, 'equal'],
  'a greater one': [2, 'greater'],
  'the same, where a greater one is asked': [1, 'greater'],
  'another, ignored': [9, 'ignore'],
}
const generations = Object.fromEntries(
  Object.entries(GENERATIONS).flatMap(([name, [generation, generationPolicy]]): [string, Step[]][] => {
    const options = { generation, generationPolicy }
    return [
      [
        `put expects generation ${name}`,
        [
          ['put', { a: 1 }],
          ['put', { a: 2 }, options],
        ],
      ],
      [
        `remove expects generation ${name}`,
        [
          ['put', { a: 1 }],
          ['remove', options],
        ],
      ],
      [
        `touch expects generation ${name}`,
        [
          ['put', { a: 1 }],
          ['touch', options],
        ],
      ],
      [`put expects generation ${name} of no record`, [['put', { a: 2 }, options]]],
      [
        `operate expects generation ${name}`,
        [
          ['put', { a: 1 }],
          [
            'operate',
            [
              ['ops.add', 'a', 1],
              ['ops.read', 'a'],
            ],
            options,
          ],
        ],
      ],
    ]
  }),
)

const ttls: Record<string, Step[]> = {
  'ttl: the namespace has none': [['put', { a: 1 }], ['metadata']],
  'ttl: never': [['put', { a: 1 }, { ttl: -1 }], ['metadata']],
  'ttl: seconds': [['put', { a: 1 }, { ttl: 5000 }], ['metadata'], ['get']],
  'ttl: kept by a write': [['put', { a: 1 }, { ttl: 5000 }], ['put', { b: 1 }, { ttl: -2 }], ['metadata']],
  'ttl: kept by a write that creates': [['put', { a: 1 }, { ttl: -2 }], ['metadata']],
  'ttl: back to the default': [['put', { a: 1 }, { ttl: 5000 }], ['put', { b: 1 }], ['metadata']],
  'ttl: from never to seconds': [
    ['put', { a: 1 }, { ttl: -1 }],
    ['put', { b: 1 }, { ttl: 3000 }],
    ['metadata'],
  ],
  'ttl: touch sets it': [['put', { a: 1 }], ['touch', { ttl: 2000 }], ['metadata']],
  'ttl: touch keeps it': [['put', { a: 1 }, { ttl: 2000 }], ['touch', { ttl: -2 }], ['metadata']],
  'ttl: touch takes it away': [['put', { a: 1 }, { ttl: 2000 }], ['touch', { ttl: -1 }], ['metadata']],
  'ttl: ten years': [
    ['put', { a: 1 }, { ttl: 315_360_000 }],
    ['varies', 'far away, rounding may differ', ['metadata']],
  ],
  'ttl: more than ten years': [['put', { a: 1 }, { ttl: 315_360_001 }]],
  'ttl: operate sets it': [['operate', [['ops.write', 'a', 1]], { ttl: 4000 }], ['metadata']],
  'ttl: a touch among operations': [
    ['put', { a: 1 }],
    ['operate', [['ops.touch'], ['ops.read', 'a']], { ttl: 4000 }],
  ],
  'ttl: add sets it': [['add', { a: 1 }, { ttl: 1000 }], ['metadata']],
  'ttl: a read renews it': [
    ['put', { a: 1 }, { ttl: 1000 }],
    ['get', { readTouchTtlPercent: 100 }],
    ['metadata'],
  ],
  'ttl: a read renews it when little is left': [
    ['put', { a: 1 }, { ttl: 1000 }],
    ['get', { readTouchTtlPercent: 10 }],
    ['get', { readTouchTtlPercent: -1 }],
    ['metadata'],
  ],
  'ttl: refused where nothing expires': [
    ['at', { namespace: 'bar', name: 'x' }, ['put', { a: 1 }, { ttl: 1000 }]],
    ['at', { namespace: 'bar', name: 'x' }, ['put', { a: 1 }, { ttl: -1 }]],
    ['at', { namespace: 'bar', name: 'x' }, ['put', { a: 1 }]],
    ['at', { namespace: 'bar', name: 'x' }, ['touch', { ttl: 100 }]],
    ['at', { namespace: 'bar', name: 'x' }, ['get']],
  ],
}

const small = e('lt', bin('int', 'a'), 10)
const broken = e('add', 1, 'x')
const filters: Record<string, Step[]> = {
  'filter: get of a record it takes': [
    ['put', { a: 1 }],
    ['get', { filterExpression: small }],
  ],
  'filter: get of a record it leaves': [
    ['put', { a: 100 }],
    ['get', { filterExpression: small }],
  ],
  'filter: get without a record': [['get', { filterExpression: small }]],
  'filter: the bin is missing': [
    ['put', { b: 1 }],
    ['get', { filterExpression: small }],
  ],
  'filter: the bin is of another type': [
    ['put', { a: 'x' }],
    ['get', { filterExpression: small }],
  ],
  'filter: exists': [
    ['put', { a: 100 }],
    ['exists', { filterExpression: small }],
  ],
  'filter: metadata': [
    ['put', { a: 100 }],
    ['metadata', { filterExpression: small }],
  ],
  'filter: put': [
    ['put', { a: 100 }],
    ['put', { b: 1 }, { filterExpression: small }],
    ['put', { a: 1 }],
    ['put', { b: 1 }, { filterExpression: small }],
  ],
  'filter: put without a record': [['put', { b: 1 }, { filterExpression: small }]],
  'filter: remove': [
    ['put', { a: 100 }],
    ['remove', { filterExpression: small }],
  ],
  'filter: remove without a record': [['remove', { filterExpression: small }]],
  'filter: touch': [
    ['put', { a: 100 }],
    ['touch', { filterExpression: small }],
  ],
  'filter: operate': [
    ['put', { a: 100 }],
    [
      'operate',
      [
        ['ops.add', 'a', 1],
        ['ops.read', 'a'],
      ],
      { filterExpression: small },
    ],
  ],
  'filter: operate that reads': [
    ['put', { a: 100 }],
    ['operate', [['ops.read', 'a']], { filterExpression: small }],
  ],
  'filter: not understood by a read': [
    ['put', { a: 1 }],
    ['get', { filterExpression: broken }],
  ],
  'filter: not understood by a write': [
    ['put', { a: 1 }],
    ['put', { a: 2 }, { filterExpression: broken }],
  ],
  'filter: no condition': [
    ['put', { a: 1 }],
    ['get', { filterExpression: e('add', 1, 2) }],
  ],
  'filter: generation is looked at first': [
    ['put', { a: 100 }],
    ['put', { a: 1 }, { filterExpression: small, generation: 7 }],
  ],
  'filter: create only is looked at first': [
    ['put', { a: 100 }],
    ['put', { a: 1 }, { filterExpression: small, exists: 'createOnly' }],
  ],
}

const others: Record<string, Step[]> = {
  'key: in no set': [
    ['at', { set: null, name: 'x' }, ['put', { a: 1 }]],
    ['at', { set: null, name: 'x' }, ['get']],
  ],
  'key: the same one in another set is another record': [
    ['put', { a: 1 }],
    ['at', { set: 'conformance2' }, ['get']],
  ],
  'key: stored with the record': [
    ['put', { a: 1 }],
    ['get', { filterExpression: e('keyExists') }],
    ['put', { a: 2 }, { sendKey: true }],
    ['get', { filterExpression: e('keyExists') }],
    ['put', { a: 3 }],
    ['get', { filterExpression: e('keyExists') }],
  ],
  'key: stored by operate': [
    ['operate', [['ops.write', 'a', 1]], { sendKey: true }],
    ['get', { filterExpression: e('keyExists') }],
  ],
  'key: stored by touch': [
    ['put', { a: 1 }],
    ['touch', { sendKey: true }],
    ['get', { filterExpression: e('keyExists') }],
  ],
  'durable delete of a record': [
    ['put', { a: 1 }],
    ['remove', { durableDelete: true }],
  ],
  'durable delete without a record': [['remove', { durableDelete: true }]],
  'durable delete among write options': [
    ['put', { a: 1 }, { durableDelete: true }],
    ['put', { a: null }, { durableDelete: true }],
  ],
  'commit level master': [
    ['put', { a: 1 }, { commitLevel: 'master' }],
    ['add', { a: 1 }, { commitLevel: 'master' }],
  ],
  'on locking only': [['put', { a: 1 }, { onLockingOnly: true }]],
  'read mode all': [
    ['put', { a: 1 }],
    ['get', { readMode: 'all' }],
    ['exists', { readMode: 'all' }],
  ],
  'strong read modes': [
    ['put', { a: 1 }],
    ['get', { readModeStrong: 'linearize' }],
    ['get', { readModeStrong: 'allowReplica' }],
    ['get', { readModeStrong: 'allowUnavailable' }],
  ],
  'every replica choice': [
    ['put', { a: 1 }],
    ['get', { replica: 'master' }],
    ['get', { replica: 'sequence' }],
    ['put', { a: 2 }, { replica: 'any' }],
    ['get', { replica: 'master' }],
  ],
  // A compressed request is left out: the community edition refuses it, the memory server takes it.
  'a compressed answer is asked for': [
    ['put', { a: 'x'.repeat(1000) }],
    ['get', { compress: true }],
  ],
}

export const policies: Family = {
  name: 'policies',
  scenarios: { ...exists, ...generations, ...ttls, ...filters, ...others },
  needs: { 'ttl: refused where nothing expires': ['barForEver'] },
}
