import { expect, test } from 'vitest'
import { rows } from '../../src/index.ts'
import { keyOf, rig } from '../faults/rig.ts'

const COUNT = 40
const SIZE = 300_000
const keys = Array.from({ length: COUNT }, (_, i) => keyOf(`large ${i}`))
const blob = (i: number): Buffer => Buffer.alloc(SIZE, i)

test('a batch of 12 MB travels in several requests, and each row has its answer in its place', async () => {
  const { server, client } = await rig()
  const requests = server.faults.add({ match: { command: 'batch' }, action: { type: 'delay', ms: 0 } })
  const written = await client.putMany(keys.map((key, i) => [key, { i, blob: blob(i) }] as const))
  expect(written.map(({ status, index }) => [status, index])).toEqual(keys.map((_, i) => ['ok', i]))
  // About 4 MB each (batch/encode-request.ts).
  expect(requests.hits).toBeGreaterThanOrEqual(3)
  const read = await client.getMany<{ i: number; blob: Buffer }>(keys)
  for (const [i, row] of read.entries()) {
    expect(row.record?.bins.i).toBe(i)
    expect(row.record?.bins.blob.equals(blob(i))).toBe(true)
  }
})

test('a stream of such rows travels in several requests too', async () => {
  const { server, client } = await rig()
  const requests = server.faults.add({ match: { command: 'batch' }, action: { type: 'delay', ms: 0 } })
  const seen: number[] = []
  const source = keys.map((key, i) => rows.put(key, { i, blob: blob(i) }))
  for await (const row of client.batchStream(source)) {
    expect(row.status).toBe('ok')
    seen.push(row.index)
  }
  expect(seen.sort((a, b) => a - b)).toEqual(keys.map((_, i) => i))
  expect(requests.hits).toBeGreaterThanOrEqual(3)
})
