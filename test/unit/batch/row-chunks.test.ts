import { describe, expect, test } from 'vitest'
import { RowChunks } from '../../../src/batch/row-chunks.ts'
import * as rows from '../../../src/batch/rows.ts'
import type { BatchRow } from '../../../src/batch/row.ts'
import { Key } from '../../../src/key.ts'

const given = Array.from({ length: 7 }, (_, n): BatchRow => rows.get(new Key('test', 'set', n)))

/** A source whose rows come when they are pushed. */
class Live implements AsyncIterableIterator<BatchRow> {
  asked = 0
  isClosed = false
  #answer: ((result: IteratorResult<BatchRow>) => void) | undefined;

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<BatchRow>> {
    this.asked++
    return new Promise((resolve) => {
      this.#answer = resolve
    })
  }

  push(value: BatchRow): void {
    this.#answer?.({ done: false, value })
  }

  return(): Promise<IteratorResult<BatchRow>> {
    this.isClosed = true
    return new Promise(() => undefined)
  }
}

/** The rows of the next chunk. */
async function taken(chunks: RowChunks<BatchRow>, room = Infinity): Promise<BatchRow[]> {
  const all: BatchRow[] = []
  await chunks.next((row) => all.length < room && all.push(row) > 0)
  return all
}

async function sizes(chunks: RowChunks<BatchRow>): Promise<number[]> {
  const all: number[] = []
  for (;;) {
    const { length } = await taken(chunks)
    if (length === 0) return all
    all.push(length)
  }
}

test('are of the size asked for, the last as it comes', async () => {
  expect(await sizes(new RowChunks(given, 3))).toEqual([3, 3, 1])
})

test('await whatever an asynchronous source calls a promise', async () => {
  const left = given.values()
  const source = {
    [Symbol.asyncIterator]: () => ({
      next: () => ({
        then: (resolve: (result: IteratorResult<BatchRow>) => void) => {
          resolve(left.next())
        },
      }),
    }),
  }
  expect(await sizes(new RowChunks(source as unknown as AsyncIterable<BatchRow>, 5))).toEqual([5, 2])
})

describe('of a source that lets wait', () => {
  test('rows that are there go on without the next one, which comes in another chunk', async () => {
    const live = new Live()
    const chunks = new RowChunks(live, 3)
    const first = taken(chunks)
    live.push(given[0] as BatchRow)
    expect(await first).toEqual([given[0]])
    const second = taken(chunks)
    live.push(given[1] as BatchRow)
    expect(await second).toEqual([given[1]])
    expect(live.asked).toBe(3)
  })

  test('the end does not wait for it, and it is told', async () => {
    const live = new Live()
    const chunks = new RowChunks(live, 3)
    const next = taken(chunks)
    await chunks.cut()
    expect(await next).toEqual([])
    expect(live.isClosed).toBe(true)
    expect(chunks.isCut).toBe(true)
    expect(await taken(chunks)).toEqual([])
  })
})

test('are not cut when the source has ended before', async () => {
  const chunks = new RowChunks(given, 10)
  await sizes(chunks)
  await chunks.cut()
  expect(chunks.isCut).toBe(false)
})

test('a chunk that was full leaves nothing behind that ends the next one early', async () => {
  const source = new Live()
  const chunks = new RowChunks(source, 2)
  const give = async (n: number): Promise<void> => {
    while (source.asked <= n) await new Promise((resolve) => setImmediate(resolve))
    source.push(given[n] as BatchRow)
  }
  const first = taken(chunks)
  await give(0)
  await give(1)
  expect(await first).toHaveLength(2)
  const second = taken(chunks)
  // Longer than a chunk waits for its next row, and this one has none yet.
  await new Promise((resolve) => setTimeout(resolve, 50))
  await give(2)
  await give(3)
  expect(await second).toHaveLength(2)
})
