import { Double, GeoJSON, type Value } from '../../../src/index.ts'
import { bin, e } from '../expressions.ts'
import { each, type Family, type OpData, on, type Step } from '../scenario.ts'

/** An operation that fails, and the others beside it, which must leave nothing behind. */
const FAILURES: Readonly<Record<string, OpData>> = {
  'an add to text': ['ops.add', 's', 1],
  'an append to an integer': ['ops.append', 'i', 'x'],
  'a list operation on text': ['lists.append', 's', 1],
  'a list index beyond the end': ['lists.pop', 'l', 10],
  'a value that the list has': ['lists.append', 'l', 1, { unique: true }],
  'a map operation on a list': ['maps.put', 'l', 'a', 1],
  'a key that the map has': ['maps.put', 'm', 'a', 1, { createOnly: true }],
  'a key that the map does not have': ['maps.put', 'm', 'z', 1, { updateOnly: true }],
  'a bit operation past the end': ['bits.set', 'b', 0, 64, Buffer.alloc(8)],
  'a sketch without index bits': ['hll.add', 'new', [1]],
  'an expression that cannot tell': ['ops.readExpression', 'x', bin('int', 'none')],
  'a context that leads nowhere': ['lists.append', 'l', 1, { context: [['listIndex', 9]] }],
}

const failures = Object.fromEntries(
  Object.entries(FAILURES).map(([name, failing]): [string, Step[]] => [
    `nothing is applied beside ${name}`,
    [
      ['put', { i: 1, s: 'x', l: [1, 2], m: { a: 1 }, b: Buffer.from([1, 2]) }],
      [
        'operate',
        [
          ['ops.write', 'n', 1],
          ['ops.add', 'i', 1],
          ['lists.append', 'l', 3],
          ['maps.put', 'm', 'b', 2],
          failing,
          ['ops.read', 'i'],
        ],
      ],
    ],
  ]),
)

const one: Record<string, Step[]> = {
  'read, also without a record': [
    ...each(['ops.read', 'a'], ['ops.readAll']),
    ['put', { a: 1, b: 'x' }],
    ...each(['ops.read', 'a'], ['ops.read', 'z'], ['ops.readAll']),
  ],
  write: each(['ops.write', 'a', 1], ['ops.write', 'a', 'x'], ['ops.write', 'a', [1]]),
  'write null': on({ a: 1, b: 2 }, ['ops.write', 'a', null], ['ops.write', 'z', null]),
  'write null for the last bin': on({ a: 1 }, ['ops.write', 'a', null]),
  add: each(
    ['ops.add', 'a', 5],
    ['ops.add', 'a', -8],
    ['ops.add', 'a', 2n ** 63n - 1n],
    ['ops.add', 'a', 100],
  ),
  'add a double': each(['ops.add', 'a', 1.5], ['ops.add', 'a', new Double(2)], ['ops.add', 'a', 1]),
  'append and prepend': each(
    ['ops.append', 'a', 'b'],
    ['ops.prepend', 'a', 'a'],
    ['ops.append', 'a', Buffer.from([1])],
  ),
  touch: [...each(['ops.touch']), ['put', { a: 1 }], ...each(['ops.touch'])],
  'touch, and write after it': each(['ops.touch']).concat([
    ['operate', [['ops.touch'], ['ops.write', 'a', 1]]],
  ]),
  remove: [...each(['ops.remove']), ['put', { a: 1 }], ...each(['ops.remove'])],
}

const several: Record<string, Step[]> = {
  'results stand in the order of operations': [
    [
      'operate',
      [
        ['ops.write', 'a', 1],
        ['ops.read', 'a'],
        ['ops.add', 'a', 5],
        ['ops.read', 'a'],
        ['lists.append', 'l', 'x'],
        ['lists.append', 'l', 'y'],
        ['ops.read', 'a'],
        ['lists.size', 'l'],
        ['maps.put', 'm', 'k', 1],
        ['maps.getByKey', 'm', 'k'],
      ],
    ],
  ],
  'many operations on one bin': [
    ['operate', Array.from({ length: 40 }, (_, i): OpData => ['lists.append', 'l', i])],
    [
      'operate',
      [
        ['lists.size', 'l'],
        ['lists.getByRank', 'l', -1],
        ['lists.getRange', 'l', 10, 3],
      ],
    ],
  ],
  'reads see the writes before them': on({ a: 1 }, ['ops.read', 'a']).concat([
    [
      'operate',
      [
        ['ops.read', 'a'],
        ['ops.write', 'a', 2],
        ['ops.read', 'a'],
        ['ops.write', 'a', null],
        ['ops.read', 'a'],
      ],
    ],
  ]),
  'read all after a write': [
    ['put', { a: 1, b: 2 }],
    ['operate', [['ops.write', 'c', 3], ['ops.readAll']]],
  ],
  'read all before a write': [
    ['put', { a: 1, b: 2 }],
    ['operate', [['ops.readAll'], ['ops.write', 'c', 3]]],
  ],
  'remove, then write': [
    ['put', { a: 1, b: 2 }],
    ['operate', [['ops.remove'], ['ops.write', 'c', 3], ['ops.read', 'c']]],
  ],
  'write, then remove': [
    ['put', { a: 1 }],
    ['operate', [['ops.write', 'c', 3], ['ops.remove']]],
  ],
  'read, then remove': [
    ['put', { a: 1 }],
    ['operate', [['ops.read', 'a'], ['ops.remove']]],
  ],
  'remove in the middle': [
    ['put', { a: 1 }],
    [
      'operate',
      [['ops.read', 'a'], ['ops.remove'], ['ops.read', 'a'], ['ops.write', 'b', 1], ['ops.read', 'b']],
    ],
  ],
  'touch among others': [
    ['put', { a: 1 }, { ttl: 1000 }],
    ['operate', [['ops.read', 'a'], ['ops.touch']], { ttl: 3000 }],
  ],
  'read only': [
    ['put', { a: 1, l: [1, 2] }],
    [
      'operate',
      [
        ['ops.read', 'a'],
        ['lists.size', 'l'],
        ['ops.read', 'z'],
      ],
    ],
  ],
  'read only without a record': [
    [
      'operate',
      [
        ['ops.read', 'a'],
        ['lists.size', 'l'],
      ],
    ],
  ],
  'read collections without a record': each(
    ['lists.size', 'l'],
    ['maps.size', 'm'],
    ['bits.get', 'b', 0, 8],
    ['hll.getCount', 'h'],
  ),
  'write and read without a record': [
    [
      'operate',
      [
        ['lists.size', 'l'],
        ['lists.append', 'l', 1],
        ['lists.size', 'l'],
      ],
    ],
  ],
  'without answers of all': [
    ['put', { a: 1 }],
    [
      'operate',
      [
        ['ops.write', 'b', 1],
        ['ops.read', 'a'],
      ],
      { respondAllOps: false },
    ],
    [
      'operate',
      [
        ['ops.read', 'z'],
        ['ops.read', 'a'],
      ],
      { respondAllOps: false },
    ],
    [
      'operate',
      [
        ['lists.append', 'l', 1],
        ['ops.write', 'c', 1],
        ['lists.size', 'l'],
      ],
      { respondAllOps: false },
    ],
    ['operate', [['ops.write', 'c', 1]], { respondAllOps: false }],
  ],
  'a bin that becomes another type': [
    [
      'operate',
      [
        ['ops.write', 'a', 1],
        ['ops.add', 'a', 1],
        ['ops.write', 'a', 'x'],
        ['ops.append', 'a', 'y'],
        ['ops.write', 'a', []],
        ['lists.append', 'a', 1],
        ['ops.read', 'a'],
      ],
    ],
  ],
  'the last bin goes and comes back': [
    ['put', { a: 1 }],
    [
      'operate',
      [
        ['ops.write', 'a', null],
        ['ops.write', 'a', 2],
        ['ops.read', 'a'],
      ],
    ],
  ],
  'the last element goes': on({ l: [1] }, ['lists.pop', 'l', 0], ['lists.size', 'l']),
  'create only with several': [
    [
      'operate',
      [
        ['ops.write', 'a', 1],
        ['ops.add', 'a', 1],
        ['ops.read', 'a'],
      ],
      { exists: 'createOnly' },
    ],
  ],
  'replace drops the other bins': [
    ['put', { a: 1, b: 2 }],
    ['operate', [['ops.write', 'c', 1]], { exists: 'replace' }],
  ],
  'replace with a read': [
    ['put', { a: 1, b: 2 }],
    [
      'operate',
      [
        ['ops.write', 'c', 1],
        ['ops.read', 'a'],
        ['ops.read', 'c'],
      ],
      { exists: 'replace' },
    ],
  ],
  'replace with a list operation': [
    ['put', { l: [1] }],
    ['operate', [['lists.append', 'l', 2]], { exists: 'replace' }],
  ],
  'replace with an add': [
    ['put', { a: 1 }],
    ['operate', [['ops.add', 'a', 2]], { exists: 'replace' }],
  ],
  'replace with a touch': [
    ['put', { a: 1 }],
    ['operate', [['ops.touch']], { exists: 'replace' }],
  ],
  'replace with a remove': [
    ['put', { a: 1 }],
    ['operate', [['ops.remove'], ['ops.write', 'b', 1]], { exists: 'replaceOnly' }],
  ],
  'expressions see the bins as they are by then': [
    ['put', { a: 1 }],
    [
      'operate',
      [
        ['ops.readExpression', 'x', e('add', bin('int', 'a'), 1)],
        ['ops.add', 'a', 10],
        ['ops.readExpression', 'x', e('add', bin('int', 'a'), 1)],
        ['ops.writeExpression', 'b', e('mul', bin('int', 'a'), 2)],
        ['ops.read', 'b'],
      ],
    ],
  ],
  'all families in one call': [
    [
      'operate',
      [
        ['ops.write', 'i', 1],
        ['lists.append', 'l', 1],
        ['maps.put', 'm', 'a', 1],
        ['bits.resize', 'b', 2],
        ['hll.add', 'h', ['a', 'b'], { indexBits: 4 }],
        ['ops.readExpression', 'x', bin('int', 'i')],
        ['hll.getCount', 'h'],
        ['bits.count', 'b', 0, 16],
      ],
    ],
  ],
  'read a sketch and bits as bins': [
    [
      'operate',
      [
        ['hll.init', 'h', { indexBits: 4 }],
        ['bits.resize', 'b', 2],
      ],
    ],
    [
      'operate',
      [
        ['ops.read', 'h'],
        ['ops.read', 'b'],
      ],
    ],
  ],
}

const TYPES: Readonly<Record<string, Value>> = {
  integer: 1,
  double: 1.5,
  boolean: true,
  text: 'x',
  bytes: Buffer.from([1]),
  list: [1],
  map: { a: 1 },
  point: GeoJSON.point(1, 2),
}
/** An operation of each family on a bin of each type. */
const types = Object.fromEntries(
  Object.entries(TYPES).map(([name, value]): [string, Step[]] => [
    `operations of every family on a bin of type ${name}`,
    [
      ['put', { v: value }],
      ...each(
        ['ops.add', 'v', 1],
        ['ops.add', 'v', 1.5],
        ['ops.append', 'v', 'x'],
        ['ops.append', 'v', Buffer.from([2])],
        ['lists.size', 'v'],
        ['lists.append', 'v', 1],
        ['maps.size', 'v'],
        ['maps.put', 'v', 'a', 1],
        ['bits.get', 'v', 0, 8],
        ['bits.set', 'v', 0, 8, Buffer.from([3])],
        ['hll.getCount', 'v'],
        ['hll.add', 'v', [1], { indexBits: 4 }],
      ),
    ],
  ]),
)

export const operate: Family = { name: 'operate', scenarios: { ...one, ...several, ...failures, ...types } }
