import type { Value } from '../values.ts'
import { checkKey } from '../collections/check.ts'
import type { Args } from '../collections/packed.ts'

/**
 * From `begin` up to, but not including, `end`. An open beginning is nil, which is smaller than anything; an open end is
 * left out (aerospike-client-c as_list_operations.c, as_map_operations.c).
 */
export function interval(where: string, begin: Value | undefined, end: Value | undefined): Args {
  const from = begin === undefined ? null : checkKey(where, 'begin', begin)
  return end === undefined ? { begin: from } : { begin: from, end: checkKey(where, 'end', end) }
}
