import { expect, it } from 'vitest'
import { ops } from '../../../src/index.ts'
import { jobWork, parseProgress } from '../../../src/query/job.ts'

const ANSWER =
  'trid=7:ns=test:set=demo:n-pids-requested=0:rps=100:active-threads=1:status=active(ok):job-progress=41.50:' +
  'run-time=80:recs-filtered-meta=1:recs-filtered-bins=2:recs-succeeded=30:recs-failed=4:from=127.0.0.1+1:job-type=background-ops'

it('reads how far a node is', () => {
  expect(parseProgress('A', ANSWER)).toEqual({
    node: 'A',
    status: 'active',
    percent: 41.5,
    succeeded: 30,
    failed: 4,
    filtered: 3,
  })
})

it.each([
  ['done(ok)', 'done'],
  ['done(user-aborted)', 'aborted'],
  ['done(abandoned-unknown)', 'aborted'],
  ['active(user-aborted)', 'active'],
])('status %s is %s', (text, status) => {
  expect(parseProgress('A', `status=${text}`).status).toBe(status)
})

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
