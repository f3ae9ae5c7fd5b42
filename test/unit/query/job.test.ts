import { expect, it } from 'vitest'
import { ops } from '../../../src/index.ts'
import { jobWork } from '../../../src/query/job.ts'

it('takes operations that write, or a function', () => {
  const operation = ops.add('n', 1)
  expect(jobWork([operation])).toEqual({ operations: [operation] })
  expect(jobWork({ module: 'm', function: 'f', args: [1, 'a'] })).toEqual({
    udf: { module: 'm', function: 'f', args: Buffer.from('9201a20361', 'hex') },
  })
})

it.each([
  ['nothing', undefined],
  ['no operations', []],
  ['an operation that reads', [ops.read('a')]],
  ['a function without a module', { function: 'f' }],
  ['arguments that cannot be sent', { module: 'm', function: 'f', args: [() => 1] }],
])('refuses %s', (_name, work) => {
  expect(() => jobWork(work)).toThrow(expect.objectContaining({ name: 'ArgumentError' }) as Error)
})
