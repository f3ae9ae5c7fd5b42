import { inflateSync } from 'node:zlib'
import type { Command } from '../../../src/execute/command.ts'
import type { Key } from '../../../src/key.ts'
import type { BasePolicy } from '../../../src/policy/command.ts'
import { Writer } from '../../../src/wire/writer.ts'

/** A message taken apart by the layout of as_msg_s and as_msg_op_s (server as/include/base/proto.h). */
export interface Message {
  readonly info1: number
  readonly info2: number
  readonly info3: number
  readonly info4: number
  readonly generation: number
  readonly ttl: number
  readonly timeout: number
  readonly fields: readonly (readonly [type: number, data: string])[]
  readonly ops: readonly (readonly [code: number, type: number, bin: string, value: string])[]
}

/** Takes a frame apart, strictly: every size must fit. Data of fields and values are given in hexadecimal. */
export function parseMessage(frame: Buffer): Message {
  if (frame[0] !== 2 || frame[1] !== 3) throw new Error(`version ${frame[0]}, type ${frame[1]}`)
  if (frame.readUIntBE(2, 6) !== frame.length - 8 || frame[8] !== 22 || frame[13] !== 0)
    throw new Error('header')
  let at = 30
  const fields = Array.from({ length: frame.readUInt16BE(26) }, () => {
    const size = frame.readUInt32BE(at)
    const field = [frame[at + 4]!, frame.toString('hex', at + 5, at + 4 + size)] as const
    at += 4 + size
    return field
  })
  const ops = Array.from({ length: frame.readUInt16BE(28) }, () => {
    const size = frame.readUInt32BE(at)
    const nameEnd = at + 8 + frame[at + 7]!
    const op = [
      frame[at + 4]!,
      frame[at + 5]!,
      frame.toString('utf8', at + 8, nameEnd),
      frame.toString('hex', nameEnd, at + 4 + size),
    ] as const
    at += 4 + size
    return op
  })
  if (at !== frame.length) throw new Error(`${frame.length - at} bytes too many`)
  return {
    info1: frame[9]!,
    info2: frame[10]!,
    info3: frame[11]!,
    info4: frame[12]!,
    generation: frame.readUInt32BE(14),
    ttl: frame.readInt32BE(18),
    timeout: frame.readUInt32BE(22),
    fields,
    ops,
  }
}

export function encoded<Args, Policy extends BasePolicy>(
  command: Command<Args, unknown, Policy>,
  key: Key,
  args: Args,
  policy: Policy,
): Message {
  const writer = new Writer(16)
  // Behind other bytes, as in a connection's buffer.
  writer.u8(0xff)
  command.encode(writer, key, args, policy)
  return parseMessage(writer.toBuffer().subarray(1))
}

/** What a compressed frame holds. */
export function unpacked(frame: Buffer): Buffer {
  if (frame[0] !== 2 || frame[1] !== 4) throw new Error('not compressed')
  const inner = inflateSync(frame.subarray(16))
  if (Number(frame.readBigUInt64BE(8)) !== inner.length) throw new Error('size')
  return inner
}
