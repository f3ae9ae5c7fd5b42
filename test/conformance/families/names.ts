import type { Family, Step } from '../scenario.ts'

// Names that hold what separates names in info texts. Sets are called the same in every play: a server keeps them for good.

const numbers = { bin: 'i', type: 'numeric' } as const
const SOURCE = 'function one(record)\n  return 1\nend\n'

/** A record in each set, and all that is listed of sets whose names begin alike. */
function setsCalled(prefix: string, ...names: readonly string[]): Step[] {
  return [
    ...names.map((name): Step => ['at', { set: `${prefix}${name}` }, ['put', { i: 1 }]]),
    ['listSets', prefix],
  ]
}

const sets: Record<string, Step[]> = {
  'sets with colons': setsCalled('names-colon', '', ':', ':a', ':b', ':a:b'),
  'sets with all that separates': setsCalled(
    'names-other',
    ';',
    ';a',
    ',a',
    '=a',
    '|a',
    '/a',
    '.a b',
    '\ta',
    '\r\na',
    '\nsets\ta',
  ),
  'sets that look like what stands around them': setsCalled(
    'names-lead',
    ':set=a',
    ':objects=7',
    ':objects=7:tombstones=0',
    ';ns=test:set=names-lead',
    ':objects=7:tombstones=0;ns=test:set=names-lead-b',
  ),
  'sets beyond ASCII': setsCalled('names-ü', ':ü', ':你', ':🎉'),
  'figures of sets with other names': [
    // So that every node knows the sets.
    ['createIndex', { name: 'x', set: 'names-one:a', collection: 'set' }],
    ['createIndex', { name: 'y', set: 'names-one/a/b', collection: 'set' }],
    ['info', 'sets/test/names-one:a', { pick: ['tombstones', 'enable-index'] }],
    ['info', 'sets/test/names-one/a/b', { pick: ['tombstones', 'enable-index'] }],
    ['info', 'sets/test/names-one/a', { pick: ['tombstones', 'enable-index'] }],
  ],
  'sets with other names are truncated': ['names-cut:a=b', 'names-cut,|/\t\r'].flatMap((set): Step[] => [
    ['at', { set }, ['put', { i: 1 }]],
    ['pause'],
    ['truncate', { set }],
    ['at', { set }, ['get']],
  ]),
}

const indexes: Record<string, Step[]> = {
  'indexes with colons': [
    ['createIndex', { name: 'a:b', set: 'names-colon:a', ...numbers, bin: 'i:j' }],
    ['createIndex', { name: 'a', set: 'names-colon:a', ...numbers, bin: 'i' }],
    ['createIndex', { name: 'a:b:c', set: '', ...numbers, bin: 'i:j' }],
    ['createIndex', { name: 's:s', set: 'names-colon:a:b', collection: 'set' }],
    ['listIndexes'],
    ['dropIndex', 'a:b'],
    ['listIndexes'],
  ],
  'indexes with all that separates': [
    ['createIndex', { name: 'a=b,c|d/e f\tg', set: 'names-other=a', ...numbers, bin: ',=/' }],
    ['createIndex', { name: ':state=WO', set: 'names-other,a', ...numbers, bin: ':type=x' }],
    ['createIndex', { name: ':indextype=set', set: 'names-other/a', collection: 'set' }],
    ['listIndexes'],
    ['indexStats', 'a=b,c|d/e f\tg'],
    ['dropIndex', 'a=b,c|d/e f\tg'],
    ['listIndexes'],
  ],
  'indexes that cannot be told': [
    ['createIndex', { name: 'a:set=b', set: 'names-lead:set=a', ...numbers }],
    ['createIndex', { name: 'c', set: 'names-lead:set=a', ...numbers, bin: 'j' }],
    ['createIndex', { name: 'd', set: 'names-bin:bin=a', ...numbers, bin: 'j' }],
    ['createIndex', { name: 'e', ...numbers, bin: 'null' }],
    ['listIndexes'],
  ],
  'an index found by a name beyond ASCII': [
    ['fill', { a: { i: 1 }, b: { i: 7 } }],
    ['index', { name: 'ü:你', ...numbers }],
    ['listIndexes'],
    ['query', { where: ['range', { index: 'ü:你' }, 0, 5], select: ['i'] }],
  ],
}

const others: Record<string, Step[]> = {
  'modules with all that separates': [
    ['register', 'a:b$run.lua', SOURCE],
    ['register', 'c=d,e$run.lua', SOURCE],
    ['register', 'f,hash=0,type=LUA$run.lua', SOURCE],
    ['register', 'g|h\ti$run.lua', SOURCE],
    ['listUdfs'],
    ['getUdf', 'a:b$run.lua'],
    ['getUdf', 'c=d,e$run.lua'],
    ['getUdf', 'f,hash=0,type=LUA$run.lua'],
    ['removeUdf', 'c=d,e$run.lua'],
    ['listUdfs'],
  ],
}

export const names: Family = { name: 'names', scenarios: { ...sets, ...indexes, ...others } }
