import { describe, expect, it } from 'vitest'
import { binNames } from '../../../src/cli/bins.ts'
import { command } from '../../../src/cli/command.ts'
import { clientOptions } from '../../../src/cli/connection.ts'
import { keyOf, keyTypeOf } from '../../../src/cli/key-argument.ts'
import { queryArgument } from '../../../src/cli/query-argument.ts'
import { UsageError } from '../../../src/cli/usage.ts'

describe('a key', () => {
  it.each([
    ['42', 42n],
    ['-7', -7n],
    ['0', 0n],
    ['9223372036854775807', 2n ** 63n - 1n],
    ['9223372036854775808', '9223372036854775808'],
    ['042', '042'],
    ['-0x1', '-0x1'],
    ['4.2', '4.2'],
    ['', ''],
  ])('%j is taken for %s', (text, userKey) => {
    expect(keyOf('test', 'users', text, 'auto').userKey).toBe(userKey)
    expect(keyTypeOf(text, 'auto')).toBe(typeof userKey === 'bigint' ? 'integer' : 'string')
  })

  it('is what its type says', () => {
    expect(keyOf('test', 'users', '42', 'string').userKey).toBe('42')
    expect(keyOf('test', 'users', 'FF00', 'bytes').userKey).toEqual(Buffer.from([255, 0]))
    const { digest } = keyOf('test', 'users', '42', 'integer')
    const again = keyOf('test', 'users', digest.toString('hex'), 'digest')
    expect(again.digest).toEqual(digest)
    expect(again.userKey).toBeUndefined()
  })

  it.each([
    ['x', 'integer', 'The key is no integer'],
    ['9223372036854775808', 'integer', 'The key is no integer'],
    ['abc', 'bytes', 'hexadecimal'],
    ['ff', 'digest', 'A digest is written as 40'],
    ['g'.repeat(40), 'digest', 'hexadecimal'],
  ] as const)('%j is no %s', (text, type, complaint) => {
    expect(() => keyOf('test', 'users', text, type)).toThrow(complaint)
    expect(() => keyOf('test', 'users', text, type)).toThrow(UsageError)
  })
})

describe('a query', () => {
  it.each([
    ['test', 'test', undefined, undefined],
    [' test.users ', 'test', 'users', undefined],
    ['test.users.old where $.age > 18', 'test', 'users.old', '$.age > 18'],
    ['test WHERE\n$.a == "where"\nand $.b == 1 ', 'test', undefined, '$.a == "where"\nand $.b == 1'],
    ['test."my \\"set\\"" where $.a == 1', 'test', 'my "set"', '$.a == 1'],
    ['"a.b"."c d"', 'a.b', 'c d', undefined],
    ['test.where where where', 'test', 'where', 'where'],
    ['test.users where($.a == 1)', 'test', 'users', '($.a == 1)'],
  ])('%j', (text, namespace, set, condition) => {
    expect(queryArgument(text)).toEqual({ namespace, set, condition })
  })

  it.each([
    '',
    'test.',
    '.users',
    'test.users $.age > 18',
    'test users',
    'test.users whereever $.a == 1',
    'test.users where ',
  ])('%j cannot be read', (text) => {
    expect(() => queryArgument(text)).toThrow(UsageError)
  })

  it('takes time that grows with its length', () => {
    expect(() => queryArgument(`"${'\\'.repeat(100_000)}`)).toThrow(UsageError)
    expect(() => queryArgument(`test${' '.repeat(20_000)}x`)).toThrow(UsageError)
  })

  it('has names of bins', () => {
    expect(binNames('a,b c')).toEqual(['a', 'b c'])
    expect(binNames(undefined)).toBeUndefined()
    expect(() => binNames('a,,b')).toThrow('--bins takes names')
  })
})

describe('the way to a cluster', () => {
  const none = {}

  it('is by default the one of the client', () => {
    expect(clientOptions({}, none)).toEqual({
      useAlternateAccessAddress: false,
      forceSingleNode: false,
      connectTimeout: 10_000,
      dialTimeout: 10_000,
      defaults: { read: { timeout: 10_000 } },
    })
  })

  it('is told by options, and by the environment where there are none', () => {
    const env = { AEROSPIKE_HOSTS: 'a:1', AEROSPIKE_PASSWORD: 'secret' }
    expect(clientOptions({}, env)).toMatchObject({ hosts: 'a:1' })
    expect(clientOptions({}, env)).not.toHaveProperty('password')
    expect(
      clientOptions(
        {
          hosts: 'b:2',
          user: 'ann',
          auth: 'external',
          'tls-ca': 'ca.pem',
          'tls-name': 'db',
          'tls-cert': 'c.pem',
          'tls-key': 'k.pem',
          'cluster-name': 'mine',
          'services-alternate': true,
          'single-node': true,
          timeout: '500',
        },
        env,
      ),
    ).toEqual({
      hosts: 'b:2',
      user: 'ann',
      password: 'secret',
      authMode: 'external',
      tls: { ca: { path: 'ca.pem' }, name: 'db', cert: { path: 'c.pem' }, key: { path: 'k.pem' } },
      clusterName: 'mine',
      useAlternateAccessAddress: true,
      forceSingleNode: true,
      connectTimeout: 500,
      dialTimeout: 500,
      defaults: { read: { timeout: 500 } },
    })
    expect(clientOptions({ tls: true }, none)).toMatchObject({ tls: true })
  })

  it.each([
    [{ user: 'ann' }, 'AEROSPIKE_PASSWORD'],
    [{ auth: 'magic' }, '--auth takes internal, external'],
    [{ timeout: '0' }, '--timeout takes a whole number from 1'],
    [{ timeout: 'soon' }, 'not "soon"'],
    [{ 'tls-cert': 'c.pem' }, '--tls-cert and --tls-key go together'],
  ])('%j is a mistake', (values, complaint) => {
    expect(() => clientOptions(values, none)).toThrow(complaint)
  })
})

describe('a command', () => {
  const taking = (args: string[]) =>
    command({ args, about: 'Does it.', options: {}, run: async (_values, given) => given.length })

  it('says which argument is missing, or one too many', async () => {
    await expect(taking(['a', 'b']).run('go', ['1'])).rejects.toThrow('go: the argument <b> is missing')
    await expect(taking(['a']).run('go', ['1', '2'])).rejects.toThrow('go takes 1 argument, but got "2"')
    await expect(taking(['a?']).run('go', [])).resolves.toBe(0)
    await expect(taking(['a']).run('go', ['--', '-1'])).resolves.toBe(1)
  })

  it('never takes a password, and does not repeat it', async () => {
    for (const args of [['--password', 'secret'], ['--password=secret']]) {
      const error: unknown = await taking([])
        .run('go', args)
        .catch((failure: unknown) => failure)
      expect(String(error)).toContain('AEROSPIKE_PASSWORD')
      expect(String(error)).not.toContain('secret')
    }
  })

  it('gives nothing but its help when that is wanted', async () => {
    await expect(taking(['a']).run('go', ['--help'])).resolves.toBeUndefined()
  })
})
