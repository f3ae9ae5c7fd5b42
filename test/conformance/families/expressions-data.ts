import { type Expression, GeoJSON, OrderedMap } from '../../../src/index.ts'
import { ExpType } from '../../../src/expressions/codes.ts'
import { bin, call, e, raw, userKey } from '../expressions.ts'
import { each, type Family, type OpData, type Step } from '../scenario.ts'
import { RECORD, i, f, s, l, m, b, nothing, read, answers } from './expressions-record.ts'

const unknown = e('unknown')
const CIRCLE = GeoJSON.circle(8.5, 47.4, 1000)
const FAR = GeoJSON.circle(0, 0, 1000)
const SQUARE = new GeoJSON({ type: 'Polygon', coordinates: [[[8, 47], [9, 47], [9, 48], [8, 48], [8, 47]]] }) // prettier-ignore
const data: Record<string, Step[]> = {
  'bins of every type': answers(
    i,
    f,
    s,
    bin('bool', 't'),
    b,
    l,
    m,
    bin('geo', 'g'),
    nothing,
    bin('string', 'i'),
    bin('nil', 'i'),
  ),
  'types of bins': answers(...[...Object.keys(RECORD), 'nothing'].map((name) => e('binType', raw(name)))),
  'whether a bin is there': answers(
    e('ne', e('binType', raw('i')), 0),
    e('eq', e('binType', raw('nothing')), 0),
  ),
  regions: answers(
    e('geo', bin('geo', 'g'), CIRCLE),
    e('geo', bin('geo', 'g'), FAR),
    e('geo', CIRCLE, bin('geo', 'g')),
    e('geo', bin('geo', 'g'), SQUARE),
    e('geo', s, CIRCLE),
  ),
  literals: answers(
    e('quote', 5),
    ...([5, 'x', true, null, 2.5, Buffer.from([1])] as const).map((value) => e('cond', true, value, value)),
  ),
  'a list literal': answers(e('cond', true, [1, 'a'], [])),
  'a map literal': answers(
    e('cond', true, { a: 1 }, { a: 1 }),
    e('cond', true, new OrderedMap({ b: 1, a: 2 }), m),
  ),
  'map keys and values': answers(
    e('mapKeys', m),
    e('mapValues', m),
    e('mapKeys', l),
    e('mapValues', bin('map', 'um')),
  ),
}

const text: readonly Step[] = [['put', RECORD, { sendKey: true }]]
const metadata: Record<string, Step[]> = {
  'the set': answers(e('setName'), e('eq', e('setName'), 'conformance')),
  'time to live, never': answers(e('ttl'), e('voidTime')),
  'time to live': [
    ['put', RECORD, { ttl: 5000 }],
    ...each(
      read(e('and', e('gt', e('ttl'), 4900), e('le', e('ttl'), 5000))),
      read(e('gt', e('voidTime'), 0)),
    ),
  ],
  'last update': answers(
    e('gt', e('lastUpdate'), 2n ** 60n),
    e('lt', e('sinceUpdate'), 60_000),
    e('ge', e('sinceUpdate'), 0),
  ),
  'time since the update': [
    ['put', RECORD],
    ['varies', 'milliseconds go by', ['operate', [read(e('sinceUpdate'))]]],
  ],
  'a tombstone': answers(e('isTombstone')),
  sizes: answers(e('recordSize'), e('deviceSize'), e('memorySize')),
  'a stored key': [
    ...text,
    ...each(
      read(e('keyExists')),
      read(e('gt', userKey('string'), '')),
      read(userKey('int')),
      read(userKey('blob')),
    ),
  ],
  'no stored key': answers(e('keyExists'), userKey('string')),
  'digest modulo': [
    ['at', { key: 42 }, ['put', { a: 1 }]],
    [
      'at',
      { key: 42 },
      [
        'operate',
        [
          read(e('digestModulo', 3)),
          read(e('digestModulo', 1000)),
          read(e('digestModulo', 1)),
          read(e('digestModulo', -7)),
        ],
      ],
    ],
    ['at', { key: 42 }, ['operate', [read(e('digestModulo', 0))]]],
  ],
  'metadata without a record': each(read(e('ttl')), read(e('keyExists')), read(e('add', 1, 2))),
}

const calls: Record<string, Step[]> = {
  'lists.size': answers(call('int', ['lists.size', '-'], l)),
  'lists.get': answers(
    call('int', ['lists.getByIndex', '-', 0], l),
    call('int', ['lists.getByRank', '-', -1], l),
    call('string', ['lists.getByIndex', '-', 0], l),
    call('int', ['lists.getByIndex', '-', 9], l),
  ),
  'lists.getBy…': answers(
    call('list', ['lists.getByValueRange', '-', 1, 3, { returnType: 'index' }], l),
    call('int', ['lists.getByValue', '-', 2, { returnType: 'count' }], l),
    call('bool', ['lists.getByValue', '-', 2, { returnType: 'exists' }], l),
    call('list', ['lists.getByRankRange', '-', 0, 2], l),
  ),
  'lists that change': answers(
    call('list', ['lists.append', '-', 9], l),
    call('list', ['lists.sort', '-'], l),
    call('list', ['lists.removeByValue', '-', 1], l),
    call('list', ['lists.clear', '-'], l),
    call('list', ['lists.insert', '-', 0, 'x'], l),
    call('list', ['lists.pop', '-', 9], l),
  ),
  'changes leave the bin as it was': [
    ['put', RECORD],
    [
      'operate',
      [read(call('int', ['lists.size', '-'], call('list', ['lists.append', '-', 9], l))), ['ops.read', 'l']],
    ],
  ],
  'maps.size': answers(call('int', ['maps.size', '-'], m), call('int', ['maps.size', '-'], l)),
  'maps.get': answers(
    call('int', ['maps.getByKey', '-', 'a'], m),
    call('int', ['maps.getByKey', '-', 'z'], m),
    call('bool', ['maps.getByKey', '-', 'z', { returnType: 'exists' }], m),
    call('string', ['maps.getByRank', '-', -1, { returnType: 'key' }], m),
    call('map', ['maps.getByIndexRange', '-', 0, 1, { returnType: 'orderedMap' }], m),
    call('list', ['maps.getByKeyRange', '-', 'a', 'b', { returnType: 'key' }], m),
  ),
  'maps that change': answers(
    call('map', ['maps.put', '-', 'z', 26], m),
    call('map', ['maps.removeByKey', '-', 'a'], m),
    call('map', ['maps.increment', '-', 'a', 10], m),
    call('map', ['maps.putItems', '-', { x: 1, y: 2 }], m),
    call('map', ['maps.put', '-', 'a', 1, { createOnly: true }], m),
  ),
  'a context': answers(
    call(
      'int',
      ['lists.size', '-', { context: [['mapKey', 'in']] }],
      e('cond', true, new OrderedMap({ in: [1, 2] }), m),
    ),
    call('int', ['lists.size', '-', { context: [['listIndex', 0]] }], l),
  ),
  bits: answers(
    call('blob', ['bits.get', '-', 0, 8], b),
    call('int', ['bits.count', '-', 0, 16], b),
    call('int', ['bits.getInt', '-', 0, 4], b),
    call('int', ['bits.leftScan', '-', 0, 8, false], b),
    call('blob', ['bits.not', '-', 0, 16], b),
    call('blob', ['bits.resize', '-', 4], b),
    call('blob', ['bits.set', '-', 0, 64, Buffer.alloc(8)], b),
    call('int', ['bits.count', '-', 0, 16], s),
  ),
  sketches: [
    [
      'operate',
      [
        ['hll.add', 'h', ['a', 'b', 'c'], { indexBits: 6 }],
        ['ops.write', 'l', [1, 2]],
      ],
    ],
    ...each(
      read(call('int', ['hll.getCount', '-'], bin('hll', 'h'))),
      read(call('list', ['hll.describe', '-'], bin('hll', 'h'))),
      read(call('int', ['hll.getCount', '-'], call('hll', ['hll.add', '-', ['d', 'e']], bin('hll', 'h')))),
      read(call('int', ['hll.getCount', '-'], bin('hll', 'l'))),
    ),
  ],
}

const write = (name: string, expression: Expression, options: object = {}): OpData => [
  'ops.writeExpression',
  name,
  expression,
  options,
]
const writes: Record<string, Step[]> = {
  'write creates and replaces': [
    ['put', RECORD],
    ...each(write('new', e('add', i, 1)), write('i', e('add', i, 1)), write('s', e('add', i, 1))),
  ],
  'write every type': [
    ['put', RECORD],
    ...each(
      ...[i, f, s, bin('bool', 't'), b, l, m, bin('geo', 'g')].map((expression, at) =>
        write(`w${at}`, expression),
      ),
    ),
  ],
  'write create only': [
    ['put', RECORD],
    ...each(
      write('i', i, { createOnly: true }),
      write('i', i, { createOnly: true, policyNoFail: true }),
      write('new', i, { createOnly: true }),
    ),
  ],
  'write update only': [
    ['put', RECORD],
    ...each(
      write('new', i, { updateOnly: true }),
      write('new', i, { updateOnly: true, policyNoFail: true }),
      write('s', i, { updateOnly: true }),
    ),
  ],
  'write nil': [
    ['put', RECORD],
    ...each(
      write('i', e('cond', true, null, null)),
      write('i', e('cond', true, null, null), { policyNoFail: true }),
      write('i', e('cond', true, null, null), { allowDelete: true }),
    ),
  ],
  'write what cannot be told': [
    ['put', RECORD],
    ...each(
      write('i', nothing),
      write('i', nothing, { evalNoFail: true }),
      write('i', unknown, { policyNoFail: true }),
    ),
  ],
  'write without a record': each(write('i', e('add', 1, 2)), write('j', e('add', bin('int', 'i'), 2))),
  'read what cannot be told': [
    ['put', RECORD],
    ...each(read(nothing), ['ops.readExpression', 'x', nothing, { evalNoFail: true }], read(unknown)),
  ],
  'read without a record': each(read(e('add', 1, 2)), read(i)),
  'not understood': [
    ['put', RECORD],
    ...each(
      read(e('add', 1, 'x')),
      read(e('bin', 99, raw('i'))),
      read(e('bin', ExpType.int)),
      read(e('loopVariable', 2, 1)),
      write('i', e('add', 1, 'x'), { evalNoFail: true }),
    ),
  ],
  'removing results belongs to paths': [
    ['put', RECORD],
    ...each(read(e('resultRemove')), write('i', e('resultRemove'))),
  ],
  'several in one call': [
    ['put', RECORD],
    [
      'operate',
      [
        write('x', e('add', i, 1)),
        write('y', e('mul', bin('int', 'x'), 2)),
        read(e('add', bin('int', 'x'), bin('int', 'y'))),
        ['ops.read', 'y'],
      ],
    ],
  ],
}

export const expressionsData: Family = {
  name: 'expressions-data',
  scenarios: { ...data, ...metadata, ...calls, ...writes },
}
