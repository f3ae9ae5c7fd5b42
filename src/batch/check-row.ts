import { type BinValues, callFault, checkOperations } from '../commands/index.ts'
import { clientError, quoteWord } from '../errors/index.ts'
import { isKey } from '../key.ts'
import type { ApplyRow, BatchRow } from './row.ts'

/** Refuses what is no row, and what the server would not understand. */
export function checkRow(row: BatchRow | undefined): BatchRow {
  if (typeof row !== 'object' || (row as unknown) === null) {
    throw clientError('INVALID_ARGUMENT', 'it is no row', {
      hint: "{ kind: 'get', key }, or rows.get(key)",
    })
  }
  if (!isKey(row.key)) {
    throw clientError('INVALID_KEY', 'the key must be a Key', { hint: "new Key('namespace', 'set', key)" })
  }
  switch (row.kind) {
    case 'get':
      checkBins(row.bins)
      return row
    case 'put':
      checkBinValues(row.bins)
      return row
    case 'operate':
      checkOperations(row.operations)
      return row
    case 'exists':
    case 'remove':
      return row
    case 'apply':
      checkCall(row)
      return row
    default:
      throw clientError(
        'INVALID_ARGUMENT',
        `there is no kind ${quoteWord((row as { kind?: unknown }).kind)}`,
        { hint: 'it is get, exists, put, operate, remove or apply' },
      )
  }
}

function checkBins(bins: unknown): void {
  if (bins === undefined) return
  if (Array.isArray(bins) && bins.every((bin) => typeof bin === 'string' && bin !== '')) return
  throw clientError('INVALID_ARGUMENT', 'bins must be a list of bin names')
}

function checkBinValues(bins: unknown): void {
  if (typeof bins === 'object' && bins !== null && !Array.isArray(bins)) return
  throw clientError('INVALID_ARGUMENT', 'bins are given as an object: { name: value }')
}

function checkCall(row: ApplyRow<unknown>): void {
  const fault = callFault(row.module, row.function)
  if (fault !== undefined) throw clientError('INVALID_ARGUMENT', fault)
  if (row.args !== undefined && !Array.isArray(row.args)) {
    throw clientError('INVALID_ARGUMENT', 'args must be a list')
  }
}

/** Whether rows have the same bytes. Compares by identity what may be large; to miss an equality only costs bytes. */
export function differOnlyInKey(a: BatchRow, b: BatchRow, isWrite: boolean): boolean {
  if (a.kind !== b.kind || a.options !== b.options) return false
  if (a.key.namespace !== b.key.namespace || a.key.set !== b.key.set) return false
  if (isWrite && b.key.userKey !== undefined && a.key.userKey === undefined) return false
  switch (a.kind) {
    case 'exists':
    case 'remove':
      return true
    case 'apply': {
      const other = b as typeof a
      return a.module === other.module && a.function === other.function && a.args === other.args
    }
    case 'operate':
      return a.operations === (b as typeof a).operations
    default:
      return sameBins(a.bins, (b as typeof a).bins)
  }
}

function sameBins(
  a: readonly string[] | BinValues | undefined,
  b: readonly string[] | BinValues | undefined,
): boolean {
  if (a === b) return true
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
  return a.every((name, index) => name === b[index])
}
