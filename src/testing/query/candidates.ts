import { ripemd160Into } from '../../wire/digest.ts'
import { Writer } from '../../wire/writer.ts'
import { DIGEST_SIZE, ParticleType } from '../../wire/proto.ts'
import { geoJsonText } from '../geo/index.ts'
import type { Particle } from '../particle.ts'
import type { MemoryNamespace } from '../store/memory-namespace.ts'
import type { StoredRecord } from '../store/stored-record.ts'
import type { SecondaryIndex } from '../sindex/secondary-index.ts'
import { indexedValues } from '../sindex/values.ts'
import type { Resume } from './partitions.ts'
import type { IndexRange } from './range.ts'

/** How many neighbours of an index are looked at in one go (MAX_QUERY_BURST, as/src/sindex/sindex_tree.c, 8.1.2). */
const BURST = 100

/** A record that a query has come upon, and the value it was found under. */
export interface Candidate {
  readonly record: StoredRecord
  readonly value: bigint
}

/** What a query looks for, in all partitions alike. */
export interface Search {
  readonly namespace: MemoryNamespace
  /** Empty for all sets. */
  readonly set: string
  readonly where: { readonly index: SecondaryIndex; readonly range: IndexRange } | undefined
}

/** The records of one partition that a query is about, in the order it goes through them, from where it resumes. */
export function candidates(
  search: Search,
  partition: number,
  resume: Resume | undefined,
): readonly Candidate[] {
  const records = search.namespace.partition(partition).ordered()
  const wanted = search.set === '' ? records : records.filter(({ set }) => set === search.set)
  if (search.where === undefined) {
    const rest = resume === undefined ? wanted : wanted.filter(({ id }) => id < resume.id)
    return rest.map((record) => ({ record, value: 0n }))
  }
  const found = wanted.flatMap((record) => entries(search, record))
  found.sort((a, b) => compare(a, b.value, b.record.id))
  // Texts and blobs are asked for one at a time: whatever a client remembers of them, their digests decide.
  const value = hasOrder(search.where.range.type) ? (resume?.value ?? 0n) : 0n
  const rest = resume === undefined ? found : found.filter((entry) => compare(entry, value, resume.id) > 0)
  return isSingle(search.where.range, search.where.index) ? rest : withoutRepeats(rest)
}

function isSingle(range: IndexRange, index: SecondaryIndex): boolean {
  return !range.isRange || index.collection === 0
}

/** A record as often as it has different values that match: their number decides where it stands. */
function entries({ where, namespace }: Search, record: StoredRecord): Candidate[] {
  if (where === undefined || where.index.type !== where.range.type) return []
  const matching = indexedValues(where.index, record, namespace.clock.now()).filter(where.range.matches)
  const values = new Set(matching.map(placeOf))
  return [...values].map((value) => ({ record, value }))
}

function hasOrder(type: number): boolean {
  return type === ParticleType.integer || type === ParticleType.geojson
}

/** Where a value stands in its index. Points stand by their cells in a real server; here only apart from each other. */
function placeOf({ type, data }: Particle): bigint {
  if (type === ParticleType.integer) return data.readBigInt64BE(0)
  if (type !== ParticleType.geojson) return 0n
  const text = new Writer(256)
  text.bytes(geoJsonText(data))
  const digest = Buffer.alloc(DIGEST_SIZE)
  ripemd160Into(digest, 0, text)
  return digest.readBigInt64BE(0)
}

/** By value, then by digest (key_cmp, as/src/sindex/sindex_tree.c). */
function compare(a: Candidate, value: bigint, id: string): number {
  if (a.value !== value) return a.value < value ? -1 : 1
  return a.record.id < id ? -1 : a.record.id > id ? 1 : 0
}

/** A record comes once in each burst, and as often as there are bursts it is in (query_reduce, query_collect_cb). */
function withoutRepeats(found: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>()
  return found.filter(({ record }, index) => {
    if (index % BURST === 0) seen.clear()
    return !seen.has(record.id) && seen.add(record.id)
  })
}
