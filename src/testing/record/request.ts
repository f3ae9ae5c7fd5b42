import { MESSAGE_HEADER_SIZE } from '../../wire/proto.ts'
import { latin1 } from '../latin1.ts'

/** Bytes of an operation between its size and its name (OP_FIXED_SZ, as/include/base/proto.h). */
const OP_FIXED = 4
/** Size of the update time that may follow a bin's name in what XDR ships. */
const LUT_SIZE = 8

/** One operation of a request. */
export interface RequestOp {
  readonly op: number
  readonly type: number
  /** The bin's name, a character for each byte. */
  readonly name: string
  readonly data: Buffer
}

/** The numbers at the head of a request. */
export interface RequestHeader {
  readonly info1: number
  readonly info2: number
  readonly info3: number
  readonly generation: number
  readonly ttl: number
  readonly timeout: number
}

/** A message as a client sends it: header, fields, operations (as_msg, as/include/base/proto.h, 8.1.2). */
export class Request {
  readonly info1: number
  readonly info2: number
  readonly info3: number
  readonly generation: number
  readonly ttl: number
  readonly timeout: number
  readonly #buffer: Buffer
  readonly #types: number[] = []
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  #ops: readonly RequestOp[] = NO_OPS

  constructor(buffer: Buffer, header: RequestHeader) {
    this.#buffer = buffer
    this.info1 = header.info1
    this.info2 = header.info2
    this.info3 = header.info3
    this.generation = header.generation
    this.ttl = header.ttl
    this.timeout = header.timeout
  }

  /** Undefined when the bytes are no message; the server answers that with a parameter error (as_transaction_prepare). */
  static parse(buffer: Buffer, start: number, end: number): Request | undefined {
    if (end - start < MESSAGE_HEADER_SIZE) return undefined
    const request = new Request(buffer, {
      info1: buffer[start + 1] as number,
      info2: buffer[start + 2] as number,
      info3: buffer[start + 3] as number,
      generation: buffer.readUInt32BE(start + 6),
      ttl: buffer.readUInt32BE(start + 10),
      timeout: buffer.readUInt32BE(start + 14),
    })
    const at = start + MESSAGE_HEADER_SIZE
    const stop = request.readBody(at, end, buffer.readUInt16BE(start + 18), buffer.readUInt16BE(start + 20))
    return stop === end ? request : undefined
  }

  /** A request that the server makes of a client's: other flags, and none of its fields. */
  withoutFields(header: RequestHeader): Request {
    const request = new Request(this.#buffer, header)
    request.#ops = this.#ops
    return request
  }

  get ops(): readonly RequestOp[] {
    return this.#ops
  }

  /** Reads fields and operations; returns where they end, or -1 when they do not fit in. */
  readBody(start: number, end: number, fields: number, ops: number): number {
    const at = this.#readFields(start, end, fields)
    if (at < 0 || ops === 0) return at
    const read: RequestOp[] = []
    this.#ops = read
    return readOps(this.#buffer, at, end, ops, read)
  }

  #readFields(start: number, end: number, count: number): number {
    let at = start
    for (let i = 0; i < count; i++) {
      if (at + 5 > end) return -1
      const size = this.#buffer.readUInt32BE(at)
      if (size === 0 || at + 4 + size > end) return -1
      this.#types.push(this.#buffer[at + 4] as number)
      this.#starts.push(at + 5)
      this.#ends.push(at + 4 + size)
      at += 4 + size
    }
    return at
  }

  has(type: number): boolean {
    return this.#types.includes(type)
  }

  /** The first field of a type, as a view of the request; undefined when there is none. */
  field(type: number): Buffer | undefined {
    const index = this.#types.indexOf(type)
    return index < 0 ? undefined : this.#buffer.subarray(this.#starts[index], this.#ends[index])
  }

  /** A field's bytes, a character for each; empty when there is no such field. */
  text(type: number): string {
    const index = this.#types.indexOf(type)
    if (index < 0) return ''
    return latin1(this.#buffer, this.#starts[index] as number, this.#ends[index] as number)
  }
}
const NO_OPS: readonly RequestOp[] = []

/** Reads operations into `ops`; returns where they end, or -1. */
function readOps(buffer: Buffer, start: number, end: number, count: number, ops: RequestOp[]): number {
  let at = start
  for (let i = 0; i < count; i++) {
    if (at + 8 > end) return -1
    const size = buffer.readUInt32BE(at)
    const next = at + 4 + size
    const name = at + 8
    const nameEnd = name + (buffer[at + 7] as number)
    const value = nameEnd + ((buffer[at + 6] as number) & 1 ? LUT_SIZE : 0)
    if (size < OP_FIXED || value > next || next > end) return -1
    ops.push({
      op: buffer[at + 4] as number,
      type: buffer[at + 5] as number,
      name: latin1(buffer, name, nameEnd),
      data: buffer.subarray(value, next),
    })
    at = next
  }
  return at
}
