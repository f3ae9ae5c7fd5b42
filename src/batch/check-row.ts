import { type BinValues, callFault, checkOperations } from '../commands/index.ts'
import { clientError, quoteWord } from '../errors/index.ts'
import { isKey, type Key } from '../key.ts'
import type { ApplyRow, BatchRow, RowAction } from './row.ts'

/** Refuses what is no row, and what the server would not understand. */
export function checkRow(row: BatchRow | undefined): void {
  if (typeof row !== 'object' || (row as unknown) === null) {
    throw clientError('INVALID_ARGUMENT', 'it is no row', {
      hint: "{ kind: 'get', key }, or rows.get(key)",
    })
  }
  checkKey(row.key)
  checkAction(row)
}

export function checkKey(key: unknown): void {
  if (isKey(key)) return
  throw clientError('INVALID_KEY', 'the key must be a Key', { hint: "new Key('namespace', 'set', key)" })
}

export function checkAction(action: RowAction): void {
  switch (action.kind) {
    case 'get':
      checkBins(action.bins)
      return
    case 'put':
      checkBinValues(action.bins)
      return
    case 'operate':
      checkOperations(action.operations)
      return
    case 'exists':
    case 'remove':
      return
    case 'apply':
      checkCall(action)
      return
    default:
      throw clientError(
        'INVALID_ARGUMENT',
        `there is no kind ${quoteWord((action as { kind?: unknown }).kind)}`,
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

function checkCall(call: Omit<ApplyRow<unknown>, 'key'>): void {
  const fault = callFault(call.module, call.function)
  if (fault !== undefined) throw clientError('INVALID_ARGUMENT', fault)
  if (call.args !== undefined && !Array.isArray(call.args)) {
    throw clientError('INVALID_ARGUMENT', 'args must be a list')
  }
}

/** Whether both have the same bytes in a request. Compares by identity what may be large; to miss an equality only costs bytes. */
export function sameAction(a: RowAction, b: RowAction): boolean {
  if (a === b) return true
  if (a.kind !== b.kind || a.options !== b.options) return false
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

/** Whether both are in one set of one namespace. */
export function sameSet(a: Key, b: Key): boolean {
  return a.namespace === b.namespace && a.set === b.set
}

function sameBins(
  a: readonly string[] | BinValues | undefined,
  b: readonly string[] | BinValues | undefined,
): boolean {
  if (a === b) return true
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
  return a.every((name, index) => name === b[index])
}
