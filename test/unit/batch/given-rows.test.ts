import { describe, expect, test } from 'vitest'
import { KeyList, RowList } from '../../../src/batch/given-rows.ts'
import type { BatchRow, RowAction } from '../../../src/batch/row.ts'
import * as rows from '../../../src/batch/rows.ts'
import { Key } from '../../../src/key.ts'
import * as ops from '../../../src/operations/scalar.ts'

const key = (n: number | string): Key => new Key('test', 'set', n)
const gets = (count: number): BatchRow[] => Array.from({ length: count }, (_, n) => rows.get(key(n)))

describe('rows read the same', () => {
  test.each<[string, readonly unknown[], boolean]>([
    ['when only keys differ', gets(3), true],
    ['of which none is there', [], false],
    ['not when bins differ', [rows.get(key(1)), rows.get(key(2), ['a'])], false],
    ['when bins are named alike', [rows.get(key(1), ['a']), rows.get(key(2), ['a'])], true],
    ['not when kinds differ', [rows.get(key(1)), rows.exists(key(2))], false],
    ['not when options differ', [rows.get(key(1)), rows.get(key(2), undefined, {})], false],
    ['not in two sets', [rows.get(key(1)), rows.get(new Key('test', 'other', 2))], false],
    ['not when one writes', [rows.get(key(1)), rows.put(key(2), { a: 1 })], false],
    ['not when they run operations', [rows.operate(key(1), [])], false],
    ['not when one is no row', [rows.get(key(1)), null], false],
    ['not when a key is none', [rows.get(key(1)), { kind: 'get', key: 2 }], false],
  ])('%s', (_, given, expected) => {
    expect(new RowList(given as BatchRow[]).allReadTheSame()).toBe(expected)
  })
})

describe('one action for many keys', () => {
  const get: RowAction = { kind: 'get', bins: ['a'] }
  const list = (keys: readonly unknown[], action: RowAction = get): KeyList =>
    new KeyList(keys as Key[], action)

  test.each<[string, KeyList, boolean]>([
    ['that reads', list([key(1), key(2)]), true],
    ['that looks whether they are there', list([key(1)], { kind: 'exists' }), true],
    ['of which there is none', list([]), false],
    ['that writes', list([key(1)], { kind: 'remove' }), false],
    ['of operations', list([key(1)], { kind: 'operate', operations: [ops.read('a')] }), false],
    ['of two sets', list([key(1), new Key('test', 'other', 2)]), false],
    ['of two namespaces', list([key(1), new Key('bar', 'set', 2)]), false],
    ['of which one is none', list([key(1), 'key']), false],
  ])('%s', (_, given, expected) => {
    expect(given.allReadTheSame()).toBe(expected)
  })

  test('is checked with the first key, and each key by itself', () => {
    expect(() => {
      list([key(1)], { kind: 'get', bins: [''] }).check(0)
    }).toThrow('bins must be a list of bin names')
    const given = list([key(1), { namespace: 'test' }])
    given.check(0)
    expect(() => {
      given.check(1)
    }).toThrow('the key must be a Key')
  })
})

test('rows of a stream have the numbers that they have there', () => {
  const list = new RowList(gets(2), 100)
  list.push(rows.remove(key('third')))
  expect([list.action(102).kind, list.key(102).userKey, list.length]).toEqual(['remove', 'third', 3])
  list.pop()
  expect(() => {
    list.check(102)
  }).toThrow('it is no row')
})
