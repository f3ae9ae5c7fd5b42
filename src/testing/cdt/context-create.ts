/**
 * What contexts create where nothing is.
 * Source: aerospike-server 8.1.2, as/src/base/cdt.c (cdt_context_ctx_type_create_sz, cdt_context_fill_create, map_get_ext_flags).
 */
import {
  ContextCreate,
  ContextType,
  ListOrder,
  MapOrder,
  PERSIST_INDEX,
} from '../../collections/cdt-codes.ts'
import { PACKED_NIL } from '../payload/pack.ts'
import { Code } from '../result-code.ts'
import { canonical } from './canonical.ts'
import { isOrderedList } from './packed.ts'
import type { Body, PackedList } from './packed.ts'
import type { PayloadReader } from '../payload/reader.ts'
import { refuse } from './refusal.ts'

/** A container to be created around another element. */
export interface Wrap {
  kind: 'list' | 'map'
  flags: number
  /** Nil elements before the other one, in a list. */
  padding: number
  /** The other one's key, in a map. */
  key: Buffer
}

const TYPE_MASK = 0x3f
const ORDER_MASK = 0xc0
const PADDING_MAX = 8 * 1024 * 1024

/** Whether a step asks for creation. */
export function isCreating(type: number): boolean {
  return (type & ORDER_MASK) !== 0
}

/** Steps that leave open whether they mean a list or a map cannot create one. */
export function mayCreate(type: bigint): boolean {
  const low = Number(type & 0xffffn)
  return (low & 0x30) !== 0 || (low & (ORDER_MASK | ContextCreate.persistIndex)) === 0
}

/** Nil elements needed before a new element at `index` of an existing list, which does not reach there. */
export function createsList(list: PackedList, index: bigint, type: number): number {
  const beyond = index - BigInt(list.count)
  if (beyond === 0n || (list.count === 0 && index === -1n) || isOrderedList(list)) return 0
  const order = type & (ORDER_MASK | ContextCreate.persistIndex)
  if (order !== ContextCreate.listUnorderedPadded || beyond < 0n) return refuse(Code.opNotApplicable)
  return beyond > PADDING_MAX ? refuse(Code.recordTooBig) : Number(beyond)
}

/** The containers that the remaining steps create; with `first` that step too, for the bin itself. */
export function createWraps(input: PayloadReader, left: number, first?: bigint): Wrap[] {
  const wraps = first === undefined ? [] : [createWrap(Number(first & 0xffffn), input, true)]
  for (let i = 0; i < left; i++) {
    const type = input.uint64() ?? refuse(Code.opNotApplicable)
    const low = Number(type & 0xffffn)
    if (!mayCreate(type) || (low & ContextCreate.persistIndex) !== 0) refuse(Code.opNotApplicable)
    wraps.push(createWrap(low, input, false))
  }
  return wraps
}

function createWrap(type: number, input: PayloadReader, top: boolean): Wrap {
  const step = type & TYPE_MASK
  if (step === ContextType.mapKey) return mapWrap(type, input, top)
  return step === ContextType.listIndex ? listWrap(type, input) : refuse(Code.opNotApplicable)
}

function mapWrap(type: number, input: PayloadReader, top: boolean): Wrap {
  input.nonStorage = false
  const key = canonical(input.element() ?? refuse(Code.opNotApplicable))
  const order = type & ORDER_MASK
  let flags = 0
  if (order === ContextCreate.mapKeyOrdered) flags = MapOrder.keyOrdered
  if (order === ContextCreate.mapKeyValueOrdered) flags = MapOrder.keyValueOrdered
  if (top && (type & ContextCreate.persistIndex) !== 0) flags |= PERSIST_INDEX
  return { kind: 'map', flags, padding: 0, key: key?.bytes ?? refuse(Code.opNotApplicable) }
}

function listWrap(type: number, input: PayloadReader): Wrap {
  const index = input.int64() ?? refuse(Code.opNotApplicable)
  const order = type & ORDER_MASK
  const ordered = order === ContextCreate.listOrdered
  const padded = order === ContextCreate.listUnorderedPadded
  const anywhere = ordered || padded || (type & ContextCreate.persistIndex) !== 0
  if (index < -1n || (index > 0n && !anywhere)) refuse(Code.opNotApplicable)
  if (padded && index > PADDING_MAX) refuse(Code.recordTooBig)
  const padding = padded && index > 0n ? Number(index) : 0
  return { kind: 'list', flags: ordered ? ListOrder.ordered : ListOrder.unordered, padding, key: PACKED_NIL }
}

/** A created container around an element. */
export function wrap({ kind, flags, padding, key }: Wrap, inside: Buffer): Body {
  if (kind === 'map') return { kind, flags, count: 1, parts: [key, inside] }
  return { kind, flags, count: padding + 1, parts: [Buffer.alloc(padding, PACKED_NIL), inside] }
}
