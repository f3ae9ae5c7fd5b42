import { throwFailures } from '../batch/execute.ts'
import type { GetRowResult } from '../batch/index.ts'
import { AerospikeError, clientError } from '../errors/index.ts'
import type { Record } from '../record.ts'
import type { Soon } from './checker.ts'

/** Keys, as a list. */
export function idsOf(ids: unknown): readonly unknown[] {
  if (Array.isArray(ids)) return ids
  throw clientError('INVALID_ARGUMENT', 'The keys must be a list')
}

/** Pairs of a key and a record. */
export function* entriesOf(entries: unknown): Generator<readonly [id: unknown, record: unknown]> {
  if (typeof (entries as Partial<Iterable<unknown>> | undefined)?.[Symbol.iterator] !== 'function')
    throw clientError('INVALID_ARGUMENT', 'putMany takes a list of [key, record]')
  let index = 0
  for (const entry of entries as Iterable<unknown>) {
    if (!Array.isArray(entry))
      throw clientError('INVALID_ARGUMENT', `rows[${index}]: putMany takes a list of [key, record]`)
    yield entry as unknown as readonly [unknown, unknown]
    index++
  }
}

/** Rows with records of the application. */
export async function readRows(
  rows: readonly GetRowResult[],
  read: (record: Record) => Soon<Record>,
  throwOnError = false,
): Promise<GetRowResult[]> {
  const all: GetRowResult[] = []
  for (const row of rows) all.push(row.status === 'ok' ? await readRow(row, read) : row)
  if (throwOnError) throwFailures(all)
  return all
}

async function readRow(
  row: GetRowResult & { readonly status: 'ok' },
  read: (record: Record) => Soon<Record>,
): Promise<GetRowResult> {
  try {
    return { ...row, record: await read(row.record) }
  } catch (error) {
    if (!(error instanceof AerospikeError)) throw error
    return { index: row.index, key: row.key, status: 'error', error, record: null }
  }
}
