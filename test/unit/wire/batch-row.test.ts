import { describe, expect, test } from 'vitest'
import { encodeRequest } from '../../../src/batch/encode-request.ts'
import type { BatchRow } from '../../../src/batch/row.ts'
import * as rows from '../../../src/batch/rows.ts'
import { exists, get, operateFor, put, remove, touch } from '../../../src/commands/index.ts'
import { Key } from '../../../src/key.ts'
import * as ops from '../../../src/operations/scalar.ts'
import { BATCH_DEFAULTS } from '../../../src/policy/batch.ts'
import { OPERATE_DEFAULTS, READ_DEFAULTS, WRITE_DEFAULTS } from '../../../src/policy/command.ts'
import { digestAt, fitsRow, isWriteFrame, RowWriter, timeoutOf } from '../../../src/wire/batch-row.ts'
import { Writer } from '../../../src/wire/writer.ts'
import { preparedOf } from '../batch/prepared.ts'

const key = (n: number): Key => new Key('test', 'set', n)
const read = { ...READ_DEFAULTS, timeout: 1_000 }
const write = { ...WRITE_DEFAULTS, timeout: 1_000 }
const operate = { ...OPERATE_DEFAULTS, timeout: 1_000 }
const list = [ops.add('n', 1), ops.read('n')]
const reading = [ops.read('a'), ops.read('b')]

type Encode = (writer: Writer) => void

/** Commands, and the rows of a batch that say the same. */
const pairs: readonly (readonly [name: string, Encode, BatchRow])[] = [
  ['get', (w) => get.encode(w, key(1), undefined, read), rows.get(key(1))],
  ['get of bins', (w) => get.encode(w, key(2), ['a', 'b'], read), rows.get(key(2), ['a', 'b'])],
  ['exists', (w) => exists.encode(w, key(3), undefined, read), rows.exists(key(3))],
  ['put', (w) => put.encode(w, key(4), { a: 1, b: 'x' }, write), rows.put(key(4), { a: 1, b: 'x' })],
  [
    'put with a generation and a ttl',
    (w) => put.encode(w, key(5), { a: 1 }, { ...write, generation: 7, ttl: 100 }),
    rows.put(key(5), { a: 1 }, { generation: 7, ttl: 100 }),
  ],
  [
    'put with the key',
    (w) => put.encode(w, key(6), { a: 1 }, { ...write, sendKey: true }),
    rows.put(key(6), { a: 1 }, { sendKey: true }),
  ],
  ['operate', (w) => operateFor(list).encode(w, key(7), list, operate), rows.operate(key(7), list)],
  [
    'operate that reads',
    (w) => operateFor(reading).encode(w, key(8), reading, operate),
    rows.operate(key(8), reading),
  ],
]

function frameOf(encode: Encode): Buffer {
  const writer = new Writer(64)
  encode(writer)
  return writer.toBuffer()
}

/** The batch that frames are made into. */
function batchOf(...frames: readonly Buffer[]): Buffer {
  const writer = new Writer(8)
  const batch = new RowWriter(writer, timeoutOf(frames[0] as Buffer, 0))
  for (const frame of frames) batch.append(frame, 0, frame.length, digestAt(frame, 0))
  batch.finish()
  return writer.toBuffer()
}

/** The batch as a batch of rows is encoded. */
function requestOf(...given: readonly BatchRow[]): Buffer {
  const policy = { ...BATCH_DEFAULTS, timeout: 1_000 }
  const prepared = preparedOf(given, { policy })
  const writer = new Writer(64)
  const indexes = given.map((_, index) => index)
  encodeRequest(writer, prepared, indexes, { policy, serverTimeout: 1_000 })
  return writer.toBuffer()
}

/** Flags of the batch as a whole differ: a batch of rows has errors reported in its trailer too. */
const FLAGS_AT = 8 + 22 + 4 + 1 + 4

function withoutFlags(batch: Buffer): string {
  const copy = Buffer.from(batch)
  copy[FLAGS_AT] = 0
  return copy.toString('hex')
}

describe('a request on one record, as a row', () => {
  test.each(pairs)('%s has the bytes that a batch of rows gives it', (_name, encode, row) => {
    expect(withoutFlags(batchOf(frameOf(encode)))).toBe(withoutFlags(requestOf(row)))
  })

  test('of all kinds, in one batch', () => {
    const frames = pairs.map(([, encode]) => frameOf(encode))
    expect(withoutFlags(batchOf(...frames))).toBe(withoutFlags(requestOf(...pairs.map(([, , row]) => row))))
  })

  test('that differs from the one before it in nothing but its record repeats it', () => {
    const numbers = [1, 2, 3, 4]
    const frames = numbers.map((n) => frameOf((w) => get.encode(w, key(n), undefined, read)))
    const request = requestOf(...numbers.map((n) => rows.get(key(n))))
    expect(withoutFlags(batchOf(...frames))).toBe(withoutFlags(request))
    // Index, digest and a flag for each but the first.
    expect(batchOf(...frames).length - batchOf(frames[0] as Buffer).length).toBe(3 * 25)
  })

  test('says whether it writes, and how long it may take', () => {
    const [reader] = pairs.map(([, encode]) => frameOf(encode))
    expect([isWriteFrame(reader as Buffer, 0), timeoutOf(reader as Buffer, 0)]).toEqual([false, 1_000])
    for (const encode of [
      (w: Writer) => remove.encode(w, key(1), undefined, write),
      (w: Writer) => touch.encode(w, key(1), undefined, write),
    ])
      expect(isWriteFrame(frameOf(encode), 0)).toBe(true)
  })

  test('that no row can say does not fit, and its record is known', () => {
    const compressed = frameOf((w) => get.encode(w, key(1), undefined, { ...read, compress: true }))
    expect(fitsRow(compressed, 0)).toBe(false)
    expect(compressed.subarray(digestAt(compressed, 0)).subarray(0, 20)).toEqual(key(1).digest)
  })
})
