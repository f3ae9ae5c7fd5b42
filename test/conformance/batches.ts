import { type BatchResult, type BatchRow, type Key, rows, type Value } from '../../src/index.ts'
import { buildOperation } from './operations.ts'
import { metadataOf, recordOf, resultsOf } from './outcome.ts'
import type { RowData, Step } from './scenario.ts'
import type { Scene } from './scene.ts'
import { type Json, toTagged } from './tagged.ts'
import { inWords, udfOf } from './udfs.ts'

/** Plays a batch: what each row answered, beside its status. */
export async function playBatch(
  { client, keyOf, run, ttl }: Scene,
  [, all, options]: Extract<Step, readonly ['batch', ...unknown[]]>,
): Promise<Json> {
  const results = await client.batch(
    all.map((row) => rowOf(run, keyOf({ name: row[1] }), row, ttl)),
    options,
  )
  return results.map((result) => rowResultOf(run, result))
}

function rowOf(run: string, key: Key, row: RowData, ttl: number): BatchRow {
  switch (row[0]) {
    case 'get':
      return rows.get(key, row[2], row[3])
    case 'put':
      return rows.put(key, row[2], { ttl, ...row[3] })
    case 'operate': {
      const operations = row[2].map(buildOperation)
      // Rows that only read have no time to live to say.
      const writing = operations.some(({ isWrite }) => isWrite) ? { ttl } : {}
      return rows.operate(key, operations, { ...writing, ...row[3] })
    }
    case 'remove':
      return rows.remove(key, row[2])
    case 'apply': {
      const { module, function: name, args } = udfOf(run, row[2], row[3])
      return rows.apply(key, module, name, args, { ttl })
    }
  }
}

function rowResultOf(run: string, result: BatchResult): Json {
  const { status } = result
  if (status === 'error') return { status, ...inWords(run, result.error) }
  if (status !== 'ok') return { status }
  if ('results' in result && 'record' in result) {
    return { status, ...resultsOf({ ...result.record, results: result.results as Value[] }) }
  }
  if ('value' in result) return { status, value: toTagged(result.value) }
  if ('record' in result) return { status, ...recordOf(result.record) }
  return 'metadata' in result ? { status, ...metadataOf(result.metadata) } : { status }
}
