import { Double, INFINITY, OrderedList, type Value, WILDCARD } from '../../../src/index.ts'
import { each, type Family, type OpData, on, type Step } from '../scenario.ts'

const MAX = 2n ** 63n - 1n

/** Starting points that every modifying operation meets. */
const LISTS: Readonly<Record<string, Value>> = {
  'an unordered list': [5, 1, 3, 1],
  'an ordered list': new OrderedList([5, 1, 3, 1]),
  'an ordered list with its index': new OrderedList([5, 1, 3, 1], { persistIndex: true }),
  'an empty list': [],
  text: 'text',
}

const MODIFY: Readonly<Record<string, readonly OpData[]>> = {
  append: [
    ['lists.append', 'l', 2],
    ['lists.append', 'l', 'x'],
    ['lists.append', 'l', null],
    ['lists.append', 'l', [1, [2]]],
  ],
  'append unique': [
    ['lists.append', 'l', 3, { unique: true }],
    ['lists.append', 'l', 3, { unique: true, noFail: true }],
    ['lists.append', 'l', 4, { unique: true }],
    ['lists.append', 'l', 4, { unique: true, noFail: true, partial: true }],
  ],
  'append items': [
    ['lists.appendItems', 'l', [9, 0, 1]],
    ['lists.appendItems', 'l', []],
    ['lists.appendItems', 'l', [[1], { a: 1 }]],
  ],
  'append items unique': [
    ['lists.appendItems', 'l', [7, 1], { unique: true }],
    ['lists.appendItems', 'l', [7, 1], { unique: true, noFail: true }],
    ['lists.appendItems', 'l', [7, 1, 8, 8], { unique: true, noFail: true, partial: true }],
    ['lists.appendItems', 'l', [6, 6], { unique: true }],
  ],
  insert: [
    ['lists.insert', 'l', 0, 'first'],
    ['lists.insert', 'l', -1, 'near'],
    ['lists.insert', 'l', 2, null],
  ],
  'insert beyond the end': [
    ['lists.insert', 'l', 8, 'far'],
    ['lists.insert', 'l', -20, 'before'],
  ],
  'insert bounded': [
    ['lists.insert', 'l', 4, 'end', { bounded: true }],
    ['lists.insert', 'l', 9, 'far', { bounded: true }],
    ['lists.insert', 'l', 9, 'far', { bounded: true, noFail: true }],
  ],
  'insert unique': [
    ['lists.insert', 'l', 1, 3, { unique: true }],
    ['lists.insert', 'l', 1, 3, { unique: true, noFail: true }],
    ['lists.insert', 'l', 1, 4, { unique: true }],
  ],
  'insert items': [
    ['lists.insertItems', 'l', 1, ['a', 'b']],
    ['lists.insertItems', 'l', 0, []],
    ['lists.insertItems', 'l', -1, ['y']],
  ],
  'insert items unique': [
    ['lists.insertItems', 'l', 1, [8, 1], { unique: true }],
    ['lists.insertItems', 'l', 1, [8, 1], { unique: true, noFail: true }],
    ['lists.insertItems', 'l', 1, [8, 1, 9], { unique: true, noFail: true, partial: true }],
  ],
  set: [
    ['lists.set', 'l', 0, 'a'],
    ['lists.set', 'l', -1, 'z'],
    ['lists.set', 'l', 2, null],
    ['lists.set', 'l', -9, 1],
  ],
  'set at the end and beyond': [
    ['lists.set', 'l', 4, 'end'],
    ['lists.set', 'l', 7, 'far'],
    ['lists.set', 'l', 20, 'far', { bounded: true }],
    ['lists.set', 'l', 20, 'far', { bounded: true, noFail: true }],
  ],
  'set unique': [
    ['lists.set', 'l', 0, 3, { unique: true }],
    ['lists.set', 'l', 0, 3, { unique: true, noFail: true }],
    ['lists.set', 'l', 0, 6, { unique: true }],
  ],
  increment: [
    ['lists.increment', 'l', 0],
    ['lists.increment', 'l', 1, 10],
    ['lists.increment', 'l', -1, -3],
    ['lists.increment', 'l', 2, 1.5],
  ],
  'increment out of range': [
    ['lists.increment', 'l', 4, 2],
    ['lists.increment', 'l', 6, 2, { bounded: true }],
    ['lists.increment', 'l', -9, 2],
  ],
  'increment unique': [
    ['lists.increment', 'l', 1, 2, { unique: true }],
    ['lists.increment', 'l', 1, 2, { unique: true, noFail: true }],
    ['lists.increment', 'l', 0, 5, { unique: true }],
  ],
  'increment to the limit': [
    ['lists.increment', 'l', 0, MAX],
    ['lists.increment', 'l', 0, MAX],
  ],
  sort: [['lists.sort', 'l']],
  'sort descending': [['lists.sort', 'l', { descending: true }]],
  pop: [
    ['lists.pop', 'l', 0],
    ['lists.pop', 'l', -1],
    ['lists.pop', 'l', 7],
    ['lists.pop', 'l', -7],
  ],
  'pop range': [
    ['lists.popRange', 'l', 1, 2],
    ['lists.popRange', 'l', -1],
    ['lists.popRange', 'l', 0, 0],
    ['lists.popRange', 'l', 5, 2],
    ['lists.popRange', 'l', 0, 100],
  ],
  remove: [
    ['lists.remove', 'l', 0],
    ['lists.remove', 'l', -1],
    ['lists.remove', 'l', 7],
    ['lists.remove', 'l', -7],
  ],
  'remove range': [
    ['lists.removeRange', 'l', 1, 2],
    ['lists.removeRange', 'l', -1],
    ['lists.removeRange', 'l', 9, 1],
    ['lists.removeRange', 'l', -9, 9],
  ],
  trim: [
    ['lists.trim', 'l', 1, 2],
    ['lists.trim', 'l', -1, 1],
    ['lists.trim', 'l', 3, 3],
  ],
  'trim to nothing': [['lists.trim', 'l', 10, 1]],
  clear: [
    ['lists.clear', 'l'],
    ['lists.clear', 'l'],
    ['lists.size', 'l'],
  ],
  'set order': [
    ['lists.setOrder', 'l', 'ordered'],
    ['lists.append', 'l', 2],
    ['lists.setOrder', 'l', 'unordered'],
    ['lists.append', 'l', 0],
  ],
  'create over it': [
    ['lists.create', 'l'],
    ['lists.create', 'l', { order: 'ordered' }],
    ['lists.append', 'l', 0],
  ],
  'read and write in one': [
    ['lists.getByRank', 'l', 0],
    ['lists.append', 'l', -1],
    ['lists.getByRank', 'l', 0],
  ],
}

/** What kills a server of this version is left out: dropping duplicates, and writes far beyond the end, where an index is stored. */
const modify = Object.fromEntries(
  Object.entries(MODIFY).flatMap(([operation, operations]) =>
    Object.entries(LISTS).map(([where, list]): [string, Step[]] => [
      `${operation}: ${where}`,
      on({ l: list }, ...operations),
    ]),
  ),
)

const missing = Object.fromEntries(
  Object.entries(MODIFY).map(([operation, operations]): [string, Step[]] => [
    `${operation}: no bin`,
    on({ other: 1 }, ...operations),
  ]),
)

const create: Record<string, Step[]> = {
  'append creates an ordered list': each(
    ['lists.append', 'l', 3, { order: 'ordered' }],
    ['lists.append', 'l', 1, { order: 'ordered' }],
    ['lists.append', 'l', 2],
  ),
  'append items creates an ordered list': each(
    ['lists.appendItems', 'l', [3, 1, 2], { order: 'ordered' }],
    ['lists.append', 'l', 0],
  ),
  'append creates a list with its index': each(
    ['lists.appendItems', 'l', [3, 1, 2], { order: 'ordered', persistIndex: true }],
    ['lists.getByRankRange', 'l', 0, 2],
    ['lists.append', 'l', 0],
  ),
  'the order of an existing list stays': on({ l: [3, 1] }, ['lists.append', 'l', 2, { order: 'ordered' }]),
  create: each(['lists.create', 'l'], ['lists.append', 'l', 2], ['lists.append', 'l', 1]),
  'create ordered': each(
    ['lists.create', 'l', { order: 'ordered' }],
    ['lists.append', 'l', 2],
    ['lists.append', 'l', 1],
  ),
  'create with its index': each(
    ['lists.create', 'l', { order: 'ordered', persistIndex: true }],
    ['lists.appendItems', 'l', [3, 1, 2]],
    ['lists.getByValue', 'l', 3, { returnType: 'rank' }],
  ),
  'set order without an index': on(
    { l: new OrderedList([2, 1], { persistIndex: true }) },
    ['lists.setOrder', 'l', 'ordered'],
    ['lists.append', 'l', 0],
  ),
  'set order with an index': on(
    { l: [2, 1] },
    ['lists.setOrder', 'l', 'ordered', { persistIndex: true }],
    ['lists.append', 'l', 0],
  ),
  'insert creates': each(['lists.insert', 'l', 2, 'x']),
  'insert items creates': each(['lists.insertItems', 'l', 1, ['x', 'y']]),
  'set creates': each(['lists.set', 'l', 1, 'x']),
  'increment creates': each(['lists.increment', 'l', 1, 5], ['lists.increment', 'l', 0, 5]),
  'increment creates an ordered list': each(['lists.increment', 'l', 0, 5, { order: 'ordered' }]),
  'negative indexes create nothing': each(
    ['lists.insert', 'l', -1, 'x'],
    ['lists.set', 'l', -1, 'x'],
    ['lists.increment', 'l', -1],
  ),
}

const numbers: Record<string, Step[]> = {
  'increment numbers of both kinds': on(
    { l: [1, 1.5, new Double(2)] },
    ['lists.increment', 'l', 0, 2],
    ['lists.increment', 'l', 0, new Double(2)],
    ['lists.increment', 'l', 1, 1],
    ['lists.increment', 'l', 1, 0.25],
    ['lists.increment', 'l', 2, new Double(-2)],
  ),
  'increment what is no number': on(
    { l: ['a', null, [1], true] },
    ['lists.increment', 'l', 0],
    ['lists.increment', 'l', 1],
    ['lists.increment', 'l', 2],
    ['lists.increment', 'l', 3],
  ),
  'increment in an ordered list moves the element': on(
    { l: new OrderedList([1, 5, 9]) },
    ['lists.increment', 'l', 0, 6],
    ['lists.increment', 'l', 2, -100],
  ),
}

const MIXED: readonly Value[] = [
  null, false, true, -5, 0, 2n ** 62n, -1.5, 0.5, '', 'b', 'a', 'ab', Buffer.alloc(0), Buffer.from([2]), Buffer.from([1, 9]), [], [1], [1, 2], [2], {}, { a: 1 }, { a: 0, b: 0 },
] // prettier-ignore
const order: Record<string, Step[]> = {
  'sort across types': on({ l: MIXED }, ['lists.sort', 'l']),
  'sort across types, largest first': on({ l: MIXED }, ['lists.sort', 'l', { descending: true }]),
  'an ordered list across types': on(
    { l: new OrderedList([]) },
    ...MIXED.map((value): OpData => ['lists.append', 'l', value]),
  ),
  'set order across types': on({ l: MIXED }, ['lists.setOrder', 'l', 'ordered']),
  'sort and drop duplicates': on({ l: [3, 1, 3, 2, 1, 1.5, 'a', 'a'] }, [
    'lists.sort',
    'l',
    { dropDuplicates: true },
  ]),
  'sort descending and drop duplicates': on({ l: [3, 1, 3] }, [
    'lists.sort',
    'l',
    { dropDuplicates: true, descending: true },
  ]),
  'drop duplicates of an ordered list': on({ l: new OrderedList([3, 1, 3, 2, 1]) }, [
    'lists.sort',
    'l',
    { dropDuplicates: true },
  ]),
  'numbers of both kinds that are equal': on(
    { l: [new Double(1), 1, 2, new Double(2)] },
    ['lists.sort', 'l'],
    ['lists.getByValue', 'l', 1],
    ['lists.getByValue', 'l', new Double(1)],
  ),
  'unique tells an integer from a double': on(
    { l: [1] },
    ['lists.append', 'l', new Double(1), { unique: true }],
    ['lists.append', 'l', 1, { unique: true }],
  ),
  'unique looks into collections': on(
    { l: [[1, 2], { a: 1 }] },
    ['lists.append', 'l', [1, 2], { unique: true }],
    ['lists.append', 'l', [1, 2, 3], { unique: true }],
    ['lists.append', 'l', { a: 1 }, { unique: true }],
  ),
  'markers are not stored': on(
    { l: [1] },
    ['lists.append', 'l', WILDCARD],
    ['lists.append', 'l', INFINITY],
    ['lists.append', 'l', [WILDCARD]],
  ),
}

const large: Record<string, Step[]> = {
  'a large list': [
    ['operate', [['lists.appendItems', 'l', Array.from({ length: 3000 }, (_, i) => (i * 7919) % 3001)]]],
    ...each(
      ['lists.size', 'l'],
      ['lists.getByRankRange', 'l', 100, 5],
      ['lists.getByValueRange', 'l', 10, 15],
      ['lists.getByIndexRange', 'l', -3],
      ['lists.sort', 'l'],
      ['lists.getRange', 'l', 1500, 3],
      ['lists.trim', 'l', 0, 5],
    ),
  ],
  'a large ordered list': [
    [
      'operate',
      [
        [
          'lists.appendItems',
          'l',
          Array.from({ length: 3000 }, (_, i) => (i * 7919) % 3001),
          { order: 'ordered' },
        ],
      ],
    ],
    ...each(
      ['lists.append', 'l', 1500],
      ['lists.getByValue', 'l', 1500, { returnType: 'index' }],
      ['lists.getByValueRelRankRange', 'l', 1500, -1, 3],
      ['lists.removeByValueRange', 'l', 5, undefined, { returnType: 'count' }],
    ),
  ],
}

export const listsWrite: Family = {
  name: 'lists-write',
  scenarios: { ...modify, ...missing, ...create, ...numbers, ...order, ...large },
}
