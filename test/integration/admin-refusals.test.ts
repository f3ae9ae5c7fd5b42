import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client, IndexDefinition } from '../../src/index.ts'
import { failure, freshSet, open, startTestServer, type TestServer } from './server.ts'

/** What administration refuses by itself, since a server would accept it and do nothing, or worse. */
describe('administration refuses', () => {
  let server: TestServer
  let client: Client
  const set = freshSet('refused')

  beforeAll(async () => {
    server = await startTestServer(3)
    client = await open(server)
  })
  afterAll(async () => {
    await client.close()
    await server.close()
  })

  const index = { name: `${set}-i`, bin: 'i', type: 'numeric' } as const

  test.each<[string, () => Promise<unknown>]>([
    ['createIndex', () => client.createIndex({ ...index, namespace: 'nope' })],
    [
      'createIndex of a set',
      () => client.createIndex({ namespace: 'nope', set, name: 'x', collection: 'set' }),
    ],
    ['dropIndex', () => client.dropIndex('nope', index.name)],
    ['listIndexes', () => client.listIndexes('nope')],
    ['indexStats', () => client.indexStats('nope', index.name)],
    ['truncate', () => client.truncate('nope', set)],
    ['truncate of all', () => client.truncate('nope')],
    ['listSets', () => client.listSets('nope')],
    ['namespaceStatistics', () => client.namespaceStatistics('nope')],
  ])('an unknown namespace: %s', async (_, call) => {
    const error = await failure(call())
    expect(error).toMatchObject({ name: 'ClusterError', code: 'NAMESPACE_NOT_FOUND', inDoubt: false })
    expect((error as Error).message).toMatch(/"nope".*it has .*test/)
  })

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'it takes { namespace'],
    ['a part spelt wrong', { ...index, namespace: 'test', colection: 'list' }, 'there is no "colection"'],
    ['no name', { namespace: 'test', bin: 'i', type: 'numeric' }, 'name must be text'],
    ['no namespace', index, 'namespace must be text, not undefined'],
  ])('an index defined by %s', async (_, definition, words) => {
    const error = await failure(client.createIndex(definition as IndexDefinition))
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' })
    expect((error as Error).message).toContain(words)
  })

  test.each([undefined, '', 5, 'build\nnode'])('an info command that is %j', async (command) => {
    const refused = { code: 'INVALID_ARGUMENT' }
    expect(await failure(client.info(command as string))).toMatchObject(refused)
    const answers = await client.infoAll(command as string)
    expect(answers[0]).toMatchObject({ error: refused })
  })

  test('an index on a bin that cannot be', async () => {
    const error = await failure(client.createIndex({ ...index, namespace: 'test', bin: 'x'.repeat(16) }))
    expect(error).toMatchObject({ code: 'INVALID_BIN_NAME' })
  })

  test.each(['.', '..', 'sums', '.lua', 'sums.', 'folder/sums.lua', '../sums.lua', '', 'a;b.lua'])(
    'a module called %j',
    async (name) => {
      const refused = { name: 'ArgumentError', code: 'INVALID_ARGUMENT' }
      expect(await failure(client.registerUdf({ source: 'x = 1', name }))).toMatchObject(refused)
      expect(await failure(client.getUdf(name))).toMatchObject(refused)
      expect(await failure(client.removeUdf(name))).toMatchObject(refused)
    },
  )

  test('a module without anything in it', async () => {
    const error = await failure(client.registerUdf({ source: '', name: 'empty.lua' }))
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' })
    expect((error as Error).message).toContain('empty')
  })
})
