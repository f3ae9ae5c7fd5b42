import { describe, expect, it } from 'vitest'
import { ExpRegexFlag } from '../../../../src/expressions/codes.ts'
import { compileRegex } from '../../../../src/testing/regex/index.ts'

const { extended, ignoreCase, newline, none } = ExpRegexFlag

function matches(pattern: string, text: string, flags: number): boolean | 'refused' {
  return compileRegex(Buffer.from(pattern), flags)?.matches(Buffer.from(text)) ?? 'refused'
}

describe('POSIX patterns', () => {
  it.each([
    ['a.*c', 'xabcx', extended, true],
    ['^(ab|he).*', 'hello', extended, true],
    ['x{3,}', 'xx', extended, false],
    ['x{3}', 'x{3}', none, true],
    ['x\\{3\\}', 'xxx', none, true],
    ['\\(a\\)\\1', 'caac', none, true],
    ['(a|b)\\1', 'ab', extended, false],
    ['*a', '*a', none, true],
    ['*a', 'a', extended, 'refused'],
    ['^*', 'a', extended, 'refused'],
    ['a**', 'a', extended, true],
    ['a**', 'a', none, 'refused'],
    ['a*\\+', 'a', none, true],
    ['(', 'x', extended, 'refused'],
    ['\\(', 'x', none, 'refused'],
    [')', ')', extended, true],
    ['a{2,1}', 'aa', extended, 'refused'],
    ['[b-a]', 'a', none, 'refused'],
    ['[[:digit:]]+-', '24-', extended, true],
    ['[]a]', ']', none, true],
    ['[^]a]', 'b', none, true],
    ['[a-]', '-', none, true],
    ['[[:nope:]]', 'a', none, 'refused'],
    ['[A-Z]', 'q', ignoreCase, true],
    ['HELLO', 'hello', ignoreCase, true],
    ['É', 'é', ignoreCase, false],
    // In brackets and behind a backslash it shows that glibc folds to upper case.
    ['^[A-_]$', 'q', ignoreCase | extended, true],
    ['\\A', 'a', ignoreCase, true],
    ['\\a', 'a', ignoreCase, false],
    ['^b', 'a\nb', none, false],
    ['^b', 'a\nb', newline, true],
    ['a.b', 'a\nb', newline, false],
    ['a.b', 'a\nb', none, true],
    ['\\bWorld', 'Hello World', extended, true],
    ['a|', '', extended, true],
    ['b', 'a\0b', none, false],
  ] as const)('%s on %j with flags %i: %s', (pattern, text, flags, expected) => {
    expect(matches(pattern, text, flags)).toBe(expected)
  })

  it('takes time that grows with the text only', () => {
    expect(matches('(a*)*(a|aa)*$x', 'a'.repeat(5000), extended)).toBe(false)
    expect(matches('((a{0,9}){0,9}){0,9}b', 'a'.repeat(2000), extended)).toBe(false)
  })

  it('gives up on patterns that need too much', () => {
    expect(matches('(((a{1,200}){1,200}){1,200}){1,200}', 'a', extended)).toBe('refused')
    expect(matches('(a*)*(a*)*(a*)*\\1b', 'a'.repeat(200), extended)).toBe(false)
  })
})
