import { isKey } from '../key.ts'
import type { GivenRows } from './given-rows.ts'

/** What the records of a batch have in common; undefined where they differ. */
export interface BatchTarget {
  readonly namespace: string | undefined
  readonly set: string | undefined
}

const NONE: BatchTarget = { namespace: undefined, set: undefined }

/** The namespace and set of all rows, for who watches. What is wrong with rows is not told here. */
export function targetOf(rows: GivenRows): BatchTarget {
  const first = targetOfRow(rows, 0)
  let { set } = first
  for (let index = 0; index < rows.length; index++) {
    const other = targetOfRow(rows, index)
    if (other.namespace !== first.namespace) return NONE
    if (other.set !== set) set = undefined
  }
  return { namespace: first.namespace, set: set === '' ? undefined : set }
}

function targetOfRow(rows: GivenRows, index: number): BatchTarget {
  const key = rows.key(index)
  return isKey(key) ? key : NONE
}
