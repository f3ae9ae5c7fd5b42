import { FieldType, Info2 } from '../wire/proto.ts'
import type { Request } from './record/request.ts'
import { Code } from './result-code.ts'

/** Who asked for a record: a client by a command of its own, or a row of its batch. */
export type Origin = 'client' | 'batch_sub'

const ENDS = {
  read: ['success', 'error', 'timeout', 'not_found', 'filtered_out'],
  write: ['success', 'error', 'timeout', 'filtered_out'],
  delete: ['success', 'error', 'timeout', 'not_found', 'filtered_out'],
  udf: ['complete', 'error', 'timeout', 'filtered_out'],
} as const
type RecordKind = keyof typeof ENDS

const END_BY_CODE: ReadonlyMap<number, string> = new Map([
  [Code.notFound, 'not_found'],
  [Code.filteredOut, 'filtered_out'],
  [Code.timeout, 'timeout'],
])

const QUERY_KINDS = {
  basic: 'long_basic',
  aggregation: 'aggr',
  'background-ops': 'ops_bg',
  'background-udf': 'udf_bg',
} as const

/** What is told of a query that has ended. */
interface Ended {
  readonly namespace: string
  readonly kind: keyof typeof QUERY_KINDS
  /** Empty for a query without an index. */
  readonly indexName: string
}

const NAMES: readonly string[] = [
  ...['client', 'batch_sub'].flatMap((origin) =>
    Object.entries(ENDS).flatMap(([kind, ends]) => ends.map((end) => `${origin}_${kind}_${end}`)),
  ),
  ...['pi', 'si'].flatMap((index) => [
    ...['complete', 'error', 'timeout'].map((end) => `${index}_query_short_basic_${end}`),
    ...Object.values(QUERY_KINDS).flatMap((kind) =>
      ['complete', 'error', 'abort'].map((end) => `${index}_query_${kind}_${end}`),
    ),
  ]),
]

/**
 * What a node has done in each namespace, by the names of the server's own counters (info_get_namespace_info in as/src/base/thr_info.c, and
 * the functions that end in `_update_stats` in as/src/transaction, 8.1.2).
 */
export class Figures {
  readonly #byNamespace = new Map<string, Map<string, number>>()

  /** A command on one record has ended. */
  record(namespace: string, origin: Origin, request: Request, code: number): void {
    const kind = recordKind(request)
    const ends: readonly string[] = ENDS[kind]
    const end =
      code === Code.ok ? (kind === 'udf' ? 'complete' : 'success') : (END_BY_CODE.get(code) ?? 'error')
    this.#add(namespace, `${origin}_${kind}_${ends.includes(end) ? end : 'error'}`)
  }

  /** A query or a job has ended, by the code that ended it before its time. */
  query({ namespace, kind, indexName }: Ended, isShort: boolean, abandoned: number): void {
    const index = indexName === '' ? 'pi' : 'si'
    const end =
      abandoned === Code.ok ? 'complete' : abandoned === Code.queryAborted && !isShort ? 'abort' : 'error'
    this.#add(namespace, `${index}_query_${isShort ? 'short_basic' : QUERY_KINDS[kind]}_${end}`)
  }

  /** All of them, also those that are 0. */
  of(namespace: string): Record<string, number> {
    const counts = this.#byNamespace.get(namespace)
    return Object.fromEntries(NAMES.map((name) => [name, counts?.get(name) ?? 0]))
  }

  #add(namespace: string, name: string): void {
    let counts = this.#byNamespace.get(namespace)
    if (counts === undefined) this.#byNamespace.set(namespace, (counts = new Map<string, number>()))
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
}

function recordKind(request: Request): RecordKind {
  if ((request.info2 & Info2.write) === 0) return 'read'
  if ((request.info2 & Info2.delete) !== 0) return 'delete'
  return request.has(FieldType.udfFilename) ? 'udf' : 'write'
}
