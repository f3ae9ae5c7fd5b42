import { inspect } from 'node:util'
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { ArgumentError } from '../../src/errors/index.ts'
import { checkNamespace, checkSet, Key, type UserKey } from '../../src/key.ts'
import { writeUserKey } from '../../src/wire/user-key.ts'
import { Writer } from '../../src/wire/writer.ts'

/** Digests of the official native client (6.7.1), read back from a server (8.1.2) that stored a record under each. */
const RECORDED: [set: string, userKey: UserKey, digest: string][] = [
  ['', 'a', '79e55340ff2911fc794c49ec2a8175bd9d7ca04c'],
  ['users', 'ann', 'cc9411e637ff372653fbec31d6748bc48a3b75f6'],
  ['users', 'Zoë – 😀', 'a03c9439b3942dfe1ae354e58ec2d0361201e09d'],
  ['a set', 'x'.repeat(55), 'eaab32dfc4c107dd3fbfcf7cc7965336014f545e'],
  ['a set', 'x'.repeat(56), '5f1e620179705c93c804a6aebba83fb2eaea205a'],
  ['demo', 'y'.repeat(200), 'd94911729c47cb974f69d44630b125c7bc55b627'],
  ['users', 0, 'acc05ee84f53c0d073db673291add98954bc678e'],
  ['users', 42, '69e283d0a9dac9b4a08c1f3270d7a6ce357a5517'],
  ['users', -1, '5b1720147bbb521d365966ef9493ac78e6538343'],
  ['users', 2_147_483_648, '7b5d697a850e1a53b4d8d2e9fb2bca91399c86e8'],
  ['users', Number.MAX_SAFE_INTEGER, 'd895db29dafd565fd39202478594d06b90237a14'],
  ['users', Number.MIN_SAFE_INTEGER, 'cae3415c48aa3c18c899844726feded9e853fc5f'],
  ['users', 2n ** 63n - 1n, 'e8ba1fb08d100d1d48870b3e6cb6eae47619d1df'],
  ['users', -(2n ** 63n), '482fa7228862f9546ec67ebdc249e8f8731b88b7'],
  ['users', Buffer.from([0]), 'cacb68a9a6c91c699a30cfcfbe35076254123a79'],
  ['users', Buffer.from('ann'), '72656f2b2822a8a47faffecbe0248cb2e88e33f1'],
  [
    'users',
    Buffer.from(Array.from({ length: 100 }, (_, i) => i)),
    'ab8dc840c0c1e22815996b19dbb3f949b64dc9e0',
  ],
  ['ünï', 'k', '9538612d41e80b247c9025e7ccfc2846953ed843'],
]

/** The digest as the C client has it: set, type byte, key (as_key.c). */
function reference(set: string, type: number, userKey: Uint8Array): string {
  return createHash('ripemd160').update(set).update(Uint8Array.of(type)).update(userKey).digest('hex')
}

function big(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(value)
  return bytes
}

const invalid = expect.objectContaining({ code: 'INVALID_KEY' })

describe('digest', () => {
  test.each(RECORDED)('set %s, key %s: as the official client', (set, userKey, digest) => {
    expect(new Key('test', set, userKey).digest.toString('hex')).toBe(digest)
  })

  test('text, bytes and integers of every size, as OpenSSL has it', () => {
    for (let length = 0; length <= 200; length++) {
      for (const set of ['', 's', 'a set of forty characters or thereabouts']) {
        const text = Array.from({ length }, (_, i) =>
          String.fromCharCode(33 + ((i * 31 + length) % 90)),
        ).join('')
        const bytes = Buffer.from(Array.from({ length }, (_, i) => (i * 167 + length) & 0xff))
        expect(new Key('n', set, text).digest.toString('hex')).toBe(reference(set, 3, Buffer.from(text)))
        expect(new Key('n', set, bytes).digest.toString('hex')).toBe(reference(set, 4, bytes))
      }
    }
    for (const value of [
      0,
      1,
      -1,
      2 ** 31,
      -(2 ** 31),
      2 ** 32,
      -(2 ** 32),
      Number.MAX_SAFE_INTEGER,
      Number.MIN_SAFE_INTEGER,
    ]) {
      const digest = reference('s', 1, big(BigInt(value)))
      expect(new Key('n', 's', value).digest.toString('hex')).toBe(digest)
      expect(new Key('n', 's', BigInt(value)).digest.toString('hex')).toBe(digest)
    }
  })

  test('-0 is the key 0', () => {
    expect(new Key('n', 's', -0).digest).toEqual(new Key('n', 's', 0).digest)
  })

  test('a key of a megabyte, and a short one after it', () => {
    const long = 'ü'.repeat(1 << 19)
    expect(new Key('n', 's', long).digest.toString('hex')).toBe(reference('s', 3, Buffer.from(long)))
    expect(new Key('test', 'users', 42).digest.toString('hex')).toBe(
      '69e283d0a9dac9b4a08c1f3270d7a6ce357a5517',
    )
  })

  test('whoever gets it may change it, and the namespace is no part of it', () => {
    const key = new Key('a', 's', 1)
    key.digest.fill(0)
    expect(key.digest).toEqual(new Key('b', 's', 1).digest)
  })

  test('the partition is the first 12 bits, little endian', () => {
    const digest = Buffer.alloc(20)
    digest[0] = 0x34
    digest[1] = 0xf2
    expect(Key.fromDigest('n', 's', digest).partitionId).toBe(0x234)
    expect(new Key('test', 'users', 'ann').partitionId).toBe(0x4cc)
  })

  test('half a surrogate pair is refused, and the next key is right', () => {
    expect(() => new Key('n', 's', '\ud800').digest).toThrow(ArgumentError)
    expect(() => new Key('n', 's\ud800', 'k').digest).toThrow(ArgumentError)
    expect(new Key('test', 'users', 42).digest.toString('hex')).toBe(
      '69e283d0a9dac9b4a08c1f3270d7a6ce357a5517',
    )
  })
})

describe('Key', () => {
  test('owns its bytes', () => {
    const userKey = Buffer.from('ann')
    const digest = Buffer.from(new Key('test', 'users', userKey).digest)
    const key = new Key('test', 'users', userKey)
    const known = Key.fromDigest('test', 'users', digest)
    userKey.fill(0)
    digest.fill(0)
    expect(key.digest.toString('hex')).toBe('72656f2b2822a8a47faffecbe0248cb2e88e33f1')
    expect(known.digest.toString('hex')).toBe('72656f2b2822a8a47faffecbe0248cb2e88e33f1')
  })

  test('no set is an empty one', () => {
    for (const set of [null, undefined, '']) expect(new Key('n', set, 1).set).toBe('')
  })

  test('a key known by its digest only', () => {
    const { digest } = new Key('test', 'users', 42)
    const key = Key.fromDigest('test', 'users', digest)
    expect(key.userKey).toBeUndefined()
    expect(key.digest).toEqual(digest)
    expect(Key.fromDigest('test', null, digest, 42)).toMatchObject({ set: '', userKey: 42 })
    for (const bad of [Buffer.alloc(19), Buffer.alloc(21), 'x'.repeat(20), undefined]) {
      expect(() => Key.fromDigest('test', 'users', bad as Uint8Array)).toThrow(invalid)
    }
  })

  test.each([
    ['no namespace', () => new Key('', 's', 1)],
    ['a namespace of 32 bytes', () => new Key('n'.repeat(32), 's', 1)],
    ['a namespace of 32 bytes in 16 characters', () => new Key('ü'.repeat(16), 's', 1)],
    ['a set of 64 bytes', () => new Key('n', 's'.repeat(64), 1)],
    ['a namespace that is no text', () => new Key(1 as unknown as string, 's', 1)],
    ['a set that is no text', () => new Key('n', 1 as unknown as string, 1)],
    ['no key', () => new Key('n', 's', undefined as unknown as string)],
    ['null', () => new Key('n', 's', null as unknown as string)],
    ['a fraction', () => new Key('n', 's', 1.5)],
    ['NaN', () => new Key('n', 's', NaN)],
    ['2^53', () => new Key('n', 's', 2 ** 53)],
    ['2n^63n', () => new Key('n', 's', 2n ** 63n)],
    ['-2n^63n - 1n', () => new Key('n', 's', -(2n ** 63n) - 1n)],
    ['a boolean', () => new Key('n', 's', true as unknown as string)],
    ['a list', () => new Key('n', 's', [1] as unknown as string)],
  ])('refuses %s', (_, make) => {
    expect(make).toThrow(invalid)
    expect(make).toThrow(ArgumentError)
  })

  test('the longest names fit', () => {
    expect(new Key('n'.repeat(31), 's'.repeat(63), '').set.length).toBe(63)
    expect(new Key('ü'.repeat(15), 'ü'.repeat(31), '').namespace.length).toBe(15)
    expect(checkNamespace('test')).toBe('test')
    expect(checkSet('')).toBe('')
  })

  test('no message and no text of it tells the user key', () => {
    const key = new Key('test', 'users', 'secret-4711')
    expect(String(key)).toBe(`test/users/${key.digest.toString('hex')}`)
    for (const make of [
      () => new Key('n', 's', 4711.5),
      () => new Key('n', 's', 47110000000000000000n),
      () => new Key('n', 's', 'secret-4711\ud800').digest,
    ]) {
      // prettier-ignore
      try {
        make()
        expect.unreachable()
      } catch (error) {
        expect((error as Error).message).not.toContain('4711')
      }
    }
  })

  test('as JSON', () => {
    const digest = expect.stringMatching(/^[0-9a-f]{40}$/) as unknown
    const json = (userKey: UserKey): unknown => JSON.parse(JSON.stringify(new Key('n', 's', userKey)))
    expect(json('a')).toEqual({ namespace: 'n', set: 's', userKey: 'a', digest })
    expect(json(2n ** 60n)).toMatchObject({ userKey: '1152921504606846976' })
    expect(json(Buffer.from([255]))).toMatchObject({ userKey: '/w==' })
    expect(JSON.parse(JSON.stringify(Key.fromDigest('n', 's', Buffer.alloc(20))))).toMatchObject({
      userKey: null,
    })
  })

  test.each<[UserKey, number, string]>([
    ['abc', 3, '616263'],
    [1, 1, '0000000000000001'],
    [-1n, 1, 'ffffffffffffffff'],
    [Buffer.from([1]), 4, '01'],
  ])('writeUserKey of %s', (userKey, type, bytes) => {
    const writer = new Writer()
    expect(writeUserKey(writer, userKey)).toBe(type)
    expect(writer.toBuffer().toString('hex')).toBe(bytes)
  })
})

test('a key is shown by its user key, or else by its digest', () => {
  const key = new Key('test', 'users', 42)
  expect(inspect({ key })).toBe("{ key: Key { namespace: 'test', set: 'users', userKey: 42 } }")
  expect(inspect(Key.fromDigest('test', 'users', key.digest), { breakLength: Infinity })).toBe(
    `Key { namespace: 'test', set: 'users', digest: '${key.digest.toString('hex')}' }`,
  )
})
