import { expect, it } from 'vitest'
import { Key } from '../../../src/index.ts'
import { resolvePartitions } from '../../../src/query/partitions.ts'

it('reads every way to choose partitions', () => {
  const key = new Key('test', 'demo', 1)
  expect(resolvePartitions('all')).toEqual({ first: 0, count: 4096 })
  expect(resolvePartitions(7)).toEqual({ first: 7, count: 1 })
  expect(resolvePartitions({ first: 4000, count: 96 })).toEqual({ first: 4000, count: 96 })
  expect(resolvePartitions({ after: key })).toEqual({ first: key.partitionId, count: 1, after: key.digest })
  expect(resolvePartitions({ after: key.digest }).first).toBe(key.partitionId)
})

it.each([
  [-1],
  [4096],
  [1.5],
  [{ first: 4000, count: 97 }],
  [{ first: 0, count: 0 }],
  [{ after: 'x' }],
  [null],
  ['some'],
])('refuses %j', (choice) => {
  expect(() => resolvePartitions(choice as never)).toThrow('partitions: ')
})
