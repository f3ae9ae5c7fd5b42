import { expect, test } from 'vitest'
import { foundInputs } from '../fuzz/found.ts'
import { fuzz } from '../fuzz/targets.ts'

test('what a coverage-guided fuzzer found makes nothing throw but our own errors', () => {
  const inputs = foundInputs('test/fuzz/found.gz')
  expect(inputs.length).toBeGreaterThan(6_000)
  for (const input of inputs) fuzz(input)
})
