import { type InfoField, type InfoRecord, InfoRecords, unreadable } from '../wire/info-records.ts'
import { NAMESPACE_MAX, SET_NAME_MAX } from '../wire/names.ts'
import { BIN_NAME_MAX } from '../wire/proto.ts'

/** What of a bin is indexed; `set` is the index of a whole set, which makes queries of a small set in a large namespace fast. */
export type IndexKind = 'default' | 'list' | 'mapKeys' | 'mapValues' | 'set'

/** An index as the cluster has it. */
export interface IndexInfo {
  readonly namespace: string
  /** Empty: the whole namespace. The server says the same of a set that is called `null`. */
  readonly set: string
  readonly name: string
  /** Empty for an index on an expression or a set. */
  readonly bin: string
  readonly type: string
  readonly collection: IndexKind
  /** In base64, as `contextFromBase64` takes it; null for none. */
  readonly context: string | null
  /** In base64; null for none. */
  readonly expression: string | null
  /** Whether queries can use it now. */
  readonly ready: boolean
  /**
   * Null when the names are certain. Else the text that the node gave: a name in it holds what separates names, such as
   * `:set=`, or is no UTF-8. The names that cannot be told are empty.
   */
  readonly ambiguous: string | null
}

export const KINDS: readonly string[] = ['default', 'list', 'mapKeys', 'mapValues', 'set']

const KIND_BY_NAME: ReadonlyMap<string, IndexKind> = new Map(
  KINDS.map((kind) => [kind.toLowerCase(), kind as IndexKind]),
)

/** Bytes of names, at most: older servers allow 255 for an index (INAME_MAX_SZ, as/include/sindex/sindex_manager.h). */
const INDEX_MAX = 255
/** No name has a `;`: it would have ended the command that makes the index. */
const NOT = ';'

/** What a node says of its indexes: `ns=…:indexname=…:…`, one after another with `;` between. @param known namespaces */
export function parseIndexes(answer: string, known: readonly string[] = []): IndexInfo[] {
  const shapes = shapesOf(known)
  return answer
    .split(';')
    .filter((line) => line !== '')
    .map((line) => {
      for (const shape of shapes) {
        const record = shape.readOne(line)
        if (record !== undefined) return indexOf(record)
      }
      throw unreadable(line)
    })
}

/**
 * Lines of indexes on values and on sets (as_sindex_list_str in as/src/sindex/sindex.c, set_index_list_reduce_fn in
 * as/src/sindex/sindex_manager.c, 8.1.2), and those of servers before 6.0, which say the set first.
 */
function shapesOf(known: readonly string[]): InfoRecords[] {
  const namespace: InfoField = { key: 'ns', lead: 'ns=', name: { max: NAMESPACE_MAX, not: NOT, known } }
  const name: InfoField = { key: 'indexname', lead: ':indexname=', name: { max: INDEX_MAX, not: NOT } }
  const set: InfoField = { key: 'set', lead: ':set=', name: { max: SET_NAME_MAX, not: NOT } }
  const bin: InfoField = { key: 'bin', lead: ':bin=', name: { max: BIN_NAME_MAX, not: NOT } }
  const type: InfoField = { key: 'type', lead: ':type=', value: '[^:;]*' }
  const kind: InfoField = { key: 'indextype', lead: ':indextype=', value: '(?!set\\b)[^:;]*' }
  const rest = { key: 'rest', lead: '' }
  return [
    new InfoRecords([namespace, name, set, bin, type, kind, { ...rest, value: '(?::[\\w-]+=[^:;]*)*' }], '$'),
    new InfoRecords([namespace, name, set, { ...kind, value: 'set' }], '$'),
    new InfoRecords([namespace, set, name, bin, type, kind, { ...rest, value: '(?::[^;]*)?' }], '$'),
  ]
}

function indexOf({ values, ambiguous }: InfoRecord): IndexInfo {
  const text = (key: string): string => values.get(key) ?? ''
  const rest = new Map(
    (values.get('rest') ?? '')
      .split(':')
      .map((pair) => [pair.split('=', 1)[0], pair.slice(pair.indexOf('=') + 1)]),
  )
  const expression = present(rest.get('exp')) ?? null
  return {
    namespace: text('ns'),
    set: present(values.get('set')) ?? '',
    name: text('indexname'),
    // A bin may be called null; what has no expression has a bin.
    bin: expression === null ? text('bin') : '',
    type: text('type').toLowerCase(),
    collection: KIND_BY_NAME.get(text('indextype').toLowerCase()) ?? 'default',
    context: present(rest.get('context')) ?? null,
    expression,
    // The index of a set has none: until it is built, queries look at the whole namespace (server as/src/base/set_index.c).
    ready: (rest.get('state') ?? 'RW') === 'RW',
    ambiguous,
  }
}

/** The server writes `null` or `NULL` for what an index doesn't have. */
function present(text: string | undefined): string | undefined {
  return text === undefined || text === '' || text.toLowerCase() === 'null' ? undefined : text
}
