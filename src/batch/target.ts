import { isKey } from '../key.ts'

/** What the records of a batch have in common; undefined where they differ. */
export interface BatchTarget {
  readonly namespace: string | undefined
  readonly set: string | undefined
}

const NONE: BatchTarget = { namespace: undefined, set: undefined }

/** The namespace and set of all rows, for who watches. What is wrong with rows is not told here. */
export function targetOf(rows: unknown): BatchTarget {
  if (!Array.isArray(rows)) return NONE
  const first = targetOfRow(rows[0])
  let { set } = first
  for (const row of rows as readonly unknown[]) {
    const other = targetOfRow(row)
    if (other.namespace !== first.namespace) return NONE
    if (other.set !== set) set = undefined
  }
  return { namespace: first.namespace, set: set === '' ? undefined : set }
}

function targetOfRow(row: unknown): BatchTarget {
  const key = (row as { readonly key?: unknown } | null | undefined)?.key
  return isKey(key) ? key : NONE
}
