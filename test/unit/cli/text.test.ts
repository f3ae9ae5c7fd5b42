import { describe, expect, it } from 'vitest'
import { wrap } from '../../../src/cli/command.ts'
import { escapeControls, escapeJson, escapeMessage, escapeText, quote } from '../../../src/cli/escape.ts'
import { countText, durationText, percentText, sizeText } from '../../../src/cli/figures.ts'
import { plain } from '../../../src/cli/paint.ts'
import { tableLines } from '../../../src/cli/table.ts'
import { cut, fit, widthOf } from '../../../src/cli/width.ts'

describe('what others wrote', () => {
  it.each([
    ['a\u001b[31mb', 'a\\x1b[31mb'],
    ['line\nnext\r\t', 'line\\nnext\\r\\t'],
    ['\u0000\u007f\u009b', '\\x00\\x7f\\x9b'],
    ['\u202eright to left', '\\u{202e}right to left'],
    ['no\u200bthing\ufeff', 'no\\u{200b}thing\\u{feff}'],
    ['half \ud800', 'half \\u{d800}'],
    ['tag \u{e0041}', 'tag \\u{e0041}'],
    ['back\\slash', 'back\\\\slash'],
    ['日本語 é 😀', '日本語 é 😀'],
  ])('%j never reaches the terminal as it is', (text, escaped) => {
    expect(escapeText(text)).toBe(escaped)
    expect(quote(`${text}"`)).toBe(`"${escaped}\\""`)
  })

  it('leaves backslashes of messages, and their lines', () => {
    expect(escapeControls('a\\b\u0007')).toBe('a\\b\\x07')
    expect(escapeMessage('Line 1\n  x\u001b')).toBe('Line 1\n  x\\x1b')
  })

  it('stays JSON of the same value', () => {
    const value = { '\u009b\u202e\u{e0041}': ['\u0000 \ud83d\ude00 \u2028'] }
    const json = escapeJson(JSON.stringify(value))
    expect(JSON.parse(json)).toEqual(value)
    expect(json).toBe('{"\\u009b\\u202e\\udb40\\udc41":["\\u0000 😀 \\u2028"]}')
  })
})

describe('the width of text', () => {
  it.each([
    ['abc', 3],
    ['日本語', 6],
    ['😀', 2],
    ['e\u0301', 1],
    ['한글', 4],
    ['ａ', 2],
    ['…▼', 2],
  ])('%s takes %i columns', (text, width) => {
    expect(widthOf(text)).toBe(width)
  })

  it.each([
    ['abcdef', 4, 'abc…'],
    ['abcd', 4, 'abcd'],
    ['日本語', 4, '日…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
  ])('%s is cut to %i columns', (text, width, kept) => {
    expect(cut(text, width)).toBe(kept)
    expect(widthOf(kept)).toBeLessThanOrEqual(width)
  })

  it('fills a column on either side', () => {
    expect(fit('日', 4)).toBe('日  ')
    expect(fit('12', 4, 'right')).toBe('  12')
  })
})

describe('a table', () => {
  const columns = [{ title: 'NAME' }, { title: 'N', align: 'right' as const }, { title: 'VALUE' }]
  const rows = [
    ['日本', '1', 'x'.repeat(30)],
    ['b', '1000', { text: 'red', style: 'red' as const }],
  ]

  it('is as wide as what is in it', () => {
    expect(tableLines(columns, rows, { width: Infinity, paint: plain })).toEqual([
      'NAME     N  VALUE',
      `日本     1  ${'x'.repeat(30)}`,
      'b     1000  red',
    ])
  })

  it('cuts the widest column where there is no room', () => {
    const lines = tableLines(columns, rows, { width: 24, paint: plain })
    expect(lines).toEqual(['NAME     N  VALUE', `日本     1  ${'x'.repeat(11)}…`, 'b     1000  red'])
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(24)
  })

  it('never writes past the edge, however narrow', () => {
    for (let width = 1; width < 20; width++)
      for (const line of tableLines(columns, rows, { width, paint: plain }))
        expect(widthOf(line)).toBeLessThanOrEqual(width)
  })

  it('paints a cell, and not what is around it', () => {
    const painted = tableLines(columns, rows, { width: 24, paint: (style, text) => `<${style} ${text}>` })
    expect(painted[0]).toBe('<bold NAME     N  VALUE>')
    expect(painted[2]).toBe('b     1000  <red red>')
  })
})

describe('figures', () => {
  it.each([
    [undefined, '-'],
    [0, '0'],
    [7.53, '7.5'],
    [999.4, '999'],
    [999.6, '1.0k'],
    [12_345, '12.3k'],
    [2_000_000, '2M'],
    [123_456_789, '123M'],
    [-1500, '-1.5k'],
  ])('%s is %s', (value, text) => {
    expect(countText(value)).toBe(text)
  })

  it('tells sizes, shares and times', () => {
    expect([0, 1536, 3 * 2 ** 30, undefined].map(sizeText)).toEqual(['0 B', '1.5 KiB', '3 GiB', '-'])
    expect([percentText(12.34), percentText(12.34, 1), percentText(undefined)]).toEqual([
      '12 %',
      '12.3 %',
      '-',
    ])
    expect([0, 59, 61, 3600, 93_784, undefined].map(durationText)).toEqual([
      '0s',
      '59s',
      '1m 1s',
      '1h',
      '1d 2h',
      '-',
    ])
  })
})

describe('a long text', () => {
  it('is broken between words', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three'])
    expect(wrap('incomprehensible', 4)).toEqual(['incomprehensible'])
    expect(wrap('', 4)).toEqual([''])
  })
})
