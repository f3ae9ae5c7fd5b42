import { expect, test } from 'vitest'
import { failure, rig } from './rig.ts'

test('nodes are asked for a namespace that the partition map does not have yet', async () => {
  const { server, client } = await rig({}, { nodes: 2 })
  const news = server.faults.add({
    match: { node: 1, info: 'namespaces' },
    action: { type: 'answer', text: 'test;late' },
  })
  await client.truncate('late', 'users')
  expect(news.hits).toBe(1)
  expect(await failure(client.truncate('later', 'users'))).toMatchObject({ code: 'NAMESPACE_NOT_FOUND' })
})

test('a node that does not say its namespaces may have it: the error is that of the node', async () => {
  const { server, client } = await rig({}, { nodes: 2 })
  server.faults.add({ match: { node: 1, info: 'namespaces' }, action: { type: 'drop' } })
  const error = await failure(client.dropIndex('late', 'x'))
  expect(error).toMatchObject({
    code: 'CONNECTION_LOST',
    node: expect.stringContaining('127.0.0.1') as string,
  })
})
