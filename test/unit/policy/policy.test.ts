import { describe, expect, expectTypeOf, test } from 'vitest'
import type {
  GetOptions,
  OperateOptions,
  ReadOptions,
  WriteOptions,
} from '../../../src/policy/command-options.ts'
import { CLIENT_DEFAULTS, CLIENT_OPTIONS } from '../../../src/policy/client.ts'
import {
  BASE_OPTIONS,
  GET_DEFAULTS,
  GET_OPTIONS,
  OPERATE_DEFAULTS,
  OPERATE_OPTIONS,
  READ_DEFAULTS,
  READ_OPTIONS,
  type ReadPolicy,
  WRITE_DEFAULTS,
  WRITE_OPTIONS,
  type WritePolicy,
} from '../../../src/policy/command.ts'
import { resolveClient } from '../../../src/policy/resolve-client.ts'
import { type OptionTable, resolveOptions, type Resolved } from '../../../src/policy/table.ts'

const TABLES: [string, OptionTable, Resolved<OptionTable>][] = [
  ['read', READ_OPTIONS, READ_DEFAULTS],
  ['get', GET_OPTIONS, GET_DEFAULTS],
  ['write', WRITE_OPTIONS, WRITE_DEFAULTS],
  ['operate', OPERATE_OPTIONS, OPERATE_DEFAULTS],
  ['client', CLIENT_OPTIONS, CLIENT_DEFAULTS],
]

const WRONG_KINDS: readonly unknown[] = [null, 'text', Symbol('x'), {}, [], NaN, -1.5, 1n]

function refused(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

describe.each(TABLES)('options of %s', (_kind, table, defaults) => {
  const resolve = (options: object | undefined) => resolveOptions(table, defaults, options, 'here')

  test('every default is one that the table itself accepts, and has a text', () => {
    for (const [name, spec] of Object.entries(table)) {
      if (spec.default !== undefined) expect(() => resolve({ [name]: spec.default })).not.toThrow()
      expect(spec.doc).toMatch(/\.$|\)$/)
    }
  })

  test('none given are the defaults themselves, which nobody can change', () => {
    expect(resolve(undefined)).toBe(defaults)
    expect(Object.isFrozen(defaults)).toBe(true)
  })

  test('undefined counts as not given, one by one', () => {
    const none = Object.fromEntries(Object.keys(table).map((name) => [name, undefined]))
    expect(resolve(none)).toEqual(defaults)
  })

  test('an unknown name is refused, with those that there are', () => {
    for (const name of ['tiemout', 'constructor', 'hasOwnProperty', '']) {
      const error = refused(() => resolve({ [name]: 1 }))
      expect(error).toMatchObject({
        code: 'INVALID_OPTION',
        hint: expect.stringContaining(Object.keys(table)[0]!),
      })
      expect((error as Error).message).toContain(JSON.stringify(name))
    }
  })

  test('what is no object is refused', () => {
    for (const options of [null, 'x', 1, [], true]) {
      expect(refused(() => resolve(options as object))).toMatchObject({ code: 'INVALID_OPTION' })
    }
  })

  test('a value of the wrong kind is refused, naming the option', () => {
    for (const [name, spec] of Object.entries(table)) {
      if (spec.kind === 'custom') continue
      for (const value of WRONG_KINDS) {
        const error = refused(() => resolve({ [name]: value }))
        expect([name, (error as Error | undefined)?.message]).toEqual([
          name,
          expect.stringContaining(`here: ${name}`),
        ])
        expect(error).toMatchObject({ code: 'INVALID_OPTION' })
      }
    }
  })

  test('a number out of range is refused, its bounds are not', () => {
    for (const [name, spec] of Object.entries(table)) {
      if (spec.kind !== 'integer') continue
      for (const value of [spec.min, spec.max]) expect(resolve({ [name]: value })[name]).toBe(value)
      for (const value of [spec.min - 1, spec.max + 1, spec.min + 0.5, Infinity, -Infinity]) {
        expect(refused(() => resolve({ [name]: value }))).toMatchObject({ code: 'INVALID_OPTION' })
      }
    }
  })

  test('each choice is accepted, and no other', () => {
    for (const [name, spec] of Object.entries(table)) {
      if (spec.kind !== 'choice') continue
      for (const value of spec.values) expect(resolve({ [name]: value })[name]).toBe(value)
      const error = refused(() => resolve({ [name]: 'none of them' }))
      expect((error as Error).message).toContain(spec.values.join(', '))
    }
  })

  test('what is given stays as it is, and the defaults too', () => {
    const before = JSON.stringify(defaults)
    for (const [name, spec] of Object.entries(table)) {
      if (spec.kind !== 'integer') continue
      const given = Object.freeze({ [name]: spec.max })
      const resolved = resolve(given)
      expect(resolved[name]).toBe(spec.max)
      expect({ ...resolved, [name]: 0 }).toEqual({ ...defaults, [name]: 0 })
    }
    expect(JSON.stringify(defaults)).toBe(before)
  })
})

describe('options with a check of their own', () => {
  const command = (options: object) => () =>
    resolveOptions(OPERATE_OPTIONS, OPERATE_DEFAULTS, options, 'here')

  test.each([
    ['signal', [{}, 'x', 1, null, new Event('abort')]],
    ['filterExpression', [{}, 1, null, { bytes: 'x' }, '', 'not base64!', 'AQ=']],
    ['generation', [-1, 65_536, 1.5, '1', null]],
  ])('%s', (name, bad) => {
    for (const value of bad) {
      expect(refused(command({ [name]: value }))).toMatchObject({
        code: 'INVALID_OPTION',
        message: expect.stringContaining(`here: ${name} must be`),
      })
    }
  })

  test('good ones', () => {
    const { signal } = new AbortController()
    const bytes = Buffer.from([1])
    for (const good of [
      { signal },
      { filterExpression: bytes },
      { filterExpression: { bytes } },
      { filterExpression: 'AQ==' },
      { generation: 65_535 },
    ]) {
      expect(command(good)()).toMatchObject(good)
    }
  })

  test.each([[['']], [[1]], ['a'], [{}], [['a', undefined]]])('bins %j are refused', (bins) => {
    expect(refused(() => resolveOptions(GET_OPTIONS, GET_DEFAULTS, { bins }, 'get'))).toMatchObject({
      code: 'INVALID_OPTION',
    })
  })
})

describe('a client', () => {
  const client = (options: object) => refused(() => resolveClient(options))

  test('takes hosts as text, as a list, and as addresses', () => {
    const ours = [{ host: 'a', port: 3000 }]
    expect(resolveClient('a').seeds).toEqual(ours)
    expect(resolveClient(['a:3000']).seeds).toEqual(ours)
    expect(resolveClient({ hosts: ours }).seeds).toEqual(ours)
    expect(resolveClient('a:1, [::1]:2 ,c').seeds).toEqual([
      { host: 'a', port: 1 },
      { host: '::1', port: 2 },
      { host: 'c', port: 3000 },
    ])
    expect(resolveClient(undefined).seeds).toEqual([{ host: '127.0.0.1', port: 3000 }])
  })

  test.each([
    [''],
    [' '],
    [','],
    [[]],
    [[1]],
    ['a:99999'],
    ['a:0'],
    [[{ host: 1, port: 3000 }]],
    [[{ host: 'a', port: '3000' }]],
    [[{ host: 'a', port: 0 }]],
    [[{ host: '', port: 3000 }]],
    [[{ host: 'a' }]],
  ])('hosts %j are refused', (hosts) => {
    expect(client({ hosts })).toMatchObject({ code: 'INVALID_OPTION' })
  })

  test('defaults of commands are checked by the tables of the commands', () => {
    expect(client({ defaults: { read: { timeout: -1 } } })).toMatchObject({
      message: expect.stringContaining('defaults.read: timeout'),
    })
    expect(client({ defaults: { write: { readMode: 'all' } } })).toMatchObject({ code: 'INVALID_OPTION' })
    expect(client({ defaults: { reed: {} } })).toMatchObject({ code: 'INVALID_OPTION' })
    expect(client({ defaults: { read: null } })).toMatchObject({ code: 'INVALID_OPTION' })
  })

  test('a call that gives some options keeps the client’s defaults for the rest', () => {
    const { read } = resolveClient({ defaults: { read: { timeout: 77, maxRetries: 5 } } })
    const merged = resolveOptions(READ_OPTIONS, read, { maxRetries: 1 }, 'get')
    expect([merged.timeout, merged.maxRetries, merged.socketTimeout]).toEqual([77, 1, 30_000])
    expect(read.maxRetries).toBe(5)
  })

  test('more connections kept open than there may be are refused', () => {
    expect(client({ minConnections: 5, maxConnections: 4 })).toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringContaining('minConnections'),
    })
  })

  test.each([
    ['clusterName', 1],
    ['appId', null],
    ['ipMap', []],
    ['ipMap', { a: 1 }],
    ['rackIds', [1.5]],
    ['rackIds', 1],
    ['logger', { info: () => undefined }],
    ['logger', true],
    ['defaults', 'x'],
  ])('%s %j is refused', (name, value) => {
    expect(client({ [name]: value })).toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringContaining(`Client: ${name}`),
    })
  })
})

describe('the defaults are those of the other clients', () => {
  test('of reading and writing', () => {
    expect(BASE_OPTIONS.timeout.default).toBe(1_000)
    expect([READ_DEFAULTS.maxRetries, WRITE_DEFAULTS.maxRetries, OPERATE_DEFAULTS.maxRetries]).toEqual([
      2, 0, 0,
    ])
    expect(READ_DEFAULTS).toMatchObject({ socketTimeout: 30_000, replica: 'sequence', readMode: 'one' })
    expect(WRITE_DEFAULTS).toMatchObject({
      ttl: 0,
      exists: 'update',
      commitLevel: 'all',
      durableDelete: false,
    })
  })
})

test('the types follow from the tables', () => {
  expectTypeOf<ReadPolicy['readMode']>().toEqualTypeOf<'one' | 'all'>()
  expectTypeOf<ReadPolicy['timeout']>().toEqualTypeOf<number>()
  expectTypeOf<WritePolicy['durableDelete']>().toEqualTypeOf<boolean>()
  expectTypeOf<WritePolicy['generation']>().toEqualTypeOf<number | undefined>()
  expectTypeOf<ReadOptions['signal']>().toEqualTypeOf<AbortSignal | undefined>()
  expectTypeOf<GetOptions['bins']>().toEqualTypeOf<readonly string[] | undefined>()
  expectTypeOf<WriteOptions>().not.toHaveProperty('readMode')
  expectTypeOf<ReadOptions>().not.toHaveProperty('ttl')
  expectTypeOf<OperateOptions>().toHaveProperty('ttl')
  expectTypeOf<OperateOptions>().toHaveProperty('readMode')
})
