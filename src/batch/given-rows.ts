import { isKey, type Key } from '../key.ts'
import { checkAction, checkKey, checkRow, sameAction, sameSet } from './check-row.ts'
import type { BatchRow, RowAction } from './row.ts'

/** The rows of a batch as they were given: what is done, and with which records. */
export interface GivenRows {
  readonly length: number
  /** The key of a row. Of one that was not checked it may be anything. */
  key(index: number): Key
  /** What is done with it. Of a row that was not checked it may be anything. */
  action(index: number): RowAction
  /**
   * Checks a row. The first one is checked before all others.
   * @throws AerospikeError when it is no row, or has what the server would not understand
   */
  check(index: number): void
  /** Whether all are rows that read the same of their records. */
  allReadTheSame(): boolean
}

/** Rows of which each says what is done. */
export class RowList implements GivenRows {
  readonly #rows: BatchRow[]
  readonly #first: number

  /**
   * @param rows not copied: nobody else may change them
   * @param first number of the first one
   */
  constructor(rows: BatchRow[], first = 0) {
    this.#rows = rows
    this.#first = first
  }

  get length(): number {
    return this.#rows.length
  }

  key(index: number): Key {
    return (this.#row(index) as Partial<BatchRow> | null | undefined)?.key as Key
  }

  action(index: number): RowAction {
    return this.#row(index) as BatchRow
  }

  check(index: number): void {
    checkRow(this.#row(index))
  }

  #row(index: number): BatchRow | undefined {
    return this.#rows[index - this.#first]
  }

  allReadTheSame(): boolean {
    const [first] = this.#rows
    if (!isPlainRead(first)) return false
    return this.#rows.every(
      (row) => isPlainRead(row) && sameAction(first, row) && sameSet(first.key, row.key),
    )
  }

  push(row: BatchRow): void {
    this.#rows.push(row)
  }

  /** Takes the last one back. */
  pop(): void {
    this.#rows.pop()
  }
}

function isPlainRead(row: BatchRow | undefined | null): row is BatchRow {
  return (row?.kind === 'get' || row?.kind === 'exists') && isKey(row.key)
}

/** The same action for many keys. A row for each would take a tenth of the memory of a batch that reads. */
export class KeyList implements GivenRows {
  readonly #keys: readonly Key[]
  readonly #action: RowAction

  /** Neither is copied: nobody else may change them, nor the lists that the action has. */
  constructor(keys: readonly Key[], action: RowAction) {
    this.#keys = keys
    this.#action = action
  }

  get length(): number {
    return this.#keys.length
  }

  key(index: number): Key {
    return this.#keys[index] as Key
  }

  action(): RowAction {
    return this.#action
  }

  check(index: number): void {
    checkKey(this.#keys[index])
    if (index === 0) checkAction(this.#action)
  }

  allReadTheSame(): boolean {
    const { kind } = this.#action
    if (kind !== 'get' && kind !== 'exists') return false
    const [first] = this.#keys
    return isKey(first) && this.#keys.every((key) => isKey(key) && sameSet(first, key))
  }
}
