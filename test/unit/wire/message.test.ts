import { describe, expect, test } from 'vitest'
import { Key } from '../../../src/key.ts'
import type { Value } from '../../../src/values.ts'
import { writeRecordFields } from '../../../src/commands/fields.ts'
import { beginMessage, endMessage, writeOperation, writePackedOperation } from '../../../src/wire/message.ts'
import { Writer } from '../../../src/wire/writer.ts'

const HEADER = { info1: 1, info2: 2, info3: 3, info4: 4, generation: 5, ttl: 6, timeout: 7 }

function message(size: number, userKey: Key['userKey'] & {}, value: Value): string {
  const writer = new Writer(size)
  const mark = beginMessage(writer)
  const fields = writeRecordFields(writer, new Key('test', 'a set', userKey), undefined, true)
  writeOperation(writer, 2, 'bin', value)
  writePackedOperation(writer, 3, 'other', Buffer.from([1, 2, 3]))
  endMessage(writer, mark, HEADER, fields, 2)
  return writer.toBuffer().toString('hex')
}

describe('messages', () => {
  test('as the server reads them', () => {
    const { digest } = new Key('test', 'a set', 'k')
    expect(message(4096, 'k', 'v')).toBe(
      [
        '0203',
        '000000000065',
        '16',
        '01',
        '02',
        '03',
        '04',
        '00',
        '00000005',
        '00000006',
        '00000007',
        '0004',
        '0002', // prettier-ignore
        '00000005',
        '00',
        '74657374',
        '00000006',
        '01',
        '6120736574',
        '00000015',
        '04',
        digest.toString('hex'), // prettier-ignore
        '00000003',
        '02',
        '03',
        '6b',
        '00000008',
        '02',
        '03',
        '00',
        '03',
        '62696e',
        '76', // prettier-ignore
        '0000000c',
        '03',
        '04',
        '00',
        '05',
        '6f74686572',
        '010203',
      ].join(''),
    )
  })

  test('they are the same in a buffer that has to grow at any place', () => {
    const keys = ['k', 'k'.repeat(300), 7, 7n, Buffer.alloc(300, 1)]
    const values = [
      null,
      1,
      1.5,
      true,
      2n ** 60n,
      'v',
      'v'.repeat(500),
      Buffer.alloc(500),
      [1, 'two'],
      { a: { b: 'x'.repeat(300) } },
    ]
    for (const key of keys) {
      for (const value of values) {
        const expected = message(1 << 16, key, value)
        for (let size = 1; size < 256; size += 3) expect(message(size, key, value)).toBe(expected)
      }
    }
  })
})
