import { GeoJSON } from '../../../src/index.ts'
import { bin, e } from '../expressions.ts'
import type { Bins, Family, IndexData, OpData, QueryData, Step } from '../scenario.ts'

/** Twenty records, told apart by `i`. */
const RECORDS: Readonly<Record<string, Bins>> = Object.fromEntries(
  Array.from({ length: 20 }, (_, i): [string, Bins] => [
    `r${i}`,
    {
      i,
      s: i % 4 === 0 ? 'even' : `text ${i % 4}`,
      b: Buffer.of(i % 3),
      l: [i, i % 5, i % 2 === 0 ? 'x' : Buffer.of(7), 'y', i],
      m: { a: i, [`k${i % 3}`]: i % 2, deep: { list: [i % 6, 'z'] } },
      g: GeoJSON.point(i, i / 2),
      ...(i % 2 === 0 ? { half: i / 2 } : {}),
      ...(i % 5 === 0 ? { kind: 'text here' } : { kind: i }),
    },
  ]),
)

const fill: Step = ['fill', RECORDS]
const query = (data: QueryData): Step => ['query', data]
/** Only the bin that tells the records apart. */
const find = (...where: NonNullable<QueryData['where']>): Step => query({ where, select: ['i'] })
const indexed = (index: Omit<IndexData, 'name'>, ...steps: readonly Step[]): Step[] => [
  fill,
  ['index', { name: 'x', ...index }],
  ...steps,
]

const small = e('lt', bin('int', 'i'), 3)

const scans: Record<string, Step[]> = {
  'all records': [fill, query({})],
  'no records': [['fill', {}], query({})],
  'some bins': [
    fill,
    query({ select: ['i', 'half'] }),
    query({ select: ['half'] }),
    query({ select: ['none'] }),
  ],
  'no bins': [fill, query({ select: [] })],
  'a filter': [
    fill,
    query({ select: ['i'], options: { filterExpression: small } }),
    query({ select: ['i'], options: { filterExpression: e('eq', bin('string', 'kind'), 'text here') } }),
  ],
  'a filter that is not understood': [fill, query({ options: { filterExpression: e('add', 1, 'x') } })],
  'a filter on a bin that some have not': [
    fill,
    query({ select: ['i'], options: { filterExpression: e('ge', bin('int', 'half'), 8) } }),
  ],
  'a filter on metadata': [
    fill,
    query({ select: ['i'], options: { filterExpression: e('gt', e('ttl'), 0) } }),
    query({ countOnly: true, options: { filterExpression: e('eq', e('ttl'), -1) } }),
  ],
  'at most so many': [
    fill,
    query({ countOnly: true, options: { maxRecords: 7 } }),
    query({ countOnly: true, options: { maxRecords: 100 } }),
  ],
  pages: [fill, query({ select: ['i'], page: 6 }), query({ select: ['i'], page: 100 })],
  operations: [
    fill,
    query({
      operations: [
        ['ops.read', 'i'],
        ['lists.size', 'l'],
        ['maps.getByKey', 'm', 'a'],
        ['ops.readExpression', 'x', e('add', bin('int', 'i'), 100)],
      ],
      options: { filterExpression: small },
    }),
  ],
  'operations that fail on some records': [
    fill,
    query({
      operations: [
        ['ops.read', 'i'],
        ['ops.readExpression', 'x', e('add', bin('int', 'half'), 1)],
      ],
    }),
  ],
  'operations on bins that some have not': [
    fill,
    query({
      operations: [
        ['ops.read', 'i'],
        ['ops.read', 'half'],
      ],
      options: { filterExpression: small },
    }),
  ],
}

const numbers = indexed(
  { bin: 'i', type: 'numeric' },
  find('equal', 'i', 7),
  find('equal', 'i', 77),
  find('range', 'i', 3, 6),
  find('range', 'i', 18, 1000),
  find('range', 'i', -5, 0),
  find('range', 'i', -(2n ** 63n), 2n ** 63n - 1n),
  find('equal', { index: 'x' }, 7),
  find('range', { index: 'x' }, 3, 4),
  query({ where: ['range', 'i', 0, 9], select: ['i'], options: { filterExpression: small } }),
  query({ where: ['range', 'i', 0, 1] }),
  query({ where: ['range', 'i', 0, 9], select: [] }),
  query({ where: ['range', 'i', 0, 9], countOnly: true, options: { maxRecords: 4 } }),
  query({ where: ['range', 'i', 0, 9], select: ['i'], page: 4 }),
  query({
    where: ['range', 'i', 0, 2],
    operations: [
      ['ops.read', 'i'],
      ['lists.size', 'l'],
    ],
  }),
)

const indexes: Record<string, Step[]> = {
  'an index of integers': numbers,
  'an index of integers where some have none': indexed(
    { bin: 'half', type: 'numeric' },
    find('range', 'half', 0, 3),
    find('equal', 'half', 9),
  ),
  'an index of integers where some have text': indexed(
    { bin: 'kind', type: 'numeric' },
    find('range', 'kind', 0, 7),
    find('equal', 'kind', 5),
  ),
  'an index of text': indexed(
    { bin: 's', type: 'string' },
    find('equal', 's', 'even'),
    find('equal', 's', 'text 3'),
    find('equal', 's', ''),
    find('equal', { index: 'x' }, 'text 1'),
  ),
  'an index of bytes': indexed(
    { bin: 'b', type: 'blob' },
    find('equal', 'b', Buffer.of(1)),
    find('equal', 'b', Buffer.of(9)),
  ),
  'an index of list elements, numbers': indexed(
    { bin: 'l', type: 'numeric', collection: 'list' },
    find('contains', 'l', 'list', 3),
    find('contains', 'l', 'list', 19),
    find('containsRange', 'l', 'list', 3, 4),
    find('range', { index: 'x' }, 3, 4),
    query({ where: ['containsRange', 'l', 'list', 0, 30], select: ['i'], page: 3 }),
    query({ where: ['range', { index: 'x' }, 0, 30], select: ['i'], page: 3 }),
  ),
  'an index of list elements, points': [
    [
      'fill',
      Object.fromEntries(
        Array.from({ length: 12 }, (_, i): [string, Bins] => [
          `r${i}`,
          { i, g: [0, 1, 2, 3, 20].map((x) => GeoJSON.point(x + i / 100, 1)) },
        ]),
      ),
    ],
    ['index', { name: 'x', bin: 'g', type: 'geo2dsphere', collection: 'list' }],
    find('withinRadius', 'g', 1, 1, 500_000, 'list'),
    find('withinRadius', { index: 'x' }, 20, 1, 5_000),
    query({ where: ['withinRadius', 'g', 1, 1, 500_000, 'list'], select: ['i'], page: 5 }),
  ],
  'an index of list elements, text': indexed(
    { bin: 'l', type: 'string', collection: 'list' },
    find('contains', 'l', 'list', 'x'),
    find('contains', 'l', 'list', 'nothing'),
  ),
  'an index of list elements, bytes': indexed(
    { bin: 'l', type: 'blob', collection: 'list' },
    find('contains', 'l', 'list', Buffer.of(7)),
  ),
  'an index of map keys': indexed(
    { bin: 'm', type: 'string', collection: 'mapKeys' },
    find('contains', 'm', 'mapKeys', 'k1'),
    find('contains', 'm', 'mapKeys', 'a'),
    find('contains', 'm', 'mapKeys', 'none'),
  ),
  'an index of map values': indexed(
    { bin: 'm', type: 'numeric', collection: 'mapValues' },
    find('contains', 'm', 'mapValues', 1),
    find('containsRange', 'm', 'mapValues', 10, 12),
    query({ where: ['containsRange', 'm', 'mapValues', 0, 30], select: ['i'], page: 7 }),
  ),
  'an index of points': indexed(
    { bin: 'g', type: 'geo2dsphere' },
    find('withinRadius', 'g', 5, 2.5, 200_000),
    find('withinRegion', 'g', new GeoJSON({ type: 'Polygon', coordinates: [[[0.5, 0], [3.5, 0], [3.5, 4], [0.5, 4], [0.5, 0]]] })), // prettier-ignore
    find('withinRadius', 'g', 100, 50, 1000),
    find('withinRegion', 'g', '{"type":"Nonsense"}'),
  ),
  'an index of regions': [
    [
      'fill',
      {
        near: { i: 1, g: GeoJSON.circle(5, 5, 100_000) },
        far: { i: 2, g: GeoJSON.circle(50, 5, 100_000) },
        point: { i: 3, g: GeoJSON.point(5, 5) },
      },
    ],
    ['index', { name: 'x', bin: 'g', type: 'geo2dsphere' }],
    find('containsPoint', 'g', 5, 5),
    find('containsPoint', 'g', 50.1, 5),
    find('containsPoint', 'g', 0, 0),
  ],
  'an index through a context': indexed(
    { bin: 'm', type: 'numeric', context: [['mapKey', 'a']] },
    find('equal', { bin: 'm', context: [['mapKey', 'a']] }, 5),
    find('range', { bin: 'm', context: [['mapKey', 'a']] }, 5, 7),
    find('equal', { index: 'x' }, 5),
    find('equal', { bin: 'm', context: [['mapKey', 'other']] }, 5),
    find('equal', 'm', 5),
  ),
  'an index of list elements through a context': indexed(
    {
      bin: 'm',
      type: 'numeric',
      collection: 'list',
      context: [
        ['mapKey', 'deep'],
        ['mapKey', 'list'],
      ],
    },
    find(
      'contains',
      {
        bin: 'm',
        context: [
          ['mapKey', 'deep'],
          ['mapKey', 'list'],
        ],
      },
      'list',
      4,
    ),
  ),
  'an index of an expression': indexed(
    { expression: e('mod', bin('int', 'i'), 10), type: 'numeric' },
    find('equal', { expression: e('mod', bin('int', 'i'), 10) }, 3),
    find('range', { index: 'x' }, 8, 9),
    find('equal', { expression: e('mod', bin('int', 'i'), 9) }, 3),
  ),
  'an index is kept up': indexed(
    { bin: 'i', type: 'numeric' },
    ['execute', { where: ['range', 'i', 5, 9] }, [['ops.add', 'i', 100]]],
    find('range', 'i', 3, 10),
    find('range', 'i', 100, 200),
    ['execute', { where: ['range', 'i', 105, 106] }, [['ops.write', 'i', null]]],
    find('range', 'i', 100, 200),
    ['execute', { where: ['range', 'i', 107, 200] }, [['ops.remove']]],
    find('range', 'i', 100, 200),
    query({ countOnly: true }),
  ),
}

const refused: Record<string, Step[]> = {
  'no such index': [
    fill,
    find('equal', 'i', 1),
    find('range', 's', 1, 2),
    find('equal', { index: 'nowhere' }, 1),
  ],
  'an index of another type': indexed(
    { bin: 'i', type: 'numeric' },
    find('equal', 'i', 'text'),
    find('equal', 'i', Buffer.of(1)),
    find('withinRadius', 'i', 0, 0, 10),
  ),
  'an index of another collection': indexed(
    { bin: 'l', type: 'numeric', collection: 'list' },
    find('equal', 'l', 1),
    find('contains', 'l', 'mapValues', 1),
  ),
  'an index by name of another type': indexed(
    { bin: 'i', type: 'numeric' },
    find('equal', { index: 'x' }, 'text'),
    find('contains', { index: 'x' }, 'list', 1),
  ),
  'the same index twice': indexed(
    { bin: 'i', type: 'numeric' },
    ['index', { name: 'x', bin: 'i', type: 'numeric' }],
    ['index', { name: 'y', bin: 'i', type: 'numeric' }],
    ['index', { name: 'x', bin: 's', type: 'string' }],
    find('equal', 'i', 3),
    find('equal', 's', 'even'),
    find('equal', { index: 'x' }, 3),
    find('equal', { index: 'y' }, 3),
  ),
}

const change: readonly OpData[] = [
  ['ops.add', 'n', 1],
  ['lists.append', 'l', 'new'],
]
const jobs: Record<string, Step[]> = {
  'a job on all': [fill, ['execute', {}, change], query({ select: ['i', 'n'] })],
  'a job on what a filter takes': [
    fill,
    ['execute', { options: { filterExpression: small } }, change],
    query({ select: ['i', 'n'] }),
  ],
  'a job that fails on some': [fill, ['execute', {}, [['ops.add', 'kind', 1]]], query({ select: ['kind'] })],
  'a job that removes': [
    fill,
    ['execute', { options: { filterExpression: small } }, [['ops.remove']]],
    query({ countOnly: true }),
  ],
  'a job by an expression': [
    fill,
    ['execute', {}, [['ops.writeExpression', 'n', e('mul', bin('int', 'i'), 2)]]],
    query({ select: ['n'] }),
  ],
}

export const queries: Family = { name: 'query', scenarios: { ...scans, ...indexes, ...refused, ...jobs } }
