import { protocolError } from '../errors/index.ts'
import { DECODE_DEFAULTS } from '../values.ts'
import { skipElement } from '../wire/msgpack/skip.ts'
import { type Cursor, unpackValue } from '../wire/msgpack/unpack.ts'
import { ContextStep } from './context-step.ts'

/** Reads `[type, value, …]`, the steps of a context. */
export function readSteps(cursor: Cursor): ContextStep[] {
  const count = readListHeader(cursor)
  if (count % 2 === 1) throw protocolError('A context has a step without a value')
  const steps: ContextStep[] = []
  for (let i = 0; i < count; i += 2) {
    const type = unpackValue(cursor, DECODE_DEFAULTS)
    if (typeof type !== 'number') throw protocolError('A step of a context has no type')
    const start = cursor.position
    // Not unpacked: a filter holds others, and names that are no values.
    skipElement(cursor)
    steps.push(new ContextStep(type, Buffer.from(cursor.buffer.subarray(start, cursor.position))))
  }
  return steps
}

/** Reads how many elements a list has. */
export function readListHeader(cursor: Cursor): number {
  const header = cursor.u8()
  if (header >= 0x90 && header < 0xa0) return header & 0x0f
  if (header === 0xdc) return cursor.u16()
  if (header === 0xdd) return cursor.u32()
  throw protocolError('A list is missing')
}
