import { describe, expect, test } from 'vitest'
import {
  add,
  append,
  exists,
  get,
  metadata,
  prepend,
  put,
  remove,
  touch,
} from '../../../src/commands/index.ts'
import { operateFor } from '../../../src/commands/index.ts'
import { compressFrame } from '../../../src/wire/compress.ts'
import { exp } from '../../../src/expressions/index.ts'
import { Key } from '../../../src/key.ts'
import { lists, type Operation, ops } from '../../../src/operations/index.ts'
import {
  GET_DEFAULTS,
  OPERATE_DEFAULTS,
  type OperatePolicy,
  READ_DEFAULTS,
  type ReadPolicy,
  WRITE_DEFAULTS,
  type WritePolicy,
} from '../../../src/policy/command.ts'
import { Writer } from '../../../src/wire/writer.ts'
import { encoded, type Message, parseMessage, unpacked } from './parse.ts'

const key = new Key('test', 'users', 'ann')
const hex = (text: string): string => Buffer.from(text).toString('hex')
const KEY_FIELDS = [
  [0, hex('test')],
  [1, hex('users')],
  [4, key.digest.toString('hex')],
]

const [READ, GET_ALL, NO_BINS] = [0x01, 0x02, 0x20]
const [WRITE, DELETE, GEN, GEN_GT, DURABLE, CREATE, RESPOND_ALL] = [1, 2, 4, 8, 0x10, 0x20, 0x80]

function writing(policy: Partial<WritePolicy> = {}): WritePolicy {
  return { ...WRITE_DEFAULTS, ...policy }
}

function reading(policy: Partial<ReadPolicy> = {}): ReadPolicy {
  return { ...READ_DEFAULTS, ...policy }
}

function operate(operations: Operation[], policy: Partial<OperatePolicy> = {}): Message {
  return encoded(operateFor(operations), key, operations, { ...OPERATE_DEFAULTS, ...policy })
}

/** The parts of a header that options decide. */
function flags({ info1, info2, info3, info4, generation, ttl }: Message): number[] {
  return [info1, info2, info3, info4, generation, ttl]
}

describe('reading, as the C client does it (aerospike_key.c, as_command_write_header_read)', () => {
  const quiet = { info2: 0, info3: 0, info4: 0, generation: 0, ttl: 0, timeout: 1_000, fields: KEY_FIELDS }

  test('all bins', () => {
    expect(encoded(get, key, undefined, GET_DEFAULTS)).toEqual({ ...quiet, info1: READ | GET_ALL, ops: [] })
  })

  test('some bins', () => {
    expect(encoded(get, key, ['a', 'née'], GET_DEFAULTS)).toEqual({
      ...quiet,
      info1: READ,
      ops: [
        [1, 0, 'a', ''],
        [1, 0, 'née', ''],
      ],
    })
  })

  test('no bins, existence and metadata', () => {
    const expected = { ...quiet, info1: READ | NO_BINS, ops: [] }
    expect(encoded(get, key, [], GET_DEFAULTS)).toEqual(expected)
    expect(encoded(exists, key, undefined, READ_DEFAULTS)).toEqual(expected)
    expect(encoded(metadata, key, undefined, READ_DEFAULTS)).toEqual(expected)
  })

  test.each<[string, Partial<ReadPolicy>, number[]]>([
    ['defaults', {}, [READ | NO_BINS, 0, 0, 0, 0, 0]],
    ['all copies', { readMode: 'all' }, [READ | NO_BINS | 0x40, 0, 0, 0, 0, 0]],
    ['linearize', { readModeStrong: 'linearize' }, [READ | NO_BINS, 0, 0x40, 0, 0, 0]],
    ['replicas', { readModeStrong: 'allowReplica' }, [READ | NO_BINS, 0, 0x80, 0, 0, 0]],
    ['unavailable', { readModeStrong: 'allowUnavailable' }, [READ | NO_BINS, 0, 0xc0, 0, 0, 0]],
    ['touch at 80 %', { readTouchTtlPercent: 80 }, [READ | NO_BINS, 0, 0, 0, 0, 80]],
    ['never touch', { readTouchTtlPercent: -1 }, [READ | NO_BINS, 0, 0, 0, 0, -1]],
    ['compressed answers', { compress: true }, [READ | NO_BINS | 0x80, 0, 0, 0, 0, 0]],
  ])('%s', (_name, policy, expected) => {
    expect(flags(encoded(exists, key, undefined, reading(policy)))).toEqual(expected)
  })
})

describe('writing, as the C client does it (as_command_write_header_write)', () => {
  test.each([
    ['put', put, 2],
    ['add', add, 5],
    ['append', append, 9],
    ['prepend', prepend, 10],
  ] as const)('%s', (_name, command, code) => {
    expect(encoded(command, key, { a: 1, b: 'x' }, WRITE_DEFAULTS)).toEqual({
      info1: 0,
      info2: WRITE,
      info3: 0,
      info4: 0,
      generation: 0,
      ttl: 0,
      timeout: 1_000,
      fields: KEY_FIELDS,
      ops: [
        [code, 1, 'a', '0000000000000001'],
        [code, 3, 'b', hex('x')],
      ],
    })
  })

  test('a bin that is deleted has no type and no value', () => {
    expect(encoded(put, key, { a: null }, WRITE_DEFAULTS).ops).toEqual([[2, 0, 'a', '']])
  })

  test('touch', () => {
    const message = encoded(touch, key, undefined, writing({ ttl: 60 }))
    expect([message.info2, message.ttl, message.ops]).toEqual([WRITE, 60, [[11, 0, '', '']]])
  })

  test.each<[string, Partial<WritePolicy>, number[]]>([
    ['defaults', {}, [0, WRITE, 0, 0, 0, 0]],
    ['update only', { exists: 'updateOnly' }, [0, WRITE, 0x08, 0, 0, 0]],
    ['create or replace', { exists: 'replace' }, [0, WRITE, 0x10, 0, 0, 0]],
    ['replace only', { exists: 'replaceOnly' }, [0, WRITE, 0x20, 0, 0, 0]],
    ['create only', { exists: 'createOnly' }, [0, WRITE | CREATE, 0, 0, 0, 0]],
    ['generation', { generation: 7 }, [0, WRITE | GEN, 0, 0, 7, 0]],
    ['generation 0', { generation: 0 }, [0, WRITE | GEN, 0, 0, 0, 0]],
    ['older', { generation: 9, generationPolicy: 'greater' }, [0, WRITE | GEN_GT, 0, 0, 9, 0]],
    ['generation ignored', { generation: 9, generationPolicy: 'ignore' }, [0, WRITE, 0, 0, 0, 0]],
    ['no generation', { generationPolicy: 'greater' }, [0, WRITE, 0, 0, 0, 0]],
    ['committed at the master', { commitLevel: 'master' }, [0, WRITE, 0x02, 0, 0, 0]],
    ['durable', { durableDelete: true }, [0, WRITE | DURABLE, 0, 0, 0, 0]],
    ['on locking only', { onLockingOnly: true }, [0, WRITE, 0, 0x10, 0, 0]],
    ['ttl', { ttl: 3_600 }, [0, WRITE, 0, 0, 0, 3_600]],
    ['never expires', { ttl: -1 }, [0, WRITE, 0, 0, 0, -1]],
    ['ttl kept', { ttl: -2 }, [0, WRITE, 0, 0, 0, -2]],
    [
      'all together',
      { exists: 'updateOnly', generation: 3, commitLevel: 'master', durableDelete: true, ttl: 5 },
      [0, WRITE | GEN | DURABLE, 0x0a, 0, 3, 5],
    ],
  ])('%s', (_name, policy, expected) => {
    expect(flags(encoded(put, key, { a: 1 }, writing(policy)))).toEqual(expected)
  })

  test.each<[string, Partial<WritePolicy>, number[]]>([
    ['defaults', {}, [0, WRITE | DELETE, 0, 0, 0, 0]],
    ['generation', { generation: 7 }, [0, WRITE | DELETE | GEN, 0, 0, 7, 0]],
    ['durable', { durableDelete: true }, [0, WRITE | DELETE | DURABLE, 0, 0, 0, 0]],
    ['committed at the master', { commitLevel: 'master' }, [0, WRITE | DELETE, 0x02, 0, 0, 0]],
    // Neither means anything for a deletion: client-wide defaults of them must not reach the server.
    [
      'exists and ttl',
      { exists: 'createOnly', ttl: 60, onLockingOnly: true },
      [0, WRITE | DELETE, 0, 0, 0, 0],
    ],
    ['replace', { exists: 'replace' }, [0, WRITE | DELETE, 0, 0, 0, 0]],
  ])('remove: %s', (_name, policy, expected) => {
    expect(flags(encoded(remove, key, undefined, writing(policy)))).toEqual(expected)
  })
})

describe('operate', () => {
  test('reads only', () => {
    const message = operate([ops.read('a'), lists.size('l')], { readTouchTtlPercent: 50, ttl: 9 })
    expect(flags(message)).toEqual([READ, RESPOND_ALL, 0, 0, 0, 50])
    expect(message.ops.map(([code, , bin]) => [code, bin])).toEqual([
      [1, 'a'],
      [3, 'l'],
    ])
  })

  test('writes only', () => {
    const message = operate([ops.write('a', 1), ops.touch()], { ttl: 9, readTouchTtlPercent: 50 })
    expect(flags(message)).toEqual([0, WRITE | RESPOND_ALL, 0, 0, 0, 9])
    expect(message.ops.map(([code]) => code)).toEqual([2, 11])
  })

  test('both', () => {
    const message = operate([ops.add('a', 1), ops.read('a')], { generation: 2, exists: 'createOnly' })
    expect(flags(message)).toEqual([READ, WRITE | GEN | CREATE | RESPOND_ALL, 0, 0, 2, 0])
  })

  test('a read of all bins goes without an answer of every operation, which the server refuses there', () => {
    expect(flags(operate([ops.write('a', 1), ops.readAll()]))).toEqual([READ | GET_ALL, WRITE, 0, 0, 0, 0])
  })

  test('respondAllOps can be switched off where the answers can be told apart all the same', () => {
    expect(flags(operate([ops.read('a'), ops.read('b')], { respondAllOps: false }))[1]).toBe(0)
    expect(flags(operate([ops.read('a'), ops.read('a')], { respondAllOps: false }))[1]).toBe(RESPOND_ALL)
  })

  test('the key is sent with a write only', () => {
    expect(operate([ops.read('a')], { sendKey: true }).fields).toEqual(KEY_FIELDS)
    expect(operate([ops.write('a', 1)], { sendKey: true }).fields).toHaveLength(4)
  })
})

describe('fields', () => {
  test('a key without a set has none', () => {
    const plain = new Key('test', '', 1)
    expect(encoded(get, plain, undefined, GET_DEFAULTS).fields).toEqual([
      [0, hex('test')],
      [4, plain.digest.toString('hex')],
    ])
  })

  test.each([
    ['text', 'ann', `03${hex('ann')}`],
    ['an integer', 42, '01000000000000002a'],
    ['a bigint', -1n, '01ffffffffffffffff'],
    ['bytes', Buffer.from([1, 2]), '040102'],
  ])('sendKey sends %s', (_name, userKey, expected) => {
    for (const command of [touch, remove]) {
      const { fields } = encoded(
        command,
        new Key('test', 's', userKey),
        undefined,
        writing({ sendKey: true }),
      )
      expect(fields[3]).toEqual([2, expected])
    }
  })

  test('a key known by its digest has no user key to send', () => {
    const digest = Key.fromDigest('test', 's', Buffer.alloc(20, 7))
    expect(encoded(touch, digest, undefined, writing({ sendKey: true })).fields).toHaveLength(3)
  })

  test('the filter, however it is given', () => {
    const filter = exp.eq(exp.val(1), exp.val(1))
    const base64 = Buffer.from(filter.bytes).toString('base64')
    for (const given of [filter, filter.bytes, base64]) {
      const expected = [43, Buffer.from(filter.bytes).toString('hex')]
      expect(
        encoded(get, key, undefined, { ...GET_DEFAULTS, filterExpression: given }).fields.at(-1),
      ).toEqual(expected)
      expect(
        encoded(put, key, { a: 1 }, writing({ filterExpression: given, sendKey: true })).fields.at(-1),
      ).toEqual(expected)
      expect(encoded(remove, key, undefined, writing({ filterExpression: given })).fields.at(-1)).toEqual(
        expected,
      )
      expect(operate([ops.read('a')], { filterExpression: given }).fields.at(-1)).toEqual(expected)
    }
  })

  test('text that is no base64 is refused', () => {
    expect(() => encoded(get, key, undefined, { ...GET_DEFAULTS, filterExpression: '***' })).toThrow(/filter/)
  })
})

describe('the time the server is given (as_command_server_timeout)', () => {
  test.each([
    [1_000, 30_000, 1_000],
    [1_000, 200, 200],
    [1_000, 0, 1_000],
    [0, 30_000, 0],
    [0, 0, 0],
    [500, 500, 500],
  ])('timeout %i, socketTimeout %i: %i', (timeout, socketTimeout, expected) => {
    const bounds = { timeout, socketTimeout }
    expect(encoded(get, key, undefined, { ...GET_DEFAULTS, ...bounds }).timeout).toBe(expected)
    expect(encoded(put, key, { a: 1 }, writing(bounds)).timeout).toBe(expected)
    expect(encoded(remove, key, undefined, writing(bounds)).timeout).toBe(expected)
    expect(operate([ops.read('a')], bounds).timeout).toBe(expected)
  })
})

describe('compression', () => {
  function frameOf(text: string): Buffer {
    const writer = new Writer(16)
    put.encode(writer, key, { a: text }, writing({ compress: true }))
    compressFrame(writer, 0)
    return writer.toBuffer()
  }

  test('of a frame over 128 bytes holds the frame', () => {
    const text = 'a'.repeat(1_000)
    const frame = frameOf(text)
    expect(frame.length).toBeLessThan(300)
    expect(parseMessage(unpacked(frame)).ops).toEqual([[2, 3, 'a', hex(text)]])
  })

  test('leaves a small frame as it is', () => {
    expect(parseMessage(frameOf('a')).ops).toEqual([[2, 3, 'a', hex('a')]])
  })
})

describe('what cannot be written says so, naming the bin', () => {
  const long = 'sixteen_letters!'

  test.each([
    ['put', () => encoded(put, key, { [long]: 1 }, WRITE_DEFAULTS)],
    ['get', () => encoded(get, key, [long], GET_DEFAULTS)],
    ['operate', () => operate([ops.write(long, 1)])],
  ])('a bin name over 15 bytes in %s', (_name, write) => {
    expect(write).toThrow(expect.objectContaining({ message: expect.stringContaining(long) }))
  })

  test('15 bytes are no 15 letters', () => {
    expect(() => encoded(put, key, { ['é'.repeat(7)]: 1 }, WRITE_DEFAULTS)).not.toThrow()
    expect(() => encoded(put, key, { ['é'.repeat(8)]: 1 }, WRITE_DEFAULTS)).toThrow(
      expect.objectContaining({ code: 'INVALID_BIN_NAME' }),
    )
  })

  test.each([
    ['a NUL', 'a\0', /NUL/],
    ['half a surrogate pair', 'a\ud800', /surrogate/],
  ])('a bin name with %s, in every command', (_what, name, why) => {
    const made = { code: 2, bin: name, isWrite: true, value: 1 } as const
    for (const write of [
      () => encoded(put, key, { [name]: 1 }, WRITE_DEFAULTS),
      () => encoded(get, key, [name], GET_DEFAULTS),
      () => operate([made]),
    ]) {
      expect(write).toThrow(expect.objectContaining({ code: 'INVALID_BIN_NAME' }))
      expect(write).toThrow(why)
    }
  })

  test('an empty bin name', () => {
    expect(() => encoded(put, key, { '': 1 }, WRITE_DEFAULTS)).toThrow(
      expect.objectContaining({ code: 'INVALID_BIN_NAME' }),
    )
  })

  test('no bins at all', () => {
    expect(() => encoded(put, key, {}, WRITE_DEFAULTS)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    )
  })

  test.each([
    ['undefined', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a date', new Date()],
    ['a bigint that is too large', 2n ** 63n],
    ['half a surrogate pair', '\ud800'],
  ])('%s as a value', (_name, value) => {
    expect(() => encoded(put, key, { good: 1, bad: value as unknown as number }, WRITE_DEFAULTS)).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE', message: expect.stringContaining('bad') }),
    )
  })

  test('a value deep inside says where', () => {
    const cycle: unknown[] = []
    cycle.push(cycle)
    expect(() => encoded(put, key, { a: { list: [1, () => 1] } as never }, WRITE_DEFAULTS)).toThrow(
      /"a"\{0\}\[1\]/,
    )
    expect(() => encoded(put, key, { a: cycle as never }, WRITE_DEFAULTS)).toThrow(/cycle/)
  })
})
