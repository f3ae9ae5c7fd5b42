import { describe, expect, test } from 'vitest'
import { chunkLimits } from '../../../src/batch/encode-request.ts'
import { KeyList } from '../../../src/batch/given-rows.ts'
import { PreparedRows, rowDefaults } from '../../../src/batch/prepare.ts'
import type { BatchRow } from '../../../src/batch/row.ts'
import * as rows from '../../../src/batch/rows.ts'
import { AerospikeError } from '../../../src/errors/index.ts'
import { Key } from '../../../src/key.ts'
import * as ops from '../../../src/operations/scalar.ts'
import { BATCH_DEFAULTS, WRITE_ROW_DEFAULTS } from '../../../src/policy/batch.ts'
import { preparedOf } from './prepared.ts'

const key = new Key('test', 'set', 1)

function prepare(given: readonly unknown[], base = 0): PreparedRows {
  return preparedOf(given as readonly BatchRow[], { base })
}

describe('rows that cannot be sent', () => {
  const cases: readonly (readonly [string, unknown, string, RegExp])[] = [
    ['nothing', undefined, 'INVALID_ARGUMENT', /rows\[1\]: it is no row/],
    ['null', null, 'INVALID_ARGUMENT', /rows\[1\]: it is no row/],
    ['no key', { kind: 'get' }, 'INVALID_KEY', /rows\[1\]: the key must be a Key/],
    ['another kind', { kind: 'read', key }, 'INVALID_ARGUMENT', /rows\[1\]: there is no kind "read"/],
    [
      'bins that are no names',
      { kind: 'get', key, bins: [1] },
      'INVALID_ARGUMENT',
      /rows\[1\]: bins must be/,
    ],
    [
      'operations that read, with an option of writing',
      rows.operate(key, [ops.read('a')], { ttl: 1 }),
      'INVALID_OPTION',
      /rows\[1\]: options: there is no option "ttl"/,
    ],
    [
      'operations that write, with an option of reading',
      rows.operate(key, [ops.add('a', 1)], { readMode: 'all' }),
      'INVALID_OPTION',
      /rows\[1\]: options: there is no option "readMode"/,
    ],
    [
      'no operations',
      { kind: 'operate', key, operations: [] },
      'INVALID_ARGUMENT',
      /rows\[1\]: operate takes a list/,
    ],
    ['no bins to write', { kind: 'put', key }, 'INVALID_ARGUMENT', /rows\[1\]: bins are given as an object/],
    ['no bin to write', rows.put(key, {}), 'INVALID_ARGUMENT', /rows\[1\]: There are no bins/],
    ['a value that is none', rows.put(key, { a: undefined as never }), 'INVALID_VALUE', /rows\[1\]: Bin "a"/],
    [
      'a bin name that is too long',
      rows.get(key, ['1234567890123456']),
      'INVALID_BIN_NAME',
      /rows\[1\]: .*longer than 15/,
    ],
    [
      'an unknown option',
      rows.get(key, [], { ttl: 1 } as object),
      'INVALID_OPTION',
      /rows\[1\]: options: .*"ttl"/,
    ],
    [
      'an option of the wrong type',
      rows.put(key, { a: 1 }, { ttl: 'x' as never }),
      'INVALID_OPTION',
      /rows\[1\]: options: ttl/,
    ],
    [
      'a function without a name',
      { kind: 'apply', key, module: 'm' },
      'INVALID_ARGUMENT',
      /rows\[1\]: module and function/,
    ],
    [
      'arguments that are no list',
      { kind: 'apply', key, module: 'm', function: 'f', args: 1 },
      'INVALID_ARGUMENT',
      /args/,
    ],
    [
      'an argument that is no value',
      rows.apply(key, 'm', 'f', [undefined as never]),
      'INVALID_VALUE',
      /rows\[1\]: args/,
    ],
  ]
  test.each(cases)('%s', (_, row, code, message) => {
    expect(() => prepare([rows.get(key), row])).toThrow(message)
    try {
      prepare([rows.get(key), row])
    } catch (error) {
      expect(error).toBeInstanceOf(AerospikeError)
      expect((error as AerospikeError).code).toBe(code)
    }
  })

  test('the number is that of the whole stream', () => {
    expect(() => prepare([null], 5000)).toThrow(/rows\[5000\]/)
  })

  test('options are checked again for another kind of row, though the object is the same', () => {
    const options = { ttl: 60 }
    expect(() => prepare([rows.put(key, { a: 1 }, options), rows.remove(key, options as object)])).toThrow(
      /rows\[1\].*"ttl"/,
    )
  })
})

test('keys of one action have the numbers that they have among all', () => {
  const keys = Array.from({ length: 5 }, (_, n) => new Key('test', 'set', n))
  const given = new KeyList(keys, { kind: 'remove' })
  const prepared = new PreparedRows(given, rowDefaults(BATCH_DEFAULTS), chunkLimits(BATCH_DEFAULTS), 3)
  prepared.add()
  prepared.add()
  expect([prepared.count, prepared.key(0), prepared.key(1), prepared.action(1)]).toEqual([
    2,
    keys[3],
    keys[4],
    { kind: 'remove' },
  ])
  expect([prepared.partitionId(1), prepared.hasWrites]).toEqual([keys[4]?.partitionId, true])
  expect(() => prepared.add()).toThrow('rows[5]: the key must be a Key')
})

test('tells rows that write from those that read', () => {
  const prepared = prepare([
    rows.get(key),
    rows.remove(key),
    rows.apply(key, 'm', 'f'),
    rows.operate(key, [ops.touch()]),
  ])
  expect([0, 1, 2, 3].map((index) => prepared.isWrite(index))).toEqual([false, true, true, true])
  expect(prepared.hasWrites).toBe(true)
  expect(prepare([rows.get(key)]).hasWrites).toBe(false)
})

test('a row whose user key is sent does not stand on the bytes of one that has none', () => {
  const bins = { a: 1 }
  const defaults = rowDefaults(BATCH_DEFAULTS, { ...WRITE_ROW_DEFAULTS, sendKey: true })
  const keys = [Key.fromDigest('test', 'set', key.digest), key, key]
  const prepared = preparedOf(
    keys.map((each) => rows.put(each, bins)),
    { defaults },
  )
  expect(prepared.canRepeat(0, 1)).toBe(false)
  expect(prepared.canRepeat(1, 2)).toBe(false)
})
