import { protocolError } from '../errors/index.ts'
import { parseCount } from '../wire/info.ts'
import { PARTITION_COUNT } from '../wire/proto.ts'
import type { Node } from './node.ts'
import type { PartitionTable } from './state.ts'

/** All namespaces' tables. */
export type PartitionTables = ReadonlyMap<string, PartitionTable>

/** A node's claims in one namespace. */
export interface Claims {
  readonly namespace: string
  readonly regime: number
  /** By replica number: a bit for each partition, the highest bit of the first byte is partition 0. */
  readonly bitmaps: readonly Uint8Array[]
}

/** What a node's claims did to the tables. */
export interface ClaimsOutcome {
  readonly tables: PartitionTables
  /** Nodes that lost a partition to this one: what they say is out of date and must be asked anew. */
  readonly displaced: ReadonlySet<Node>
  /** True when a namespace changed its number of replicas, so that every node must be asked anew. */
  readonly resized: boolean
}

const BITMAP_BYTES = PARTITION_COUNT / 8
const BITMAP_TEXT = Math.ceil(BITMAP_BYTES / 3) * 4

/** The protocol allows no more, server as/include/fabric/partition.h (AS_CLUSTER_SZ), 8.1.2. */
const MAX_REPLICAS = 256

/** The name of a namespace may hold any character; a bitmap of 512 bytes ends with `=`. */
const BETWEEN_NAMESPACES = /(?<==);/

/**
 * Reads `replicas`: `ns:regime,count,bitmap,bitmap…;ns:…`, bitmaps in base64 (server as/src/fabric/partition.c,
 * as_partition_get_replicas_all_str, 8.1.2).
 * @throws ProtocolError
 */
export function parseReplicas(text: string): Claims[] {
  return text
    .split(BETWEEN_NAMESPACES)
    .filter((part) => part !== '')
    .map(parseClaims)
}

function parseClaims(text: string): Claims {
  // The last one: behind it are numbers and base64.
  const colon = text.lastIndexOf(':')
  const namespace = text.slice(0, colon)
  if (colon < 1) throw protocolError(`Partitions without a namespace: ${JSON.stringify(text.slice(0, 80))}`)
  const [regimeText, countText, ...maps] = text.slice(colon + 1).split(',')
  const regime = parseCount(regimeText, `the regime of ${namespace}`)
  const count = parseCount(countText, `the replicas of ${namespace}`)
  if (count < 1 || count > MAX_REPLICAS || maps.length !== count) {
    throw protocolError(`${namespace} has ${count} replicas but ${maps.length} partition maps`)
  }
  return { namespace, regime, bitmaps: maps.map((map) => decodeBitmap(map, namespace)) }
}

function decodeBitmap(text: string, namespace: string): Uint8Array {
  const bitmap = Buffer.from(text, 'base64')
  if (text.length !== BITMAP_TEXT || bitmap.length !== BITMAP_BYTES) {
    throw protocolError(
      `A partition map of ${namespace} has ${text.length} characters instead of ${BITMAP_TEXT}`,
    )
  }
  return bitmap
}

/**
 * The tables after a node has told its claims. Who claims a partition under the present or a newer regime has it, and it
 * stays with its last owner until another node claims it (C client, as_partition.c decode_and_update). Tables in which
 * nothing changes are kept as they are.
 */
export function applyClaims(tables: PartitionTables, node: Node, claims: readonly Claims[]): ClaimsOutcome {
  const changed = new Map<string, PartitionTable>()
  const displaced = new Set<Node>()
  let resized = false
  for (const claim of claims) {
    const before = tables.get(claim.namespace)
    const after = applyToTable(before, node, claim, displaced)
    if (before !== undefined && before.replicas.length !== after.replicas.length) resized = true
    if (after !== before) changed.set(claim.namespace, after)
  }
  for (const [namespace, table] of tables) {
    if (claims.some((claim) => claim.namespace === namespace)) continue
    const after = replaceInTable(table, node, undefined)
    if (after !== table) changed.set(namespace, after)
  }
  return { tables: merge(tables, changed), displaced, resized }
}

function applyToTable(
  before: PartitionTable | undefined,
  node: Node,
  { regime, bitmaps }: Claims,
  displaced: Set<Node>,
): PartitionTable {
  let regimes = before?.regimes ?? new Uint32Array(PARTITION_COUNT)
  const replicas = bitmaps.map((bitmap, replica) => {
    const column = before?.replicas[replica] ?? emptyColumn()
    const [newColumn, newRegimes] = applyBitmap(column, regimes, node, bitmap, regime, displaced)
    regimes = newRegimes
    return newColumn
  })
  const strong = before?.strong === true || regime !== 0
  const same =
    before !== undefined &&
    before.strong === strong &&
    before.regimes === regimes &&
    before.replicas.length === replicas.length &&
    replicas.every((column, replica) => column === before.replicas[replica])
  return same ? before : { replicas, regimes, strong }
}

type Column = readonly (Node | undefined)[]

function applyBitmap(
  column: Column,
  regimes: Uint32Array,
  node: Node,
  bitmap: Uint8Array,
  regime: number,
  displaced: Set<Node>,
): [Column, Uint32Array] {
  let newColumn: (Node | undefined)[] | undefined
  let newRegimes: Uint32Array | undefined
  for (let byte = 0; byte < BITMAP_BYTES; byte++) {
    let bits = bitmap[byte] ?? 0
    while (bits !== 0) {
      // The highest set bit of the eight.
      const bit = Math.clz32(bits) - 24
      bits &= ~(0x80 >> bit)
      const partition = byte * 8 + bit
      const known = (newRegimes ?? regimes)[partition] ?? 0
      if (regime < known) continue
      if (regime > known) {
        newRegimes ??= regimes.slice()
        newRegimes[partition] = regime
      }
      const owner = column[partition]
      if (owner === node) continue
      newColumn ??= column.slice()
      newColumn[partition] = node
      if (owner !== undefined) displaced.add(owner)
    }
  }
  return [newColumn ?? column, newRegimes ?? regimes]
}

function emptyColumn(): Column {
  return Array.from<Node | undefined>({ length: PARTITION_COUNT })
}

/**
 * The tables with `node` replaced everywhere: by the same node at its new address, or by nobody. A namespace that nobody is
 * left for is forgotten.
 */
export function replaceNode(tables: PartitionTables, node: Node, by: Node | undefined): PartitionTables {
  const changed = new Map<string, PartitionTable>()
  for (const [namespace, table] of tables) {
    const after = replaceInTable(table, node, by)
    if (after !== table) changed.set(namespace, after)
  }
  return merge(tables, changed)
}

function replaceInTable(table: PartitionTable, node: Node, by: Node | undefined): PartitionTable {
  const replicas = table.replicas.map((column) =>
    column.includes(node) ? column.map((owner) => (owner === node ? by : owner)) : column,
  )
  const same = replicas.every((column, replica) => column === table.replicas[replica])
  return same ? table : { ...table, replicas }
}

/** Only a table that changed can have become empty. */
function merge(tables: PartitionTables, changed: ReadonlyMap<string, PartitionTable>): PartitionTables {
  if (changed.size === 0) return tables
  const merged = new Map(tables)
  for (const [namespace, table] of changed) {
    const owned = table.replicas.some((column) => column.some((owner) => owner !== undefined))
    if (owned || !tables.has(namespace)) merged.set(namespace, table)
    else merged.delete(namespace)
  }
  return merged
}

/** Tables in which one node holds everything, for `forceSingleNode`. */
export function tablesOfSingleNode(
  tables: PartitionTables,
  node: Node,
  claims: readonly Claims[],
): PartitionTables {
  const changed = new Map<string, PartitionTable>()
  for (const { namespace, regime } of claims) {
    const before = tables.get(namespace)
    if (before?.replicas[0]?.[0] === node) continue
    const column = Array.from<Node | undefined>({ length: PARTITION_COUNT }).fill(node)
    const regimes = new Uint32Array(PARTITION_COUNT)
    changed.set(namespace, { replicas: [column], regimes, strong: regime !== 0 })
  }
  return merge(tables, changed)
}

/** True when the node holds any partition in any replica. */
export function holdsPartitions(tables: PartitionTables, node: Node): boolean {
  for (const { replicas } of tables.values()) {
    if (replicas.some((column) => column.includes(node))) return true
  }
  return false
}

/** True when every partition of every namespace has a master. */
export function allHaveMasters(tables: PartitionTables): boolean {
  if (tables.size === 0) return false
  for (const { replicas } of tables.values()) {
    if (replicas[0]?.includes(undefined) !== false) return false
  }
  return true
}
