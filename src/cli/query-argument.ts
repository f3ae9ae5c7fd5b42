import { UsageError } from './usage.ts'

/** What a query asks for. */
export interface QueryArgument {
  readonly namespace: string
  /** Undefined: all sets, and records without one. */
  readonly set: string | undefined
  /** The condition, in the Aerospike Expression Language. */
  readonly condition: string | undefined
}

/** A name as it is, or in quotes when it has blanks or dots; a set may have dots anyway. */
const QUOTED = '"(?:[^"\\\\]|\\\\.)*"'
const SHAPE = new RegExp(
  `^\\s*(${QUOTED}|[^\\s."]+)(?:\\.(${QUOTED}|[^\\s"]+))?(?:\\s+where(?![\\w$])([\\s\\S]*))?\\s*$`,
  'i',
)

/** Reads `namespace.set where condition`, of which set and condition may be left out. */
export function queryArgument(text: string): QueryArgument {
  const [, namespace, set, condition] = SHAPE.exec(text) ?? []
  if (namespace === undefined)
    throw new UsageError(
      `The query ${JSON.stringify(text)} cannot be read: it is "<namespace>.<set> where <condition>", such as "test.users where $.age > 18"`,
    )
  if (condition?.trim() === '')
    throw new UsageError('The query has no condition behind "where", such as $.age > 18')
  return {
    namespace: named(namespace),
    set: set === undefined ? undefined : named(set),
    condition: condition?.trim(),
  }
}

function named(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/gs, '$1') : word
}
