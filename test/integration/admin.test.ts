import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, Key } from '../../src/index.ts'
import { failure, freshSet, open, startTestServer, type TestServer, TOPOLOGIES } from './server.ts'

describe.each(TOPOLOGIES)('administration on %s', (_, nodes) => {
  let server: TestServer
  let client: Client
  const set = freshSet('admin')
  const count = async (): Promise<number> => (await client.query('test', set).noBins().toArray()).length
  const fill = async (from: number, to: number): Promise<void> => {
    for (let i = from; i < to; i++) await client.put(new Key('test', set, i), { i })
  }
  /** A node removes what was truncated in its own time. */
  const becomes = async (wanted: number): Promise<void> => {
    for (let look = 0; look < 400 && (await count()) !== wanted; look++)
      await new Promise((resolve) => setTimeout(resolve, 10))
    expect(await count()).toBe(wanted)
  }

  beforeAll(async () => {
    server = await startTestServer(nodes)
    client = await open(server)
  })
  afterAll(async () => {
    await client.truncate('test', set)
    await client.close()
    await server.close()
  })

  it('makes, lists and drops indexes', async () => {
    await fill(0, 10)
    const definition = { namespace: 'test', set, name: `${set}-i`, bin: 'i', type: 'numeric' } as const
    const task = await client.createIndex(definition)
    await task.wait()
    expect(await task.isDone()).toBe(true)
    const index = (await client.listIndexes('test')).find(({ name }) => name === definition.name)
    expect(index).toEqual({
      ...definition,
      collection: 'default',
      context: null,
      expression: null,
      ready: true,
      ambiguous: null,
    })
    const stats = await client.indexStats('test', definition.name)
    expect(stats.every(({ loadPercent }) => loadPercent === 100)).toBe(true)
    expect(stats.length).toBe(client.nodes.length)
    await (await client.dropIndex('test', definition.name)).wait()
    await (await client.dropIndex('test', definition.name)).wait()
    expect(await failure(client.indexStats('test', definition.name))).toMatchObject({
      code: 'INDEX_NOT_FOUND',
    })
  })

  it('refuses a second index of the same name for something else', async () => {
    const definition = { namespace: 'test', set, name: `${set}-x`, bin: 'i', type: 'numeric' } as const
    await (await client.createIndex(definition)).wait()
    expect(await failure(client.createIndex({ ...definition, bin: 'j' }))).toMatchObject({
      code: 'INDEX_EXISTS',
    })
    await (await client.dropIndex('test', definition.name)).wait()
  })

  it('truncates a set, all of it or what is older', async () => {
    await client.truncate('test', set)
    await becomes(0)
    await fill(0, 5)
    await new Promise((resolve) => setTimeout(resolve, 50))
    const before = new Date()
    await new Promise((resolve) => setTimeout(resolve, 50))
    await fill(5, 9)
    await client.truncate('test', set, { before })
    await becomes(4)
    await client.truncate('test', set)
    await becomes(0)
    const future = client.truncate('test', set, { before: new Date(Date.now() + 3_600_000) })
    expect(await failure(future)).toMatchObject({ code: 'PARAMETER' })
  })

  it('asks one node, any node, or all nodes', async () => {
    const builds = await client.infoAll('build')
    expect(builds.length).toBe(client.nodes.length)
    const build = await client.info('build')
    expect(builds.map((each) => ('answer' in each ? each.answer : each.error.code))).toContain(build)
    const id = client.nodes[0]?.id
    expect(await client.info('node', { node: id })).toBe(id)
    expect(await failure(client.info('node', { node: 'none' }))).toMatchObject({ code: 'NODE_NOT_FOUND' })
    expect(await failure(client.info('build\nnode'))).toMatchObject({ code: 'INVALID_ARGUMENT' })
    const refused = await client.infoAll('no-such-command')
    expect(refused.every((each) => 'error' in each)).toBe(true)
  })

  it('reads the common answers', async () => {
    await fill(0, 3)
    expect(await client.listNamespaces()).toContain('test')
    const own = (await client.listSets('test')).find(({ name }) => name === set)
    expect(own).toMatchObject({ namespace: 'test', tombstones: 0 })
    expect(own?.objects).toBeGreaterThanOrEqual(3)
    const spaces = await client.namespaceStatistics('test')
    expect(spaces.reduce((sum, { masterObjects }) => sum + masterObjects, 0)).toBeGreaterThanOrEqual(3)
    expect((await client.nodeStatistics())[0]?.all.get('cluster_size')).toBe(String(client.nodes.length))
  })

  it('sets no filter of XDR in the community edition', async () => {
    if ((await client.info('edition')).includes('Community'))
      expect(await failure(client.setXdrFilter('dc', 'test', null))).toMatchObject({
        code: 'ENTERPRISE_ONLY',
      })
  })

  it('registers, lists, gives and removes modules', async () => {
    const name = `${set.replaceAll('-', '_')}.lua`
    const source = 'function one(r) return 1 end\n'
    await (await client.registerUdf({ source, name })).wait()
    expect((await client.listUdfs()).map((module) => module.name)).toContain(name)
    expect(await client.getUdf(name)).toBe(source)
    await (await client.removeUdf(name)).wait()
    expect(await client.getUdf(name)).toBeNull()
    expect((await client.listUdfs()).map((module) => module.name)).not.toContain(name)
  })

  it('calls a function on a record', async () => {
    const name = `${set.replaceAll('-', '_')}_f`
    const source =
      'function add(r, a, b) return a + b end\nfunction fail(r) error("no luck") end\n' +
      'function mark(r, v)\n  r["mark"] = v\n  aerospike:update(r)\n  return v\nend\n'
    await (await client.registerUdf({ source, name: `${name}.lua` })).wait()
    const key = new Key('test', set, 'called')
    await client.put(key, { i: 1 })
    const sum = await client.apply(key, name, 'add', [1, 2]).catch((error: unknown) => error)
    // A server without Lua says so.
    if (sum === 3) {
      expect(await client.apply(key, name, 'mark', ['x'])).toBe('x')
      expect((await client.get(key))?.bins['mark']).toBe('x')
      expect(await failure(client.apply(key, name, 'fail'))).toMatchObject({
        name: 'UdfError',
        code: 'UDF_FAILED',
      })
      const rejected = client.registerUdf({ source: 'function (', name: 'bad.lua' })
      expect(await failure(rejected)).toMatchObject({ code: 'UDF_REJECTED' })
    } else expect(sum).toMatchObject({ name: expect.stringMatching(/UdfError|ServerError/) as string })
    await client.removeUdf(`${name}.lua`)
  })

  it('refuses modules that are none', async () => {
    expect(await failure(client.registerUdf({ source: 'x', name: 'noextension' }))).toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
    expect(await failure(client.registerUdf({} as never))).toMatchObject({ code: 'INVALID_ARGUMENT' })
    const missing = await failure(client.registerUdf({ path: '/no/such/file.lua' }))
    expect(missing).toMatchObject({ code: 'INVALID_ARGUMENT', cause: { code: 'ENOENT' } })
  })
})
