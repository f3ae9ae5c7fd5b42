import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  CLIENT_CALLS,
  JOB_CALLS,
  OPERATION_CALLS,
  QUERY_CALLS,
  type Replacements,
} from '../../../src/cli/migrate/client-calls.ts'
import { findCalls } from '../../../src/cli/migrate/find.ts'
import { BEGINNINGS, MODULE_CALLS, OPTIONS } from '../../../src/cli/migrate/module-calls.ts'
import { STATUS_CODES } from '../../../src/cli/migrate/status-codes.ts'
import * as api from '../../../src/index.ts'

/** What version 6.7.1 of the official client has, by the objects it hangs on. */
const OFFICIAL = JSON.parse(
  readFileSync(new URL('official-calls.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, readonly string[]>>

const found = (program: string): string[] =>
  findCalls(program).map(({ line, found: call, becomes }) => `${line} ${call} -> ${becomes}`)

describe('what a program knows the module by', () => {
  test.each([
    ["const A = require('aerospike')\nA.connect({})", 'A.connect'],
    ['let A = require("aerospike")\nA.connect({})', 'A.connect'],
    ["import A from 'aerospike'\nA.connect({})", 'A.connect'],
    ["import * as A from 'aerospike'\nA.connect({})", 'A.connect'],
    ["import A, { Key } from 'aerospike'\nA.connect({})", 'A.connect'],
    ["const A = await import('aerospike')\nA.default.connect({})", 'A.default.connect'],
    ["const { default: A } = await import('aerospike')\nA.connect({})", 'A.connect'],
    ["import A = require('aerospike')\nA.connect({})", 'A.connect'],
    ["const { connect } = require('aerospike')\nconnect({})", 'connect'],
    ["const { connect: open } = require('aerospike')\nopen({})", 'open'],
    ["import { connect as open } from 'aerospike'\nopen({})", 'open'],
  ])('%s', (program, call) => {
    expect(found(program)).toEqual([`2 ${call} -> connect(options)`])
  })

  test('parts by names of their own', () => {
    const program = `const A = require('aerospike')
const { lists, policy: { exists } } = A
const o = A.operations
run([lists.append('a', 1), o.incr('b', 2)])`
    expect(found(program)).toEqual([
      '3 A.operations -> ops',
      '4 lists.append -> lists.append',
      '4 o.incr -> ops.add',
    ])
  })

  test('another module is none of it', () => {
    expect(
      found("import A from 'aerospike-ts'\nA.connect({})\nconst client = redis()\nclient.get(1)"),
    ).toEqual([])
  })
})

describe('what counts as a call', () => {
  const file = (body: string): string => `const A = require('aerospike')\n${body}`

  test('texts and comments do not, templates do', () => {
    expect(
      found(file("// client.batchRead([])\n/* client.put(1) */ const s = 'client.batchGet([])'")),
    ).toEqual([])
    expect(found(file('const s = `${await client.batchGet([])}`'))).toEqual([
      '2 client.batchGet -> client.getMany(keys, options)',
    ])
  })

  test('common names only where a client is known or called so', () => {
    const program = file(
      'const db = await A.connect({})\ndb.get(key)\nthis.client.get(key)\nmap.get(key)\naxios.get(url)',
    )
    expect(found(program).slice(1)).toEqual([
      '3 db.get -> client.get(key, options)',
      '4 client.get -> client.get(key, options)',
    ])
    expect(found('client.get(key)')).toEqual([])
    expect(found('store.batchRead([])')).toHaveLength(1)
  })

  test('queries and jobs by how they came about', () => {
    const program = file(`const users = client.query('test', 'users')
users.where(A.filter.equal('a', 1))
users.results()
const task = await client.createStringIndex({})
await task.wait()`)
    expect(found(program).map((line) => line.split(' ')[1])).toEqual([
      'client.query',
      'users.where',
      'A.filter.equal',
      'users.results',
      'client.createStringIndex',
      'task.wait',
    ])
  })

  test('what operate of a client returns is no job', () => {
    const program = file(
      'const client = await A.connect({})\nconst row = await client.operate(key, [])\nrow.wait()',
    )
    expect(findCalls(program).map((call) => call.found)).toEqual(['A.connect', 'client.operate'])
  })

  test('a callback is told', () => {
    const [one] = findCalls(file('client.get(key, (error, record) => use(record))'))
    expect(one?.note).toContain('promises only')
    const [other] = findCalls(file('await client.put(key, { f: list.map((x) => x) })'))
    expect(other?.note).not.toContain('promises only')
  })

  test('policies, constants and options', () => {
    const program = file(
      'const p = new A.WritePolicy({ totalTimeout: 5, exists: A.policy.exists.CREATE })\nif (e.code === A.status.AEROSPIKE_ERR_TIMEOUT) retry()',
    )
    expect(found(program)).toEqual([
      '2 A.WritePolicy -> plain options',
      '2 totalTimeout -> timeout',
      "2 A.policy.exists.CREATE -> exists: 'createOnly'",
      "3 A.status.AEROSPIKE_ERR_TIMEOUT -> error.code === 'TIMEOUT' or 'SERVER_TIMEOUT'",
    ])
  })

  test('places are lines and columns from 1', () => {
    const [one] = findCalls("const A = require('aerospike')\r\n\r\n  A.print()")
    expect(one).toMatchObject({ line: 3, column: 3 })
  })

  test('what is no program at all is read without an error', () => {
    for (const text of [
      '',
      '{{{{',
      '((((`${',
      "'",
      '/[',
      'import',
      'import {',
      'const { a } =',
      '= . = .',
      'a.b.',
      '\0\uFFFF',
    ])
      expect(() => findCalls(text)).not.toThrow()
  })
})

const TABLES: readonly (readonly [of: string, table: Replacements])[] = [
  ['client', CLIENT_CALLS],
  ['query', QUERY_CALLS],
  ['job', JOB_CALLS],
  ['context', OPERATION_CALLS],
]

describe('nothing of the official client is missing', () => {
  test.each(TABLES)('%s', (of, table) => {
    // `add` of a context is what its other methods call.
    const names = OFFICIAL[of]?.filter((name) => of !== 'context' || name !== 'add')
    expect(names?.filter((name) => !Object.hasOwn(table, name))).toEqual([])
  })

  const PARTS = ['lists', 'maps', 'bitwise', 'hll', 'operations', 'filter', 'exp', 'policy', 'module']

  test.each(PARTS)('%s', (part) => {
    const lost = OFFICIAL[part]?.filter((name) => {
      const path = part === 'module' ? name : `${part}.${name}`
      const call = findCalls(`const A = require('aerospike')\nA.${path}()`)
      const whole = call.find((each) => each.found === `A.${path}`)
      // What has no entry of its own falls back to the part as a whole.
      return whole === undefined || (part !== 'module' && isPartOnly(part, whole.becomes))
    })
    expect(lost).toEqual([])
  })

  test('status', () => {
    const unknown = ['OK', 'METRICS_CONFLICT', 'NO_MORE_RECORDS', 'QUERY_END', 'USE_NORMAL_RETRY']
    const expected = OFFICIAL['status']?.filter((name) => !unknown.includes(name) && !name.startsWith('TXN_'))
    expect(expected?.filter((name) => !Object.hasOwn(STATUS_CODES, name))).toEqual([])
  })
})

function isPartOnly(part: string, becomes: string): boolean {
  const entry = (MODULE_CALLS as Replacements)[part]
  return part !== 'policy' && entry !== undefined && entry.becomes === becomes
}

describe('what a call becomes exists', () => {
  const client = new api.Client('127.0.0.1:1')
  const query = client.query('test', 'users')
  const ROOTS: Readonly<Record<string, unknown>> = { ...api, client, query }
  const all = [CLIENT_CALLS, QUERY_CALLS, OPERATION_CALLS, MODULE_CALLS, BEGINNINGS, OPTIONS] as const

  const named = all.flatMap((table: Replacements) =>
    Object.values(table).flatMap(({ becomes }) =>
      [
        ...becomes.matchAll(/\b(client|query|rows|ops|lists|maps|bits|hll|exp|ctx|filter|Ttl|Key)\.(\w+)/g),
      ].map(([path, root = '', name = '']) => ({ path, root, name })),
    ),
  )

  test.each([...new Map(named.map((each) => [each.path, each])).values()])('$path', ({ root, name }) => {
    expect(name in (ROOTS[root] as object)).toBe(true)
  })

  test('the same names of parts', () => {
    const parts = {
      lists: 'lists',
      maps: 'maps',
      hll: 'hll',
      bitwise: 'bits',
      operations: 'ops',
      exp: 'exp',
    } as const
    for (const [part, ours] of Object.entries(parts)) {
      for (const name of OFFICIAL[part] ?? []) {
        const [call] = findCalls(`const A = require('aerospike')\nA.${part}.${name}()`)
        if (call?.becomes === `${ours}.${name}`) expect(api[ours], `${ours}.${name}`).toHaveProperty(name)
      }
    }
  })
})

describe('the guide has the tables', () => {
  const GUIDE = new URL('../../../docs/guide/migrate-from-aerospike.md', import.meta.url)
  const cell = (text: string): string => text.replaceAll('|', '\\|')
  /** What is said in words, since there is no call for it. */
  const WORDS = [
    'nothing',
    'not there yet',
    'plain options',
    'options of the operation',
    'the record that get returns',
  ]
  const code = (text: string): string => (WORDS.includes(text) ? text : `\`${text}\``)
  const table = (rows: Replacements, before = ''): string =>
    [
      '| official | here | |',
      '| --- | --- | --- |',
      ...Object.entries(rows).map(
        ([name, { becomes, note = '' }]) =>
          `| \`${before}${name}\` | ${cell(code(becomes))} | ${cell(note)} |`,
      ),
    ].join('\n')
  const statuses: Replacements = Object.fromEntries(
    Object.entries(STATUS_CODES).map(([name, codes]) => [name, { becomes: [codes].flat().join('`, `') }]),
  )
  const REGIONS: Readonly<Record<string, string>> = {
    client: table(CLIENT_CALLS),
    query: table(QUERY_CALLS),
    job: table(JOB_CALLS),
    operations: table(OPERATION_CALLS, '.'),
    module: table(MODULE_CALLS),
    constants: table(BEGINNINGS),
    options: table(OPTIONS),
    status: table(statuses),
  }

  test('as they are', async () => {
    const { format, resolveConfig } = await import('prettier')
    let guide = readFileSync(GUIDE, 'utf8')
    for (const [name, text] of Object.entries(REGIONS)) {
      const region = new RegExp(`(<!-- table: ${name} -->\n)[^]*?(<!-- end -->)`)
      expect(guide, name).toMatch(region)
      guide = guide.replace(region, (_all, open: string, close: string) => `${open}\n${text}\n\n${close}`)
    }
    await expect(
      await format(guide, { ...(await resolveConfig(GUIDE.pathname)), parser: 'markdown' }),
    ).toMatchFileSnapshot(GUIDE.pathname)
  })
})
