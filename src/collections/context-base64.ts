import { readBase64 } from '../base64.ts'
import { clientError } from '../errors/index.ts'
import { DECODE_DEFAULTS } from '../values.ts'
import { Cursor, unpackValue } from '../wire/msgpack/unpack.ts'
import { type Context, ContextStep, packContext } from './context-step.ts'
import { packed } from './packed.ts'

/** A context as text, in the form that all clients share; secondary indexes show theirs in it. */
export function contextToBase64(context: Context): string {
  return packed((writer) => {
    packContext(writer, context)
  }).toString('base64')
}

/** The context that a text stands for. Throws `INVALID_ARGUMENT` when it stands for none. */
export function contextFromBase64(text: string): ContextStep[] {
  const bytes = readBase64(text)
  if (bytes === undefined) throw noContext(undefined)
  const cursor = new Cursor(bytes)
  try {
    const steps = readSteps(cursor)
    if (cursor.position === cursor.end) return steps
  } catch (error) {
    throw noContext(error)
  }
  throw noContext(undefined)
}

function readSteps(cursor: Cursor): ContextStep[] {
  const count = readListHeader(cursor)
  if (count % 2 === 1) throw noContext(undefined)
  const steps: ContextStep[] = []
  for (let i = 0; i < count; i += 2) {
    const type = unpackValue(cursor, DECODE_DEFAULTS)
    if (typeof type !== 'number') throw noContext(undefined)
    const start = cursor.position
    unpackValue(cursor, DECODE_DEFAULTS)
    steps.push(new ContextStep(type, Buffer.from(cursor.buffer.subarray(start, cursor.position))))
  }
  return steps
}

function readListHeader(cursor: Cursor): number {
  const header = cursor.u8()
  if (header >= 0x90 && header < 0xa0) return header & 0x0f
  if (header === 0xdc) return cursor.u16()
  if (header === 0xdd) return cursor.u32()
  throw noContext(undefined)
}

function noContext(cause: unknown): Error {
  return clientError('INVALID_ARGUMENT', 'contextFromBase64: text is no context in base64', { cause })
}
