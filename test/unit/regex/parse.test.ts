import { describe, expect, it } from 'vitest'
import { exp } from '../../../src/expressions/index.ts'
import { patternFault } from '../../../src/regex/parse.ts'

const EXTENDED = { extended: true, ignoreCase: false, newline: false } as const
const BASIC = { ...EXTENDED, extended: false } as const

describe('patterns that do not compile', () => {
  it.each([
    ['(a', 'unmatched (, before character 2'],
    ['a)(', 'unmatched (, before character 3'],
    ['[a', 'unmatched [, before character 1'],
    ['née[', 'unmatched [, before character 4'],
    ['*a', 'invalid preceding regular expression, before character 1'],
    ['a|+b', 'invalid preceding regular expression, before character 3'],
    ['a{2,1}', 'invalid content of {}, before character 6'],
    ['a{x}', 'invalid content of {}, before character 2'],
    ['[b-a]', 'invalid range end, before character 1'],
    ['[[:x]', 'unmatched [, before character 1'],
    ['[[:digit:]-z]', 'invalid range end, before character 1'],
    ['[[=a=]-z]', 'invalid range end, before character 1'],
    ['[[:nope:]]', 'unknown character class, before character 1'],
    ['a\\', 'trailing backslash, before character 1'],
    ['(a)\\2', 'invalid back reference, before character 5'],
    ['(?:a)', 'invalid preceding regular expression, before character 2'],
  ])('%s: %s', (pattern, fault) => {
    expect(patternFault(pattern, EXTENDED)).toBe(fault)
  })

  it('have names of classes as they are written, also where case is ignored', () => {
    const options = { ...EXTENDED, ignoreCase: true }
    expect(patternFault('é[[:alpha:]]', options)).toBeUndefined()
    expect(patternFault('é[[:ALPHA:]]', options)).toBe('unknown character class, before character 2')
  })

  it('are others in basic syntax', () => {
    expect(patternFault('\\(a', BASIC)).toBe('unmatched (, before character 3')
    expect(patternFault('(a*+{x', BASIC)).toBeUndefined()
  })

  it('are others when case is ignored: ranges are of upper case', () => {
    const options = { ...EXTENDED, ignoreCase: true }
    expect(patternFault('[A-_]', options)).toBeUndefined()
    expect(patternFault('[[-z]', options)).toBe('invalid range end, before character 1')
  })

  it.each<[string, string]>([
    ['brackets', `[${'[:'.repeat(500_000)}`],
    ['intervals', `${'a{1}'.repeat(250_000)}(`],
    ['bytes', `${'a'.repeat(1_000_000)}(`],
  ])('are found in a long one of %s', (_, pattern) => {
    expect(patternFault(pattern, EXTENDED)).toContain('unmatched')
  })

  it('are refused by the builder', () => {
    expect(() => exp.regex('x', 'a(b')).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: expect.stringMatching(
          /^exp.regex: pattern does not compile: unmatched \(, before character 3/,
        ) as string,
      }),
    )
    expect(() => exp.regex('x', 'a(b', { extended: false })).not.toThrow()
  })
})

it.each(['', 'a)', 'a{,3}', '(|a)', '[]a]', '[^]]', 'a**', '\\d', '('.repeat(250) + ')'.repeat(250)])(
  '%s compiles',
  (pattern) => {
    expect(patternFault(pattern, EXTENDED)).toBeUndefined()
  },
)
