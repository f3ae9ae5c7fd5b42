import { type BinValues, checkOperations } from '../commands/index.ts'
import { clientError } from '../errors/index.ts'
import { Key } from '../key.ts'
import type { BatchRow } from './row.ts'

/** Refuses what is no row, and what the server would not understand. */
export function checkRow(row: BatchRow | undefined): BatchRow {
  if (typeof row !== 'object' || (row as unknown) === null) {
    throw clientError('INVALID_ARGUMENT', 'it is no row', {
      hint: "{ kind: 'read', key }, or rows.read(key)",
    })
  }
  if (!((row.key as unknown) instanceof Key)) {
    throw clientError('INVALID_KEY', 'the key must be a Key', { hint: "new Key('namespace', 'set', key)" })
  }
  switch (row.kind) {
    case 'read':
      checkRead(row)
      return row
    case 'write':
      checkWrite(row)
      return row
    case 'remove':
      return row
    case 'udf':
      checkCall(row)
      return row
    default:
      throw clientError(
        'INVALID_ARGUMENT',
        `there is no kind ${JSON.stringify((row as { kind?: unknown }).kind)}`,
        { hint: 'it is read, write, remove or udf' },
      )
  }
}

function checkRead(row: Extract<BatchRow, { kind: 'read' }>): void {
  // The types know that one of them is missing; what is given may not.
  const { bins, operations } = row as { bins?: unknown; operations?: unknown }
  if (operations === undefined) {
    if (
      bins === undefined ||
      (Array.isArray(bins) && bins.every((bin) => typeof bin === 'string' && bin !== ''))
    )
      return
    throw clientError('INVALID_ARGUMENT', 'bins must be a list of bin names')
  }
  if (bins !== undefined)
    throw clientError('INVALID_ARGUMENT', 'it has bins and operations: one of them belongs')
  checkOperations(operations)
  if (operations.some((operation) => operation.isWrite)) {
    throw clientError('INVALID_ARGUMENT', 'an operation writes', { hint: "the row's kind is then 'write'" })
  }
}

function checkWrite(row: Extract<BatchRow, { kind: 'write' }>): void {
  const { bins, operations } = row as { bins?: unknown; operations?: unknown }
  if (operations === undefined) {
    if (typeof bins === 'object' && bins !== null && !Array.isArray(bins)) return
    throw clientError('INVALID_ARGUMENT', 'bins are given as an object: { name: value }')
  }
  if (bins !== undefined)
    throw clientError('INVALID_ARGUMENT', 'it has bins and operations: one of them belongs')
  checkOperations(operations)
  if (!operations.some((operation) => operation.isWrite)) {
    throw clientError('INVALID_ARGUMENT', 'no operation writes', { hint: "the row's kind is then 'read'" })
  }
}

function checkCall(row: Extract<BatchRow, { kind: 'udf' }>): void {
  const isName = (name: unknown): boolean => typeof name === 'string' && name !== ''
  if (!isName(row.module) || !isName(row.function)) {
    throw clientError('INVALID_ARGUMENT', 'module and function must be names')
  }
  if (row.args !== undefined && !Array.isArray(row.args)) {
    throw clientError('INVALID_ARGUMENT', 'args must be a list')
  }
}

/** Whether rows have the same bytes. Compares by identity what may be large; to miss an equality only costs bytes. */
export function differOnlyInKey(a: BatchRow, b: BatchRow): boolean {
  if (a.kind !== b.kind || a.options !== b.options) return false
  if (a.key.namespace !== b.key.namespace || a.key.set !== b.key.set) return false
  if (a.kind !== 'read' && b.key.userKey !== undefined && a.key.userKey === undefined) return false
  if (a.kind === 'remove') return true
  if (a.kind === 'udf') {
    const other = b as typeof a
    return a.module === other.module && a.function === other.function && a.args === other.args
  }
  const other = b as typeof a
  return a.operations === other.operations && sameBins(a.bins, other.bins)
}

function sameBins(
  a: readonly string[] | BinValues | undefined,
  b: readonly string[] | BinValues | undefined,
): boolean {
  if (a === b) return true
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
  return a.every((name, index) => name === b[index])
}
