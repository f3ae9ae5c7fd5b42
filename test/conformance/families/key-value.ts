import {
  Double,
  ForeignBlob,
  GeoJSON,
  HyperLogLog,
  OrderedList,
  OrderedMap,
  type Value,
} from '../../../src/index.ts'
import { e } from '../expressions.ts'
import type { Family, Step } from '../scenario.ts'

const MAX = 2n ** 63n - 1n
const MIN = -(2n ** 63n)
const GEO = new GeoJSON('{"type":"Point","coordinates":[8.5,47.4]}')

/** What is written is read back, whole and by name. */
const VALUES: Readonly<Record<string, Value>> = {
  zero: 0,
  'the largest integer': MAX,
  'the smallest integer': MIN,
  'an unsafe integer': 2n ** 53n + 1n,
  'a double': 1.5,
  'a whole double': new Double(2),
  'minus zero': -0,
  infinity: Infinity,
  'minus infinity': -Infinity,
  NaN: NaN,
  'the smallest double': 5e-324,
  true: true,
  false: false,
  'empty text': '',
  'text with NUL': 'a\0b',
  'text beyond ASCII': 'Zürich 😀 \uffff',
  'text of 64 KiB': 'x'.repeat(65_536),
  'empty bytes': Buffer.alloc(0),
  bytes: Buffer.from([0, 255, 1, 254]),
  'an empty list': [],
  'a list of all kinds': [null, true, 1, 1.5, 'a', Buffer.from([1]), [2], { a: 1 }, GEO],
  'an ordered list': new OrderedList([3, 'b', 1, 'a', null, [1], 2.5, true]),
  'an empty map': {},
  'a map of text': { b: 1, a: 2, '10': 3, '9': 4 },
  'a map of all keys': new Map<Value, Value>([
    ['b', 1],
    [7, 2],
    [Buffer.from([1, 2]), 3],
    [-1, 4],
    [MAX, 5],
    ['', 6],
  ]),
  'a map ordered by key': new OrderedMap({ b: 1, c: 0, a: 2 }),
  'a map ordered by key and value': new OrderedMap({ b: 1, c: 0, a: 2 }, { order: 'keyValue' }),
  'a map with a persisted index': new OrderedMap({ b: 1, c: 0, a: 2 }, { persistIndex: true }),
  'nested lists': [[[[[[[1]]]]]]],
  'nested maps': { a: { b: { c: { d: 1 } } } },
  'a point': GEO,
  'a circle': GeoJSON.circle(8.5, 47.4, 1000),
  'an empty sketch': new HyperLogLog(Buffer.from('00040000000000000000' + '00'.repeat(13), 'hex')),
  'a Java blob': new ForeignBlob(7, Buffer.from('aced', 'hex')),
  'a Python blob': new ForeignBlob(9, Buffer.from('80', 'hex')),
}

const values = Object.fromEntries(
  Object.entries(VALUES).map(([name, value]): [string, Step[]] => [
    `put and get ${name}`,
    [
      ['put', { v: value }],
      ['get', { bins: ['v'] }],
      ['operate', [['ops.read', 'v']]],
    ],
  ]),
)

const scalars: Record<string, Step[]> = {
  'get without a record': [['get'], ['get', { bins: ['a'] }], ['get', { bins: [] }]],
  'get some bins': [
    ['put', { a: 1, b: 2, c: 3 }],
    ['get', { bins: ['a', 'c'] }],
    ['get', { bins: ['a', 'x'] }],
    ['get', { bins: ['x'] }],
  ],
  'get no bins': [
    ['put', { a: 1 }],
    ['get', { bins: [] }],
  ],
  'get one bin twice': [
    ['put', { a: 1 }],
    ['get', { bins: ['a', 'a'] }],
  ],
  'exists and metadata': [['exists'], ['metadata'], ['put', { a: 1 }], ['exists'], ['metadata']],
  remove: [['remove'], ['put', { a: 1 }], ['remove'], ['exists'], ['remove']],
  'remove, then put starts anew': [['put', { a: 1 }], ['put', { a: 2 }], ['remove'], ['put', { b: 3 }]],
  touch: [['touch'], ['put', { a: 1 }], ['touch'], ['touch']],
  'generation counts up': [
    ['put', { a: 1 }],
    ['put', { a: 2 }],
    ['add', { a: 1 }],
    ['append', { b: 'x' }],
    ['metadata'],
  ],
  'put merges bins': [
    ['put', { a: 1, b: 2 }],
    ['put', { b: 'x', c: 3 }],
  ],
  'put null deletes a bin': [
    ['put', { a: 1, b: 2 }],
    ['put', { a: null }],
  ],
  'put null for the last bin': [
    ['put', { a: 1 }],
    ['put', { a: null }],
  ],
  'put null for a missing bin': [
    ['put', { a: 1 }],
    ['put', { b: null }],
  ],
  'put null without a record': [['put', { a: null }]],
  'put many bins': [['put', Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`bin${i}`, i]))]],
  'put a bin name of 15 bytes': [['put', { é2345678901234: 1, '😀': 2 }]],
  'put over another type': [
    ['put', { a: 1 }],
    ['put', { a: 'x' }],
    ['put', { a: [1] }],
    ['put', { a: 1.5 }],
  ],
  'put a record that is too large': [
    ['put', { a: Buffer.alloc(1024 * 1024) }],
    ['put', { a: Buffer.alloc(1_000_000) }],
    ['get', { bins: [] }],
    ['remove'],
  ],
  'put a bin that makes it too large': [
    ['put', { a: Buffer.alloc(900_000), b: 1 }],
    ['put', { c: Buffer.alloc(200_000) }],
    ['get', { bins: ['b', 'c'] }],
    ['remove'],
  ],
  'put a point that is none': [
    ['put', { a: new GeoJSON('{"type":"Point"}') }],
    ['put', { a: new GeoJSON('nonsense') }],
    ['put', { a: new GeoJSON('{"type":"Point","coordinates":[181,0]}') }],
  ],
  add: [
    ['add', { a: 5 }],
    ['add', { a: -7 }],
    ['add', { a: 1, b: 2 }],
  ],
  'add wraps around': [
    ['put', { a: MAX, b: MIN }],
    ['add', { a: 1 }],
    ['add', { b: -1 }],
  ],
  'add doubles': [
    ['add', { a: 1.5 }],
    ['add', { a: 0.25 }],
    ['add', { a: new Double(-3) }],
  ],
  'add an integer to a double': [
    ['put', { a: 1.5 }],
    ['add', { a: 1 }],
  ],
  'add a double to an integer': [
    ['put', { a: 1 }],
    ['add', { a: 1.5 }],
  ],
  'add to text': [
    ['put', { a: 'x', b: 1 }],
    ['add', { a: 1 }],
    ['add', { b: 1, a: 1 }],
  ],
  'add text': [
    ['put', { a: 1 }],
    ['add', { a: 'x' }],
  ],
  'add to a list': [
    ['put', { a: [1] }],
    ['add', { a: 1 }],
  ],
  'add a boolean': [
    ['put', { a: 1 }],
    ['add', { a: true }],
  ],
  'append and prepend text': [
    ['append', { a: 'b' }],
    ['prepend', { a: 'a' }],
    ['append', { a: 'c' }],
    ['append', { a: '' }],
  ],
  'append and prepend bytes': [
    ['append', { a: Buffer.from([2]) }],
    ['prepend', { a: Buffer.from([1]) }],
    ['append', { a: Buffer.alloc(0) }],
  ],
  'append text to bytes': [
    ['put', { a: Buffer.from([1]) }],
    ['append', { a: 'x' }],
  ],
  'append bytes to text': [
    ['put', { a: 'x' }],
    ['append', { a: Buffer.from([1]) }],
  ],
  'append to an integer': [
    ['put', { a: 1 }],
    ['append', { a: 'x' }],
  ],
  'append an integer': [
    ['put', { a: 'x' }],
    ['append', { a: 1 }],
    ['prepend', { a: 1 }],
  ],
  'append to a list': [
    ['put', { a: [1] }],
    ['append', { a: 'x' }],
  ],
  'prepend creates': [['prepend', { a: 'x' }]],
}

const INTERESTING_KEYS: Readonly<Record<string, string | number | bigint | Uint8Array>> = {
  'a number': 42,
  zero: 0,
  'a negative number': -42,
  'a bigint': 2n ** 62n,
  'empty text': '',
  'text with NUL': 'a\0b',
  'text beyond ASCII': 'Schlüssel 😀',
  'long text': 'k'.repeat(2000),
  bytes: Buffer.from('c0ffee', 'hex'),
  'empty bytes': Buffer.alloc(0),
}
const keys = Object.fromEntries(
  Object.entries(INTERESTING_KEYS).map(([name, key]): [string, Step[]] => [
    `key: ${name}`,
    [
      ['at', { key }, ['put', { a: 1 }, { sendKey: true }]],
      ['at', { key }, ['get']],
      ['at', { key }, ['get', { filterExpression: e('keyExists') }]],
      ['at', { key }, ['remove']],
    ],
  ]),
)

export const keyValue: Family = { name: 'key-value', scenarios: { ...scalars, ...values, ...keys } }
