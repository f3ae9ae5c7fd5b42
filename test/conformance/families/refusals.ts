import { INFINITY, type Value, WILDCARD } from '../../../src/index.ts'
import { each, type Family, type OpData, type Step } from '../scenario.ts'

/** What the client refuses before anything is sent: the same on every server. */
const BAD: Readonly<Record<string, Step>> = {
  'an unknown namespace': ['at', { namespace: 'nowhere' }, ['get']],
  'a bin name of 16 bytes': ['put', { abcdefghijklmnop: 1 }],
  'a bin name of 15 bytes and more in UTF-8': ['put', { éééééééé: 1 }],
  'an empty bin name': ['put', { '': 1 }],
  'no bins': ['put', {}],
  'an integer beyond 64 bits': ['put', { a: 2n ** 63n }],
  'a value that cannot be stored': ['put', { a: { b: [Symbol('x') as unknown as Value] } }],
  'undefined as a value': ['put', { a: undefined as unknown as Value }],
  'a marker as a bin': ['put', { a: WILDCARD }],
  'a key of a map that is a list': ['put', { a: new Map<Value, Value>([[[1], 2]]) }],
  'a key of a map that is a double': ['put', { a: new Map<Value, Value>([[1.5, 2]]) }],
  'an unknown option': ['put', { a: 1 }, { nonsense: 1 } as never],
  'an option of the wrong type': ['get', { timeout: 'soon' as unknown as number }],
  'an option out of range': ['put', { a: 1 }, { ttl: -3 }],
  'a generation out of range': ['put', { a: 1 }, { generation: 70_000 }],
  'no operations': ['operate', []],
  'a filter that is none': ['get', { filterExpression: 5 as never }],
}

const OPERATIONS: Readonly<Record<string, OpData>> = {
  'an index that is no integer': ['lists.get', 'l', 1.5],
  'a NaN': ['lists.get', 'l', NaN],
  'a rank of text': ['maps.getByRank', 'm', 'x'],
  'a return type of another family': ['lists.getByIndex', 'l', 0, { returnType: 'keyValue' }],
  'an option of another family': ['lists.append', 'l', 1, { createOnly: true }],
  'a marker as a map key': ['maps.put', 'm', INFINITY, 1],
  'a bin name that is too long': ['lists.append', 'abcdefghijklmnop', 1],
  'a context of a path': ['lists.size', 'l', { context: [['allChildren']] }],
  'padding without an order': ['lists.append', 'l', 1, { context: [['listIndex', 0, { pad: true }]] }],
  'an index stored below the top': [
    'lists.append',
    'l',
    1,
    { persistIndex: true, context: [['listIndex', 0]] },
  ],
  'bits of text': ['bits.set', 'b', 0, 8, 'x'],
  'a size below 0': ['bits.get', 'b', 0, -1],
  'an unknown overflow': ['bits.add', 'b', 0, 8, 1, { overflow: 'explode' }],
  'values that are no list': ['hll.add', 'h', 'abc'],
  'a sketch that is none': ['hll.getUnion', 'h', [Buffer.alloc(3)]],
  'an expression that is none': ['ops.readExpression', 'x', {}],
  'an empty path': ['ops.selectByPath', 'b', []],
}

export const refusals: Family = {
  name: 'refusals',
  refused: true,
  scenarios: {
    ...Object.fromEntries(
      Object.entries(BAD).map(([name, step]): [string, Step[]] => [name, [['put', { a: 1 }], step]]),
    ),
    ...Object.fromEntries(
      Object.entries(OPERATIONS).map(([name, data]): [string, Step[]] => [name, each(data)]),
    ),
  },
}
