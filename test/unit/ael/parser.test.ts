import { expect, it } from 'vitest'
import { ael } from '../../../src/ael.ts'
import { exp, type Expression } from '../../../src/expressions/index.ts'

// Whatever a text is, reading it ends, and never at the end of the stack.

const DEEP = 100_000

it.each<[string, string]>([
  ['parentheses', `${'('.repeat(DEEP)}1${')'.repeat(DEEP)}`],
  ['open parentheses', '('.repeat(DEEP)],
  ['functions', `${'abs('.repeat(DEEP)}1${')'.repeat(DEEP)}`],
  ['not', `${'not '.repeat(DEEP)}$.a`],
  ['lists', `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`],
  ['maps', `${'{1:'.repeat(DEEP)}1${'}'.repeat(DEEP)}`],
  ['sums', `$.a${' + 1'.repeat(DEEP)}`],
  ['powers', `$.a${' ** 1.0'.repeat(DEEP)}`],
  ['signs', `${'~'.repeat(DEEP)}$.a`],
  ['let', `${'let (x = '.repeat(DEEP)}1`],
  ['when', `${'when ('.repeat(DEEP)}1`],
  ['paths in parentheses', `${'('.repeat(DEEP)}$.a${').[0]'.repeat(DEEP)}`],
  ['selectors', `$.a${'.[($.a'.repeat(DEEP)}`],
  ['filters', `$.a${'.*[?(@'.repeat(DEEP)}`],
  ['functions behind functions', `$.a${'.append(1)'.repeat(DEEP)}`],
])('nesting by %s ends in a typed error', (_, text) => {
  expect(() => ael.any.parse(text)).toThrow(expect.objectContaining({ code: 'INVALID_EXPRESSION' }) as Error)
})

it('nests as deep as expressions may', () => {
  let expression: Expression<'bool'> = exp.keyExists()
  for (let depth = 1; depth < 500; depth++) expression = exp.not(expression)
  expect(ael.parse(String(expression)).toBase64()).toBe(expression.toBase64())
  expect(() => ael.parse(`not(${String(expression)})`)).toThrow('nested deeper than 500')
})

it('reads a text of many parts', () => {
  const text = Array.from({ length: 10_000 }, (_, index) => `$.a == ${index}`).join(' or ')
  const { node } = ael.parse(text) as unknown as { readonly node: { readonly operands: readonly unknown[] } }
  expect(node.operands.length).toBe(10_000)
  expect(() => ael.parse(`${text} or `.repeat(4) + text)).toThrow('larger than a server takes')
  expect(() => ael.parse('$.a == 1 or '.repeat(70_000))).toThrow('more than 131072 operations')
})

it('has no end of the stack in a long text', () => {
  expect(ael.parse('$.a == 1' + ' '.repeat(20_000_000)).type).toBe('bool')
  expect(ael.parse('$.a == 1' + '/**/'.repeat(5_000_000)).type).toBe('bool')
  expect(() => ael.parse(`$.a =~ /${'['.repeat(10_000_000)}/`)).toThrow('unmatched [')
})

it('reads long texts in time that grows with them', () => {
  for (const text of [
    '$.a == 1' + ' '.repeat(1_000_000),
    `$.a == '${'x'.repeat(1_000_000)}'`,
    '/**/'.repeat(200_000) + '$.a == 1',
    `$.a =~ /${'x'.repeat(1_000_000)}/`,
  ]) {
    expect(ael.parse(text).type).toBe('bool')
  }
})
