import { describe, expect, test } from 'vitest'
import { ReadChunks } from '../../../src/batch/read-chunks.ts'
import { RowList } from '../../../src/batch/given-rows.ts'
import { rowDefaults } from '../../../src/batch/prepare.ts'
import * as rows from '../../../src/batch/rows.ts'
import type { BatchRow } from '../../../src/batch/row.ts'
import { Key } from '../../../src/key.ts'
import { BATCH_DEFAULTS } from '../../../src/policy/batch.ts'

const LIMITS = { wanted: 4 << 20, most: 4 << 20 }
const key = (n: number | string): Key => new Key('test', 'set', n)
const gets = (count: number): BatchRow[] => Array.from({ length: count }, (_, n) => rows.get(key(n)))

function chunksOf(all: readonly BatchRow[], limits = LIMITS, deadline = Infinity): ReadChunks {
  return new ReadChunks(new RowList([...all]), rowDefaults(BATCH_DEFAULTS), limits, deadline)
}

async function taken(chunks: ReadChunks): Promise<[base: number, count: number][]> {
  const all: [number, number][] = []
  for (;;) {
    const chunk = await chunks.take()
    if (chunk === undefined) return all
    all.push([chunk.base, chunk.count])
  }
}

describe('chunks of rows that read', () => {
  test('grow, and have every row once', async () => {
    expect(await taken(chunksOf(gets(10_000)))).toEqual([
      [0, 1024],
      [1024, 2048],
      [3072, 4096],
      [7168, 2832],
    ])
    expect(await taken(chunksOf(gets(3)))).toEqual([[0, 3]])
  })

  test('asked for at the same time they do not overlap', async () => {
    const chunks = chunksOf(gets(3000))
    const both = await Promise.all([chunks.take(), chunks.take(), chunks.take()])
    expect(both.map((chunk) => [chunk?.base, chunk?.count])).toEqual([
      [0, 1024],
      [1024, 1976],
      [undefined, undefined],
    ])
  })

  test('are encoded when the one before has left, which connections have it do in the next tick', async () => {
    const chunks = chunksOf(gets(1024 + 20))
    let hasLeft = false
    const first = chunks.take().then(() => {
      process.nextTick(() => {
        hasLeft = true
      })
    })
    const second = chunks.take().then(() => hasLeft)
    await first
    expect(await second).toBe(true)
  })

  test('are no larger than a request', async () => {
    const sizes = await taken(chunksOf(gets(1000), { wanted: 10_000, most: 10_000 }))
    expect(sizes.length).toBeGreaterThan(2)
    expect(sizes.reduce((sum, [, count]) => sum + count, 0)).toBe(1000)
    expect(sizes.every(([, count]) => count <= 400)).toBe(true)
  })

  test('when the time is up a chunk has what was encoded by then, and the rest is told', async () => {
    const chunks = chunksOf(gets(1000), LIMITS, 0)
    expect((await chunks.take())?.count).toBe(32)
    expect(chunks.rest()).toEqual([32, 1000])
    expect(await chunks.take()).toBeUndefined()
  })

  test('are none when the rest was taken while they were encoded', async () => {
    const chunks = chunksOf(gets(100_000))
    for (let n = 0; n < 5; n++) await chunks.take()
    // One of 32,768 rows, which takes several turns.
    const next = chunks.take()
    await new Promise(setImmediate)
    await new Promise(setImmediate)
    expect(chunks.rest()).toEqual([31_744, 100_000])
    expect(await next).toBeUndefined()
    expect(await chunks.take()).toBeUndefined()
  })

  test('name the row whose key is no text, and go on for who asks again', async () => {
    const chunks = chunksOf([...gets(1500), rows.get(key('\ud800'))])
    await chunks.take()
    await expect(chunks.take()).rejects.toMatchObject({
      message: expect.stringContaining('rows[1500]') as string,
    })
  })
})
