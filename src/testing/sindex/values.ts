import { ParticleType } from '../../wire/proto.ts'
import { dig } from '../cdt/context.ts'
import { element, mapKey, mapValue, openBin } from '../cdt/packed.ts'
import { PayloadReader } from '../payload/reader.ts'
import { Refusal } from '../cdt/refusal.ts'
import { elementResult } from '../cdt/results.ts'
import type { Particle } from '../particle.ts'
import { Subject } from '../record/subject.ts'
import { findBin, type StoredRecord } from '../store/stored-record.ts'
import { Collection, type SecondaryIndex } from './secondary-index.ts'

/** The values a record is in an index under: none, one, or as many as its list or map has of the type (sbin_from_bin, sindex.c). */
export function indexedValues(index: SecondaryIndex, record: StoredRecord, now: number): readonly Particle[] {
  if (index.set !== '' && index.set !== record.set) return NONE
  const whole = wholeValue(index, record, now)
  if (whole === undefined) return NONE
  const value = index.context === undefined ? whole : valueAt(whole, index.context)
  if (value === undefined) return NONE
  if (index.collection === Collection.default) return value.type === index.type ? [value] : NONE
  return elements(index.collection, value).filter(({ type }) => type === index.type)
}
const NONE: readonly Particle[] = []

function wholeValue(
  { bin, expression }: SecondaryIndex,
  record: StoredRecord,
  now: number,
): Particle | undefined {
  if (expression === undefined) return findBin(record.bins, bin)?.value
  return expression.compiled.evaluate(Subject.of(record, now)) ?? undefined
}

function valueAt(bin: Particle, context: Buffer): Particle | undefined {
  if (bin.type !== ParticleType.list && bin.type !== ParticleType.map) return undefined
  return tried(() => {
    const found = dig(bin, new PayloadReader(context), false).element
    return found === undefined ? undefined : elementResult(found)
  })
}

function elements(collection: number, value: Particle): Particle[] {
  const wanted = collection === Collection.list ? 'list' : 'map'
  if (value.type !== ParticleType.list && value.type !== ParticleType.map) return []
  const packed = openBin(value)
  if (packed?.kind !== wanted) return []
  const read = (index: number): Buffer => {
    if (packed.kind === 'list') return element(packed, index)
    return collection === Collection.mapKeys ? mapKey(packed, index) : mapValue(packed, index)
  }
  return Array.from({ length: packed.count }, (_, index) => tried(() => elementResult(read(index)))).filter(
    (particle) => particle !== undefined,
  )
}

/** What a context does not lead to, or what is no value of its own, is not in the index. */
function tried(read: () => Particle | undefined): Particle | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
