import { DECODE_DEFAULTS, type DecodeOptions, type Value } from '../../../../src/values.ts'
import { packValue } from '../../../../src/wire/msgpack/pack.ts'
import { Cursor, type Decoded, unpackValue } from '../../../../src/wire/msgpack/unpack.ts'
import { Writer } from '../../../../src/wire/writer.ts'

export function pack(value: Value): Buffer {
  const writer = new Writer(1)
  packValue(writer, value)
  return writer.toBuffer()
}

/** Unpacks bytes that lie between others, which must not be read. */
export function unpack(bytes: Buffer, options: Partial<DecodeOptions> = {}): Decoded {
  const guarded = Buffer.concat([Buffer.from([0xc1]), bytes, Buffer.alloc(8, 0xc1)])
  const cursor = new Cursor(guarded, 1, 1 + bytes.length)
  const value = unpackValue(cursor, { ...DECODE_DEFAULTS, ...options })
  if (cursor.position !== cursor.end) throw new Error(`stopped ${cursor.end - cursor.position} bytes early`)
  return value
}

export function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(/\s/g, ''), 'hex')
}
