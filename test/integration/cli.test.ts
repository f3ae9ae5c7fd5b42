import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, GeoJSON, Key } from '../../src/index.ts'
import { type MemoryServer, startMemoryServer } from '../../src/testing/index.ts'
import { Authority } from './certificates.ts'
import { CliProgram, type Ended } from './cli-program.ts'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What is read is compared with what is expected, whatever it is. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- JSON has no type that the compiler could know
type Json = any

const EVIL = 'evil\u001b]0;x\u0007\nset'
let program: CliProgram
let server: MemoryServer

beforeAll(async () => {
  program = await CliProgram.build()
  server = await startMemoryServer({ nodes: 3, namespaces: ['test', 'bar'] })
  const client = await connect(server.hosts)
  await client.put(
    new Key('test', 'users', 42),
    {
      name: 'Ann',
      age: 31,
      big: 2n ** 62n,
      blob: Buffer.from('hi'),
      home: GeoJSON.point(8, 47),
      tags: [1, ['a']],
    },
    { sendKey: true },
  )
  await client.put(new Key('test', 'users', '42'), { name: 'text \u001b[2J', wide: '日本語' })
  await client.put(new Key('test', 'users', Buffer.from([1, 2])), { age: 5 })
  for (let n = 0; n < 300; n++) await client.put(new Key('bar', 'many', n), { n })
  await client.put(new Key('test', EVIL, 1), { a: 1 })
  await (
    await client.createIndex({ namespace: 'test', set: 'users', name: 'by-age', bin: 'age', type: 'numeric' })
  ).wait()
  await client.close()
})
afterAll(async () => {
  await server.close()
  program.remove()
})

const run = (...args: string[]): Promise<Ended> => program.run(args, { AEROSPIKE_HOSTS: server.hosts })
const linesOf = ({ out }: Ended): string[] => out.split('\n').filter((line) => line !== '')
const jsonOf = (ended: Ended): Json[] => linesOf(ended).map((line) => JSON.parse(line))

/** What a terminal could take for a command. */
// eslint-disable-next-line no-control-regex -- they are what must not be there
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/

describe('aerospike-ts get', () => {
  it('shows a record', async () => {
    const ended = await run('get', 'test', 'users', '42')
    expect(ended).toMatchObject({ code: 0, error: '' })
    expect(linesOf(ended)).toEqual([
      expect.stringMatching(/^digest [0-9a-f]{40}, generation 1, never expires$/),
      'BIN   TYPE     VALUE',
      'name  string   "Ann"',
      'age   integer  31',
      'big   integer  4611686018427387904',
      "blob  blob     x'6869'",
      'home  geojson  geoJson({"type":"Point","coordinates":[8,47]})',
      'tags  list     [1, ["a"]]',
    ])
  })

  it('takes keys of all types', async () => {
    expect((await run('get', 'test', 'users', '42', '--key-type', 'string')).out).toContain('"text \\x1b[2J"')
    expect(jsonOf(await run('get', 'test', 'users', '0102', '--key-type', 'bytes', '--json'))).toEqual([
      expect.objectContaining({ key: { $bytes: 'AQI=' }, bins: { age: 5 } }),
    ])
    const digest = new Key('test', 'users', 42).digest.toString('hex')
    const [found] = jsonOf(
      await run('get', 'test', 'users', digest, '--key-type', 'digest', '--bins', 'age,big', '--json'),
    )
    expect(found).toEqual({
      namespace: 'test',
      set: 'users',
      key: null,
      digest,
      generation: 1,
      ttl: -1,
      bins: { age: 31, big: { $integer: '4611686018427387904' } },
    })
  })

  it('ends with 1 when there is no record, and says what the key was taken for', async () => {
    const ended = await run('get', 'test', 'users', '43')
    expect(ended).toMatchObject({ code: 1, out: '' })
    expect(ended.error).toContain('taken for an integer, --key-type string')
    expect((await run('get', 'test', 'users', 'x')).error).not.toContain('taken for')
  })
})

describe('aerospike-ts query', () => {
  it('shows the records for which the condition holds', async () => {
    const ended = await run('query', 'test.users where $.age > 18', '--bins', 'age,name')
    expect(ended).toMatchObject({ code: 0, error: '' })
    expect(ended.out).toMatch(
      /^KEY {2,}age {2}name\n[0-9a-f]{40} {2}31 {3}"Ann"\n1 record\n$|^KEY .*\n42 .*31 .*"Ann"\n1 record\n$/,
    )
  })

  it('gives a line of JSON for each record', async () => {
    const found = jsonOf(await run('query', 'bar.many', '--json'))
    expect(found.map(({ bins }) => bins.n).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 300 }, (_, n) => n),
    )
    expect(jsonOf(await run('query', 'bar.many where $.n < 100', '--limit', '7', '--json'))).toHaveLength(7)
  })

  it('says how many there are, also when there is none', async () => {
    expect((await run('query', 'bar.many')).out).toMatch(/\n300 records\n$/)
    expect(await run('query', 'bar.many where $.n > 999')).toEqual({
      code: 0,
      out: 'no records\n',
      error: '',
    })
  })

  it('ends quietly with whoever reads it', async () => {
    const { child, ended } = program.start(['query', 'bar.many', '--json'], { AEROSPIKE_HOSTS: server.hosts })
    await once(child.stdout!, 'data')
    child.stdout!.destroy()
    const [code] = (await once(child, 'exit')) as [number | null]
    expect([code, (await ended).error]).toEqual([0, ''])
  })
})

describe('aerospike-ts info', () => {
  it('shows what each node answers', async () => {
    const { out, code } = await run('info', 'build')
    expect(code).toBe(0)
    expect(out.match(/^BB9\d+ 127\.0\.0\.1:\d+\n {2}8\.1\.2\.0$/gm)).toHaveLength(3)
    const answers = jsonOf(await run('info', 'namespaces', '--json'))
    expect(answers.map(({ answer }) => answer)).toEqual(Array(3).fill('test;bar'))
  })

  it('asks one node, by its id or address', async () => {
    const { id, address } = server.nodes[1]!
    for (const node of [id, id.toLowerCase(), address])
      expect(jsonOf(await run('info', 'node', '--node', node, '--json'))).toEqual([
        { node: id, address, answer: id },
      ])
    const unknown = await run('info', 'node', '--node', 'A9')
    expect(unknown).toMatchObject({ code: 2, out: '' })
    expect(unknown.error).toContain(`There is no node "A9"; there are`)
  })

  it('ends with 1 when a node refuses', async () => {
    const ended = await run('info', 'bogus')
    expect(ended.code).toBe(1)
    expect(ended.out).toContain('unrecognized command')
    const [answer] = jsonOf(await run('info', 'bogus', '--json'))
    expect(answer.error).toMatchObject({ code: 'PARAMETER' })
  })
})

describe('lists', () => {
  it('nodes', async () => {
    const ended = await run('nodes')
    expect(linesOf(ended)).toHaveLength(4)
    const rows = jsonOf(await run('nodes', '--json'))
    expect(rows.map(({ node, address }) => [node, address]).sort()).toEqual(
      server.nodes.map(({ id, address }) => [id, address]),
    )
    expect(rows[0]).toMatchObject({ build: '8.1.2.0', clusterSize: 3 })
  })

  it('namespaces', async () => {
    const rows = jsonOf(await run('namespaces', '--json'))
    expect(rows).toMatchObject([
      { namespace: 'test', nodes: 3, replicationFactor: 2, objects: 4 },
      { namespace: 'bar', nodes: 3, replicationFactor: 2, objects: 300 },
    ])
    expect(linesOf(await run('namespaces'))[1]).toMatch(/^test +3 +2 +4 /)
  })

  it('sets', async () => {
    expect((await run('sets', 'test')).out).toMatch(/^users +6 /m)
    const rows = jsonOf(await run('sets', 'test', '--json'))
    expect(rows.map(({ name, objects }) => [name, objects])).toEqual(
      expect.arrayContaining([
        ['users', 6],
        [EVIL, 2],
      ]),
    )
  })

  it('indexes', async () => {
    expect((await run('indexes', 'test')).out).toMatch(/^test +users +by-age +age +numeric +default +ready$/m)
    expect(jsonOf(await run('indexes', '--json'))).toMatchObject([
      { name: 'by-age', bin: 'age', ready: true },
    ])
    expect((await run('indexes', 'bar')).out).toBe('no indexes\n')
  })
})

describe('aerospike-ts top', () => {
  it('prints a block for every interval where there is no terminal', async () => {
    const ended = await run('top', '--count', '2', '--interval', '0.2')
    expect(ended).toMatchObject({ code: 0, error: '' })
    expect(
      ended.out.match(/^aerospike-ts top, \d\d:\d\d:\d\d, 3 nodes, every 0\.2 s, by reads$/gm),
    ).toHaveLength(2)
    expect(ended.out).toContain('test.evil\\x1b]0;x\\x07\\nset')
  })

  it('counts what the nodes do, and shows a node that is lost and back', async () => {
    const args = ['top', '--json', '--interval', '0.2', '--timeout', '1000']
    const { child, ended } = program.start(args, { AEROSPIKE_HOSTS: server.hosts })
    const client = await connect(server.hosts)
    const load = setInterval(() => {
      for (let n = 0; n < 10; n++) client.get(new Key('bar', 'many', n)).catch(() => undefined)
    }, 20)
    const { id } = server.nodes[2]!
    let text = ''
    const seen = async (met: (report: Json) => boolean): Promise<void> => {
      for (;;) {
        const lines = text.split('\n')
        text = lines.pop() ?? ''
        if (lines.some((line) => met(JSON.parse(line)))) return
        text += String((await once(child.stdout!, 'data'))[0])
      }
    }
    const isNode = (state: string) => (report: Json) =>
      report.nodes.some((node: Json) => node.id === id && node.state === state)
    try {
      await seen(({ namespaces }) => namespaces.some(({ name, reads }: Json) => name === 'bar' && reads > 0))
      await server.nodes[2]!.stop()
      await seen(isNode('lost'))
      await server.nodes[2]!.start()
      await seen(isNode('up'))
    } finally {
      clearInterval(load)
      child.kill()
      await client.close()
    }
    expect((await ended).error).toBe('')
  })
})

describe('nothing that is shown', () => {
  it.each([
    [['get', 'test', 'users', '42', '--key-type', 'string']],
    [['query', 'test']],
    [['query', 'test', '--json']],
    [['sets', 'test']],
    [['sets', 'test', '--json']],
    [['info', 'sets']],
    [['info', 'sets', '--json']],
    [['top', '--count', '1', '--interval', '0.1']],
    [['get', 'nope\u001b[2J', 'users', '1']],
    [['query', 'test.users where $.\u001b == 1']],
  ])('commands a terminal: %j', async (args) => {
    const { out, error } = await run(...args)
    expect(out + error).not.toBe('')
    expect(CONTROL.exec(out + error)).toBeNull()
  })
})

describe('what was typed wrong', () => {
  it.each<[args: string[], complaint: string]>([
    [['get', 'test', 'users'], 'get: the argument <key> is missing'],
    [['get', 'test', 'users', '1', '2'], 'get takes 3 arguments, but got "2"'],
    [['get', 'test', 'users', '1', '--bogus'], "Unknown option '--bogus'"],
    [['get', 'test', 'users', 'x', '--key-type', 'integer'], 'The key is no integer'],
    [
      ['get', 'test', 'users', 'x', '--key-type', 'uuid'],
      '--key-type takes auto, integer, string, bytes, digest',
    ],
    [['get', 'test', 'users', '1', '--password', 'secret'], 'AEROSPIKE_PASSWORD'],
    [['get', 'test', 'users', '1', '--hosts', 'a b'], 'INVALID_OPTION: "a b" is no address'],
    [['get', 'x'.repeat(40), 'users', '1'], 'INVALID_KEY'],
    [['get', 'test', 'users', '1', '--bins', 'a,'], '--bins takes names of bins'],
    [['query', 'test.users $.age > 18'], 'cannot be read: it is "<namespace>.<set> where <condition>"'],
    [
      ['query', 'test.users where $.age = 18'],
      'INVALID_EXPRESSION: Line 1, column 7: = does not belong here; write == to compare\n  $.age = 18\n        ^\n',
    ],
    [['query', 'test.users', '--limit', '0'], '--limit takes a whole number from 1, not "0"'],
    [
      ['top', '--sort', 'speed'],
      '--sort takes reads, writes, batches, queries, errors, objects, bytes, connections, name, not "speed"',
    ],
    [['top', '--interval', '0'], '--interval takes seconds from 0.1 to 3600, not "0"'],
    [['top', '--count', 'x'], '--count takes a whole number from 1, not "x"'],
    [['sets'], 'sets: the argument <namespace> is missing'],
  ])('%j is told, with 2', async (args, complaint) => {
    const { code, out, error } = await run(...args)
    expect(error).toContain(complaint)
    expect(error).toContain(`Try aerospike-ts ${args[0]!} --help`)
    expect(error).not.toContain('secret')
    expect([code, out]).toEqual([2, ''])
  })
})

describe('what the cluster does not have', () => {
  it.each<[args: string[], complaint: string]>([
    [
      ['get', 'nope', 'users', '1'],
      'NAMESPACE_NOT_FOUND: The cluster has no namespace "nope": it has test, bar',
    ],
    [['query', 'nope'], 'NAMESPACE_NOT_FOUND'],
    [['sets', 'nope'], 'NAMESPACE_NOT_FOUND'],
    [['indexes', 'nope'], 'NAMESPACE_NOT_FOUND'],
    [['nodes', '--cluster-name', 'other'], 'CLUSTER_NAME_MISMATCH'],
    [['nodes', '--tls-ca', '/nowhere/ca.pem'], 'TLS_FAILED'],
    [['nodes', '--hosts', '127.0.0.1:1'], 'CLUSTER_UNREACHABLE'],
    [['top', '--hosts', '127.0.0.1:1'], 'CLUSTER_UNREACHABLE'],
  ])('%j is told, with 1', async (args, complaint) => {
    const { code, out, error } = await run(...args)
    expect(error).toContain(complaint)
    expect([code, out]).toEqual([1, ''])
  })
})

describe('a cluster with users and TLS', () => {
  it('is entered by options, and the password of the environment', async () => {
    const authority = await Authority.create()
    const folder = mkdtempSync(join(tmpdir(), 'cli-tls-'))
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const { cert, key } = await authority.issue('db.example', { names: ['db.example'] })
    const secured = await startMemoryServer({
      security: { users: [{ name: 'ann', password: 'secret', roles: ['read-write'] }] },
      tls: { cert, key, name: 'db.example' },
    })
    try {
      const args = ['nodes', '--json', '--hosts', secured.tlsHosts, '--user', 'ann', '--timeout', '20000']
      const tls = ['--tls-ca', file('ca.pem', authority.cert)]
      const entered = await program.run([...args, ...tls], { AEROSPIKE_PASSWORD: 'secret' })
      expect(entered).toMatchObject({ code: 0, error: '' })
      const refused = await program.run([...args, ...tls], { AEROSPIKE_PASSWORD: 'wrong' })
      expect(refused).toMatchObject({ code: 1, out: '' })
      expect(refused.error).not.toContain('wrong')
      const without = await program.run([...args, ...tls])
      expect(without.code).toBe(2)
    } finally {
      await secured.close()
      rmSync(folder, { recursive: true })
    }
  })
})

it('view asks for the racks of nodes', async () => {
  const racked = await startMemoryServer({ nodes: 2, namespaces: [{ name: 'test', racks: [1, 2] }] })
  const { child, ended } = program.start(['view', '--port', '0'], { AEROSPIKE_HOSTS: racked.hosts })
  const url = await new Promise<string>((resolve) => {
    child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
  })
  const { stats } = (await (await fetch(`${url}data.json`)).json()) as {
    stats: { nodes: { racks: unknown }[] }
  }
  expect(stats.nodes.map(({ racks }) => racks)).toEqual(expect.arrayContaining([{ test: 1 }, { test: 2 }]))
  child.kill('SIGINT')
  await ended
  await racked.close()
})

it('view serves a page until it is interrupted', async () => {
  const { child, ended } = program.start(['view', '--port', '0'], { AEROSPIKE_HOSTS: server.hosts })
  const url = await new Promise<string>((resolve) => {
    child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
  })
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  const page = await fetch(url)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  const data = (await (await fetch(`${url}data.json`)).json()) as { nodes: unknown[] }
  expect(data.nodes).toHaveLength(3)
  child.kill('SIGINT')
  expect((await ended).code).toBe(0)
  expect(await program.run(['view', '--port', 'x'], { AEROSPIKE_HOSTS: server.hosts })).toMatchObject({
    code: 2,
  })
})
