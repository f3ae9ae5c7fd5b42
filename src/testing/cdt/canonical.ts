/**
 * How the server keeps what a client sends: every element in its shortest form, maps sorted by key, order markers reduced to what it
 * knows. Source: aerospike-server 8.1.2, as/src/base/cdt.c (cdt_untrusted_get_size, cdt_untrusted_rewrite).
 */
import { MapOrder, PERSIST_INDEX } from '../../collections/cdt-codes.ts'
import { compactScalar } from '../payload/compact.ts'
import { extHeader, listHeader, mapHeader, PACKED_NIL } from '../payload/pack.ts'
import { compareAt } from '../payload/compare.ts'
import {
  Kind,
  peekKind,
  readBytes,
  readExt,
  readListHeader,
  readMapHeader,
  scan,
} from '../payload/msgpack.ts'
import type { ScanNotes } from '../payload/msgpack.ts'
import { sorted } from './sort.ts'

/** Deeper nesting is refused, so that hostile input cannot exhaust the stack. The server has no such limit. */
const DEPTH_MAX = 500

const LIST_FLAGS = 1
const MAP_FLAGS = MapOrder.keyValueOrdered

/** A value in the server's form. */
export interface Canonical {
  bytes: Buffer
  kind: number
  /** Whether a top-level map asked for a stored index; lists behave the same with and without. */
  persist: boolean
}

/** A cursor over what a client sent. */
interface Input {
  buf: Buffer
  pos: number
  end: number
}

/** The server's form of a whole value, undefined when it is malformed or cannot be stored. */
export function canonical(source: Buffer): Canonical | undefined {
  const notes: ScanNotes = { nonStorage: false }
  if (scan(source, 0, source.length, notes) !== source.length || notes.nonStorage) return undefined
  const kind = peekKind(source, 0)
  const out: Buffer[] = []
  const input = { buf: source, pos: 0, end: source.length }
  if (!rewrite(input, out, 0)) return undefined
  return { bytes: Buffer.concat(out), kind, persist: kind === Kind.map && topFlags(source) >= PERSIST_INDEX }
}

function topFlags(source: Buffer): number {
  const header = readMapHeader(source, 0, source.length)
  const at = header?.start ?? 0
  if (peekKind(source, at) !== Kind.ext) return 0
  return (readExt(source, at, source.length)?.type ?? 0) & PERSIST_INDEX
}

function rewrite(input: Input, out: Buffer[], depth: number): boolean {
  const kind = peekKind(input.buf, input.pos)
  if (kind === Kind.list) return rewriteList(input, out, depth)
  if (kind === Kind.map) return rewriteMap(input, out, depth)
  const start = input.pos
  input.pos = scan(input.buf, start, input.end)
  out.push(compactScalar(input.buf.subarray(start, input.pos)))
  return true
}

/** The order marker at a container's head: its type, and where the container's elements start. */
function marker(input: Input, count: number): number | undefined {
  if (count === 0 || peekKind(input.buf, input.pos) !== Kind.ext) return undefined
  const ext = readExt(input.buf, input.pos, input.end)
  if (ext === undefined) return undefined
  input.pos = ext.end
  return ext.type
}

function rewriteList(input: Input, out: Buffer[], depth: number): boolean {
  const header = readListHeader(input.buf, input.pos, input.end)
  if (header === undefined || depth > DEPTH_MAX) return false
  input.pos = header.start
  const mark = marker(input, header.count)
  const flags = (mark ?? 0) & LIST_FLAGS
  const count = header.count - (mark === undefined ? 0 : 1)
  out.push(listHeader(count + (flags === 0 ? 0 : 1)))
  if (flags !== 0) out.push(extHeader(0, flags))
  let previous = input.pos
  for (let i = 0; i < count; i++) {
    if (flags !== 0 && compareAt(input.buf, previous, input.buf, input.pos) > 0) return false
    previous = input.pos
    if (!rewrite(input, out, depth + 1)) return false
  }
  return true
}

function rewriteMap(input: Input, out: Buffer[], depth: number): boolean {
  const header = readMapHeader(input.buf, input.pos, input.end)
  if (header === undefined || depth > DEPTH_MAX) return false
  input.pos = header.start
  const mark = marker(input, header.count)
  // The marker takes the place of a key; its value says nothing.
  if (mark !== undefined) input.pos = scan(input.buf, input.pos, input.end)
  const flags = (mark ?? 0) & MAP_FLAGS
  const count = header.count - (mark === undefined ? 0 : 1)
  out.push(mapHeader(count + (flags === 0 ? 0 : 1)))
  if (flags !== 0) out.push(extHeader(0, flags), PACKED_NIL)
  const pairs = readPairs(input, count, depth)
  if (pairs === undefined) return false
  const order = sortPairs(pairs, flags)
  if (order === undefined) return false
  for (const i of order) out.push(pairs[i] ?? PACKED_NIL)
  return true
}

function readPairs(input: Input, count: number, depth: number): Buffer[] | undefined {
  const pairs: Buffer[] = []
  for (let i = 0; i < count; i++) {
    if (!isMapKey(input.buf, input.pos, input.end)) return undefined
    const pair: Buffer[] = []
    if (!rewrite(input, pair, depth + 1) || !rewrite(input, pair, depth + 1)) return undefined
    pairs.push(Buffer.concat(pair))
  }
  return pairs
}

/** A map's pairs in key order; undefined for a key that comes twice, or when a map that claims to be ordered is not. */
function sortPairs(pairs: Buffer[], flags: number): number[] | undefined {
  const byKey = (a: number, b: number): number =>
    compareAt(pairs[a] ?? PACKED_NIL, 0, pairs[b] ?? PACKED_NIL, 0)
  let inOrder = true
  for (let i = 1; i < pairs.length && inOrder; i++) {
    const order = byKey(i - 1, i)
    if (order === 0) return undefined
    inOrder = order < 0
  }
  if (!inOrder && (flags & MapOrder.keyOrdered) !== 0) return undefined
  const order = sorted(pairs.length, byKey)
  const twice = order.some((index, i) => i > 0 && byKey(order[i - 1] ?? 0, index) === 0)
  return twice ? undefined : order
}

/** Whether a map may have the element at `pos` as a key: integers, strings and plain blobs (map_is_key). */
export function isMapKey(buf: Buffer, pos: number, end: number): boolean {
  if (pos >= end) return false
  const kind = peekKind(buf, pos)
  if (kind === Kind.bytes) return readBytes(buf, pos)[0] === 4
  return kind === Kind.int || kind === Kind.negativeInt || kind === Kind.string
}
