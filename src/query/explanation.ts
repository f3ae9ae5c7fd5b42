import type { Expression } from '../expressions/index.ts'
import type { IndexInfo } from '../indexes/index-list.ts'
import type { Filter } from './filter.ts'

/** An index that was looked at for a query. */
export interface ConsideredIndex {
  readonly index: IndexInfo
  readonly chosen: boolean
  /** What it could answer of the condition, and why it was chosen or not. */
  readonly reason: string
}

/** How a query finds its records, and why. It never changes. */
export interface QueryExplanation {
  /** `index`: by a secondary index. `scan`: every record of the set is looked at. */
  readonly access: 'index' | 'scan'
  readonly reason: string
  /** The index; null for a scan, and where the query names its filter itself. */
  readonly index: IndexInfo | null
  /** What the index is asked for; null for a scan. */
  readonly filter: Filter | null
  /** What each record that is found is looked at for; null for nothing. */
  readonly filterExpression: Expression<'bool'> | null
  /** The indexes of the set and of the whole namespace. */
  readonly considered: readonly ConsideredIndex[]
}
