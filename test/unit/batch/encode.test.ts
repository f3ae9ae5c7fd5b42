import { describe, expect, test } from 'vitest'
import { encodeRequest } from '../../../src/batch/encode-request.ts'
import type { BatchRow } from '../../../src/batch/row.ts'
import * as rows from '../../../src/batch/rows.ts'
import { Key } from '../../../src/key.ts'
import * as ops from '../../../src/operations/scalar.ts'
import { BATCH_DEFAULTS, type BatchPolicy } from '../../../src/policy/batch.ts'
import { Writer } from '../../../src/wire/writer.ts'
import { preparedOf } from './prepared.ts'

const a = new Key('test', 'set', 'a')
const b = new Key('test', 'set', 'b')
const elsewhere = new Key('bar', '', 'a')

/** The frame of a batch, cut into what stands in it. */
function frameOf(
  given: readonly BatchRow[],
  policy: Partial<BatchPolicy> = {},
  indexes = given.map((_, i) => i),
) {
  const whole = { ...BATCH_DEFAULTS, ...policy }
  const prepared = preparedOf(given, { policy: whole })
  const writer = new Writer()
  encodeRequest(writer, prepared, indexes, { policy: whole, serverTimeout: 1000 })
  return writer.toBuffer()
}

/** The rows of a frame without a filter: behind 8 + 22 bytes of headers, 5 of the field, 5 of number and flags. */
function rowsOf(given: readonly BatchRow[]): string {
  return frameOf(given).subarray(40).toString('hex')
}

const hex = (text: string): string => Buffer.from(text).toString('hex')
const field = (type: number, data: string): string =>
  (data.length / 2 + 1).toString(16).padStart(8, '0') + type.toString(16).padStart(2, '0') + data
const NAMES = field(0, hex('test')) + field(1, hex('set'))
const index = (n: number): string => n.toString(16).padStart(8, '0')
const digest = (key: Key): string => key.digest.toString('hex')
const readOp = (code: number, name: string, type = 0, data = ''): string =>
  (4 + name.length + data.length / 2).toString(16).padStart(8, '0') +
  code.toString(16).padStart(2, '0') +
  type.toString(16).padStart(2, '0') +
  '00' +
  name.length.toString(16).padStart(2, '0') +
  hex(name) +
  data

describe('a request', () => {
  test('has a header marked as a batch, one field, the number of rows and the flags', () => {
    const frame = frameOf([rows.get(a), rows.get(b)])
    const size = frame.length - 8
    expect(frame.readUIntBE(2, 6)).toBe(size)
    expect(frame.subarray(0, 2).toString('hex')).toBe('0203')
    expect(frame.subarray(8, 30).toString('hex')).toBe(
      '16080000000000000000000000000000' + '03e8' + '00010000',
    )
    expect(frame.readUInt32BE(30)).toBe(size - 22 - 4)
    expect(frame[34]).toBe(41)
    expect(frame.readUInt32BE(35)).toBe(2)
    // In memory inline, all answers, the refused row too.
    expect(frame[39]).toBe(0x01 | 0x04 | 0x08)
  })

  test.each([
    [{ allowInline: false }, 0x0c],
    [{ allowInlineSSD: true }, 0x0f],
    [{ respondAllKeys: false }, 0x09],
  ])('flags of %j', (policy, flags) => {
    expect(frameOf([rows.get(a)], policy)[39]).toBe(flags)
  })

  test('a filter of the batch stands before the rows', () => {
    const frame = frameOf([rows.get(a)], { filterExpression: Buffer.from([0x93, 1, 2]) })
    expect(frame.readUInt16BE(26)).toBe(2)
    expect(frame.subarray(30, 38).toString('hex')).toBe('000000042b930102')
    expect(frame[42]).toBe(41)
  })

  test('asks for a compressed answer', () => {
    const frame = frameOf([rows.get(a)], { compress: true })
    expect(frame[9]).toBe(0x88)
  })
})

describe('a row', () => {
  const readHead = (info1: string, info2 = '00', info3 = '00', ttl = '00000000'): string =>
    '0a' + info1 + info2 + info3 + ttl
  const cases: readonly (readonly [string, BatchRow, string])[] = [
    ['all bins', rows.get(a), readHead('03') + '00020000' + NAMES],
    ['no bins', rows.get(a, []), readHead('21') + '00020000' + NAMES],
    ['whether it is there', rows.exists(a), readHead('21') + '00020000' + NAMES],
    [
      'some bins',
      rows.get(a, ['x', 'yz']),
      readHead('01') + '00020002' + NAMES + readOp(1, 'x') + readOp(1, 'yz'),
    ],
    [
      'a read with options of its own',
      rows.get(a, [], { readMode: 'all', readModeStrong: 'linearize', readTouchTtlPercent: -1 }),
      readHead('61', '00', '40', 'ffffffff') + '00020000' + NAMES,
    ],
    [
      'a filter',
      rows.get(a, [], { filterExpression: Buffer.from([7]) }),
      readHead('21') + '00030000' + NAMES + field(43, '07'),
    ],
    [
      'operations that read, all of them answered',
      rows.operate(a, [ops.read('x')]),
      readHead('01', '80') + '00020001' + NAMES + readOp(1, 'x'),
    ],
    [
      'all bins among operations: their answers cannot be asked for',
      rows.operate(a, [ops.readAll()]),
      readHead('03', '00') + '00020001' + NAMES + readOp(1, ''),
    ],
    [
      'bins to write',
      rows.put(a, { x: 5 }),
      '0e' + '000100' + '0000' + '00000000' + '00020001' + NAMES + readOp(2, 'x', 1, '0000000000000005'),
    ],
    [
      'every option of a write',
      rows.put(
        a,
        { x: null },
        {
          ttl: -1,
          generation: 7,
          exists: 'replaceOnly',
          durableDelete: true,
          commitLevel: 'master',
          onLockingOnly: true,
        },
      ),
      '1e' + '001522' + '10' + '0007' + 'ffffffff' + '00020001' + NAMES + readOp(2, 'x'),
    ],
    [
      'a generation to exceed, only to create',
      rows.put(a, { x: null }, { generation: 258, generationPolicy: 'greater', exists: 'createOnly' }),
      '0e' + '002900' + '0102' + '00000000' + '00020001' + NAMES + readOp(2, 'x'),
    ],
    [
      'operations that write and read',
      rows.operate(a, [ops.add('x', 1), ops.read('x')]),
      '0e' +
        '018100' +
        '0000' +
        '00000000' +
        '00020002' +
        NAMES +
        readOp(5, 'x', 1, '0000000000000001') +
        readOp(1, 'x'),
    ],
    [
      "the user's key behind the filter",
      rows.put(a, { x: null }, { sendKey: true, filterExpression: Buffer.from([7]) }),
      '0e' +
        '000100' +
        '0000' +
        '00000000' +
        '00040001' +
        NAMES +
        field(43, '07') +
        field(2, '03' + hex('a')) +
        readOp(2, 'x'),
    ],
    [
      'a removal',
      rows.remove(a, { generation: 3 }),
      '0e' + '008700' + '0003' + '00000000' + '00020000' + NAMES,
    ],
    [
      'a function call',
      rows.apply(a, 'mod', 'fn', [1]),
      '0e' +
        '000100' +
        '0000' +
        '00000000' +
        '00050000' +
        NAMES +
        field(30, hex('mod')) +
        field(31, hex('fn')) +
        field(32, '9101'),
    ],
    [
      'a record without a set: the empty name is written',
      rows.get(elsewhere, []),
      readHead('21') + '00020000' + field(0, hex('bar')) + field(1, ''),
    ],
  ]
  test.each(cases)('%s', (_, row, expected) => {
    expect(rowsOf([row])).toBe(index(0) + digest(row.key) + expected)
  })
})

describe('a row that repeats the one before it', () => {
  const again = (key: Key, n: number): string => index(n) + digest(key) + '01'
  const bins = { x: 1 }
  const options = { ttl: 60 }
  const operations = [ops.add('x', 1)]
  const repeated: readonly (readonly [string, BatchRow, BatchRow])[] = [
    ['the same read', rows.get(a), rows.get(b)],
    ['bins of the same names', rows.get(a, ['x', 'y']), rows.get(b, ['x', 'y'])],
    ['the same bins to write', rows.put(a, bins, options), rows.put(b, bins, options)],
    ['the same operations', rows.operate(a, operations), rows.operate(b, operations)],
    ['a removal', rows.remove(a), rows.remove(b)],
    ['two rows of one key', rows.get(a), rows.get(a)],
  ]
  test.each(repeated)('%s', (_, first, second) => {
    expect(rowsOf([first, second])).toBe(rowsOf([first]) + again(second.key, 1))
  })

  const different: readonly (readonly [string, BatchRow, BatchRow])[] = [
    ['another kind', rows.get(a), rows.remove(b)],
    ['another namespace', rows.get(a), rows.get(elsewhere)],
    ['another set', rows.get(a), rows.get(new Key('test', 'other', 'a'))],
    ['other bins', rows.get(a, ['x']), rows.get(b, ['y'])],
    ['other options', rows.get(a, ['x']), rows.get(b, ['x'], { readTouchTtlPercent: 5 })],
    ['other values', rows.put(a, { x: 1 }), rows.put(b, { x: 2 })],
    ['a key to be stored', rows.put(a, bins, { sendKey: true }), rows.put(b, bins, { sendKey: true })],
  ]
  test.each(different)('not with %s', (_, first, second) => {
    const alone = frameOf([first, second], {}, [1]).subarray(40).toString('hex')
    expect(rowsOf([first, second])).toBe(rowsOf([first]) + alone)
  })

  test('a key to be stored is never repeated, though all else is the same', () => {
    const stored = { sendKey: true }
    const frame = rowsOf([rows.put(a, bins, stored), rows.put(b, bins, stored)])
    expect(frame).toContain(field(2, '03' + hex('a')))
    expect(frame).toContain(field(2, '03' + hex('b')))
  })

  test('rows that come to stand side by side on a node are compared there', () => {
    const frame = frameOf([rows.get(a), rows.get(b), rows.remove(a), rows.get(b)], {}, [0, 1, 3]).subarray(40)
    const full = rowsOf([rows.get(a)])
    expect(frame.toString('hex')).toBe(full + again(b, 1) + index(3) + digest(b) + full.slice(48))
  })
})
