import { expect, test } from 'vitest'
import { Client } from '../../src/index.ts'

test('a listener of problems that throws does not stand in the way of what was coped with', async () => {
  const client = new Client({
    hosts: '127.0.0.1:1',
    connectTimeout: 100,
    configProvider: { path: '/nowhere/client.yaml' },
  })
  const problems: Error[] = []
  client.on('problem', (error) => {
    problems.push(error)
    throw new Error('of its own')
  })
  await expect(client.connect()).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
  expect(problems[0]).toMatchObject({ code: 'INVALID_CONFIG' })
  await client.close()
})
