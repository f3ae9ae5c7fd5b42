import { type BatchResult, type BatchRow, type Key, rows, type Value } from '../../src/index.ts'
import { buildOperation } from './operations.ts'
import { failureOf, metadataOf, recordOf, resultsOf } from './outcome.ts'
import type { RowData, Step } from './scenario.ts'
import type { Scene } from './scene.ts'
import type { Json } from './tagged.ts'

/** Plays a batch: what each row answered, beside its status. */
export async function playBatch(
  { client, keyOf }: Scene,
  [, all, options]: Extract<Step, readonly ['batch', ...unknown[]]>,
): Promise<Json> {
  const results = await client.batch(
    all.map((row) => rowOf(keyOf({ name: row[1] }), row)),
    options,
  )
  return results.map((result) => rowResultOf(result))
}

function rowOf(key: Key, row: RowData): BatchRow {
  switch (row[0]) {
    case 'read':
      return rows.read(key, row[2], row[3])
    case 'readOperations':
      return rows.readOperations(key, row[2].map(buildOperation), row[3])
    case 'put':
      return rows.put(key, row[2], row[3])
    case 'operate':
      return rows.operate(key, row[2].map(buildOperation), row[3])
    case 'remove':
      return rows.remove(key, row[2])
  }
}

function rowResultOf(result: BatchResult): Json {
  const { status } = result
  if (status === 'error') return { status, ...failureOf(result.error) }
  if (status !== 'ok') return { status }
  if ('results' in result && 'record' in result) {
    return { status, ...resultsOf({ ...result.record, results: result.results as Value[] }) }
  }
  if ('record' in result) return { status, ...recordOf(result.record) }
  return 'metadata' in result ? { status, ...metadataOf(result.metadata) } : { status }
}
