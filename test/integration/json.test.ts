import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, GeoJSON, ops } from '../../src/index.ts'
import { failure, freshKey, open, startTestServer, type TestServer } from './server.ts'

let server: TestServer
let client: Client

beforeAll(async () => {
  server = await startTestServer()
  client = await open(server)
})

afterAll(async () => {
  await client.close()
  await server.close()
})

test('a record is JSON as it is, as a web server sends it', async () => {
  const key = freshKey('ann')
  await client.put(key, {
    name: 'Ann',
    age: 31,
    ratio: 0.5,
    ok: true,
    tags: ['a', { b: null }],
    place: new GeoJSON('{"type":"Point","coordinates":[1,2]}'),
  })
  const web = createServer((_request, response) => {
    void client.get(key).then((record) => response.end(JSON.stringify(record)))
  })
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  const response = await fetch(`http://127.0.0.1:${(web.address() as AddressInfo).port}`)
  expect(await response.json()).toEqual({
    key: { namespace: 'test', set: key.set, userKey: 'ann', digest: key.digest.toString('hex') },
    bins: {
      name: 'Ann',
      age: 31,
      ratio: 0.5,
      ok: true,
      tags: ['a', { b: null }],
      place: { type: 'Point', coordinates: [1, 2] },
    },
    generation: 1,
    ttl: expect.any(Number),
  })
  await new Promise((resolve) => web.close(resolve))
})

test('results of operate and metadata are JSON as well', async () => {
  const key = freshKey(2n ** 62n)
  await client.put(key, { a: 1 })
  const answer = await client.operate(key, [ops.add('a', 1), ops.read('a')])
  expect(JSON.parse(JSON.stringify(answer))).toMatchObject({
    results: [null, 2],
    bins: { a: 2 },
    generation: 2,
  })
  expect(JSON.parse(JSON.stringify(await client.metadata(key)))).toMatchObject({ generation: 2 })
})

test('a failure can be logged as JSON without giving the user key away', async () => {
  const error = await failure(client.touch(freshKey('a secret')))
  const logged = JSON.stringify(error)
  expect(JSON.parse(logged)).toMatchObject({
    name: 'RecordError',
    message: (error as Error).message,
    code: 'NOT_FOUND',
    resultCode: 2,
    inDoubt: false,
    attempts: 1,
  })
  expect(logged).not.toContain('a secret')
})
