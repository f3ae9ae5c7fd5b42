import { expect, it } from 'vitest'
import { AelError, ael } from '../../../src/ael.ts'
import { AerospikeError, ArgumentError } from '../../../src/errors/index.ts'

function failure(text: string): AelError {
  try {
    ael.any.parse(text)
  } catch (error) {
    if (error instanceof AelError) return error
    throw error
  }
  throw new Error(`${text} is taken`)
}

it('points at the place, in the line that it shows', () => {
  const error = failure('$.a == 1 and\n  $.b = 2')
  expect(error.message).toBe(
    'Line 2, column 7: = does not belong here; write == to compare\n    $.b = 2\n        ^',
  )
  expect(error).toMatchObject({
    code: 'INVALID_EXPRESSION',
    line: 2,
    column: 7,
    hint: 'write == to compare',
    name: 'AelError',
  })
  expect(error).toBeInstanceOf(ArgumentError)
  expect(error).toBeInstanceOf(AerospikeError)
})

it('shows a part of a long line, and no control characters', () => {
  const error = failure(`${'$.a == 1 and '.repeat(20)}\t$.b = 2${' and $.a == 1'.repeat(20)}`)
  const [, line = '', caret = ''] = error.message.split('\n')
  expect(line.length).toBeLessThan(130)
  expect(line.charAt(caret.indexOf('^'))).toBe('=')
  expect(line.startsWith('  …')).toBe(true)
  expect(line).toMatch(/…$/)
  expect(line).not.toContain('\t')
})

it.each<[text: string, column: number, says: string]>([
  // Written as in another language.
  ['$.a = 1', 5, 'write == to compare'],
  ['$.a === 1', 5, 'write =='],
  ['$.a <> 1', 5, 'write !='],
  ['$.a == 1 && $.b == 2', 10, 'write and'],
  ['$.a == 1 || $.b == 2', 10, 'write or'],
  ['$.a == 1 AND $.b == 2', 10, 'write and'],
  ['!$.a', 1, 'write not(…)'],
  ['NOT $.a', 1, 'write not(…)'],
  ["$.a LIKE 'x%'", 5, 'write =~ with a regular expression'],
  ['$.a between 1 and 2', 5, 'write $.age >= 18 and $.age < 65'],
  ['$.a == null', 8, 'write NIL'],
  ['$.a == True', 8, 'write true'],
  ['$.a[0] == 1', 4, 'a path goes on with a dot: .['],
  ['$.a == 1;', 9, 'a text is one expression'],
  ['$.a == /x/', 8, 'behind =~'],
  ['with (x = 1) then (${x})', 1, 'with has become let'],
  // Bins, text and variables.
  ['age > 18', 1, "write $.age for a bin, 'age' for text"],
  ['$age > 18', 2, 'write $.age for a bin, ${age} for a variable'],
  ["'$.age' >= 18", 1, 'a path stands without quotes'],
  ['$.age => 18', 7, 'write >= to compare; => belongs in when (… => …)'],
  ["18 < '$.age'", 6, 'a path stands without quotes'],
  ['$.name == Ann', 11, "'Ann' for text"],
  ['${x} > 18', 1, 'no let around it names ${x}'],
  ['let (x = 1) then (${y} > 1)', 19, 'no let around it names ${y}'],
  ['let (x = 1, x = 2) then (${x} > 1)', 13, 'a variable cannot hide another'],
  ['let x = 1 then (${x})', 5, 'write let (x = $.age) then'],
  ['let (${x} = 1) then (${x})', 6, 'write x = …'],
  ['let (x = 1) (${x})', 13, 'then is missing'],
  ['$. == 1', 4, 'the name of a bin is missing'],
  // Misspelt.
  ['aps($.a) == 1', 1, 'did you mean abs(…)?'],
  ['$.tt() < 5', 3, 'did you mean $.ttl()?'],
  ['$.a.cout() < 5', 5, 'did you mean count()?'],
  ['$.a.get(type: Int) < 5', 15, 'did you mean INT?'],
  ['$.l.listAppend(1, uniqe: true)', 19, 'did you mean unique?'],
  ['@kye == 1', 1, 'there are @, @key and @index'],
  // Not finished, or in the wrong place.
  ['', 1, 'the text is empty'],
  ['$.a ==', 7, 'the text ends where an operand is missing'],
  ['($.a == 1', 1, '( is not closed; close it with )'],
  ["$.a == 'x", 8, 'the text does not end'],
  ['$.a == 1 /* x', 10, 'the comment does not end'],
  ["$.a == 'x\\y'", 10, '\\y is no escape'],
  ["$.a == x'abc'", 8, 'no hex digits in pairs'],
  ["$.a == b64'*'", 8, 'no base64'],
  ['$.a == 12ab', 8, '12ab is no number'],
  ['$.a == 9223372036854775808', 8, 'out of range'],
  ['$.a == 1.0e999', 8, "1.0e999 is out of range; infinity is float('Infinity')"],
  ["$.a == float(' ')", 14, 'float takes text that is a number'],
  ["$.a == float('1', 2)", 19, 'float takes one value'],
  ["$.a == hll(x'00', 2)", 19, 'hll takes one value'],
  ["expression(x'93010102', 2)", 1, 'expression takes bytes'],
  ['$.a == {x: 1, x: 2}', 8, 'a key stands twice in the map'],
  ['$.a < 1 < 2', 9, 'comparisons cannot be chained'],
  ['$.a == 1 $.b', 10, '$ does not belong here'],
  ['when ($.a => 1)', 15, 'the last case is default => …'],
  ['when (default => 1)', 1, 'when has no case'],
  ['$.a =~ x', 8, 'write it between slashes'],
  ['[1, $.a] == $.l', 5, 'a value is wanted here'],
  ['§', 1, '"§" means nothing here'],
  ['😀', 1, '"😀" means nothing here'],
  // Types.
  ['$.a == $.b', 1, 'say it behind the path: $.a:STRING'],
  ["$.a:INT == 'x'", 12, 'this must be of type INT, not STRING'],
  ['$.a:INT == $.b:STRING', 12, 'STRING cannot be compared or combined with INT'],
  ["$.a + 'x' == 1", 7, 'numbers are wanted here, not STRING'],
  ['$.a and 5', 9, 'this must be of type BOOL, not INT'],
  ['$.l.[=5] == 5', 13, 'this must be of type LIST, not INT'],
  ['$.a:BLOB == 5', 13, "bytes are written x'00ff'"],
  ['$.g:GEO == $.h', 9, 'geo has no order'],
  // Paths.
  ['$.m.{a:c}', 6, 'a range of keys has an @ in front'],
  ['$.l.[@a]', 6, 'a list has no keys'],
  ['$.l.[1,2]', 6, 'values have a = in front'],
  ['$.l.[3:1]', 5, 'the range ends before it begins'],
  ['$.m.{@a:c}.x == 1', 5, 'this selects several elements'],
  ['$.l.[0:1~2]', 9, '~ belongs to ranks'],
  ['$.a.modify(1)', 5, 'modify() is for paths'],
  ['$.m.a:ORDERED.append(1)', 7, 'a map cannot be ORDERED'],
  // What servers know later.
  ['$.s.upper() == 1', 5, 'from 8.2 on'],
  ['$.s:STRING.toInt() == 1', 12, 'servers read numbers from text from 8.2 on'],
  ['$.s =~ /\\d+/', 8, 'from 8.2 on'],
  ['$.s =~ /a/m', 8, 'servers know the flag m from 8.2 on'],
])('%s', (text, column, says) => {
  const error = failure(text)
  expect(error.message).toContain(says)
  expect([error.line, error.column]).toEqual([1, column])
})

it('of any text comes an expression or INVALID_EXPRESSION', () => {
  const parts = [
    '$',
    '.',
    'a',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ':',
    'INT',
    ',',
    '=',
    '==',
    '>',
    '+',
    '-',
    '1',
    '1.5',
    "'x'",
    '?0',
    '*',
    '@',
    'key',
    '!',
    '#',
    '~',
    ' and ',
    ' or ',
    ' in ',
    'not',
    'when',
    'let',
    'then',
    '=>',
    'default',
    '${x}',
    '=~',
    '/a/',
    'count',
    'get',
    'type',
    '[?(',
    'NIL',
    'x',
    "x'00'",
    '//',
    '/*',
    '\\',
    '"',
    '\n',
    'é',
  ]
  let seed = 7
  const pick = (count: number): number => (seed = (seed * 48271) % 2147483647) % count
  for (let round = 0; round < 20_000; round++) {
    const text = Array.from({ length: 1 + pick(12) }, () => parts[pick(parts.length)]).join('')
    try {
      ael.any.parse(text, [1])
    } catch (error) {
      if (!(error instanceof AelError))
        throw new Error(`${JSON.stringify(text)}: ${String(error)}`, { cause: error })
    }
  }
})
