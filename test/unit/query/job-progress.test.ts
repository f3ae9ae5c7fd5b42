import { expect, it } from 'vitest'
import { ProtocolError } from '../../../src/errors/index.ts'
import { parseProgress } from '../../../src/query/job-progress.ts'

const FIGURES =
  ':rps=100:active-threads=1:status=active(ok):job-progress=41.50:run-time=80:time-since-done=0:recs-throttled=0:' +
  'recs-filtered-meta=1:recs-filtered-bins=2:recs-succeeded=30:recs-failed=4:from=127.0.0.1+1:job-type=background-ops'
const ANSWER = `trid=7:ns=test:set=demo:n-pids-requested=4096:n-keyds-requested=0${FIGURES}`
const READ = { node: 'A', status: 'active', percent: 41.5, succeeded: 30, failed: 4, filtered: 3 }

it('reads how far a node is', () => {
  expect(parseProgress('A', ANSWER)).toEqual(READ)
})

it.each([
  ['a set', `trid=7:ns=test:set=:status=done(ok):job-progress=0:recs-succeeded=9:recs-failed=9${FIGURES}`],
  ['an index', `trid=7:ns=test:set=a:status=x:sindex-name=:recs-failed=9:from=${FIGURES}`],
  ['a function', `${ANSWER}:udf-filename=m:udf-function=${FIGURES}:udf-active=0`],
])('is not led astray by the name of %s', (_name, answer) => {
  expect(parseProgress('A', answer)).toEqual(READ)
})

it.each([
  ['done(ok)', 'done'],
  ['done(user-aborted)', 'aborted'],
  ['done(abandoned-unknown)', 'aborted'],
  ['active(user-aborted)', 'active'],
])('status %s is %s', (text, status) => {
  expect(parseProgress('A', ANSWER.replace('active(ok)', text)).status).toBe(status)
})

it.each(['', 'trid=7:ns=test', ANSWER.replace('41.50', ''), ANSWER.slice(0, 200)])('refuses %j', (answer) => {
  expect(() => parseProgress('A', answer)).toThrow(ProtocolError)
})
