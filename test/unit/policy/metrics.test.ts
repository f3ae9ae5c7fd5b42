import { expect, test } from 'vitest'
import { METRICS_DEFAULTS, METRICS_OPTIONS } from '../../../src/policy/metrics.ts'
import { resolveOptions } from '../../../src/policy/table.ts'

const resolve = (options: object) =>
  resolveOptions(METRICS_OPTIONS, METRICS_DEFAULTS, options, 'enableMetrics')

test.each([
  [{ interval: 0 }, 'interval must be a whole number from 1 to 86400, not 0'],
  [{ latencyColumns: 1 }, 'latencyColumns must be a whole number from 2 to 255, not 1'],
  [{ latencyShift: 0.5 }, 'latencyShift must be a whole number from 1 to 31, not 0.5'],
  [{ stages: 1 }, 'stages must be true or false, not 1'],
  [{ reportDir: '' }, 'reportDir must be the path of a folder, not ""'],
  [{ reportDir: 'a\0' }, 'reportDir must be the path of a folder'],
  [{ reportSizeLimit: 999_999 }, 'reportSizeLimit must be 0 or a whole number from 1000000 on, not 999999'],
  [{ labels: ['a'] }, 'labels must be an object of texts, not an array'],
  [{ labels: { a: 1 } }, 'labels must be an object of texts: a is 1'],
  [{ labels: { 'a,b': 'x' } }, 'labels must have names and values without [ ] , and line breaks'],
  [{ labels: { a: 'x]' } }, 'labels must have names and values without [ ] , and line breaks'],
  [{ labels: { '': 'x' } }, 'no empty name'],
  [{ listener: () => 0 }, 'listener must be an object, not a value of type function'],
  [{ listener: {} }, 'listener must have one of onEnable, onSnapshot, onNodeClose, onDisable'],
  [{ listener: { onSnapshot: 1 } }, 'listener must have functions only among'],
  [{ file: 'x' }, 'there is no option "file"'],
])('%j is refused', (options, words) => {
  expect(() => resolve(options)).toThrow(words)
})

test('what is right is taken', () => {
  const listener = { onSnapshot: () => undefined }
  const options = { reportDir: '.', reportSizeLimit: 1_000_000, labels: { region: 'us' }, listener }
  expect(resolve(options)).toEqual({ ...METRICS_DEFAULTS, ...options })
})
