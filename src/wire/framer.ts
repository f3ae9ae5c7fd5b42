import { clientError, protocolError } from '../errors/index.ts'
import { PROTO_BODY_MAX, PROTO_HEADER_SIZE, PROTO_VERSION, ProtoType } from './proto.ts'
import { inflate } from './zlib.ts'

/** Takes one whole frame: its type and where its body lies. The buffer is only lent for the call, unless it is the frame's own. */
export type FrameSink = (type: number, buffer: Buffer, start: number, end: number, isOwn: boolean) => void

/** Smallest buffer that a frame in pieces is gathered in. */
const GATHER_MIN = 4096
/**
 * Cuts a stream of bytes into frames. A frame that lies whole in a chunk is handed on in place; one in pieces is gathered in
 * a buffer of its own that grows with what has come, so that a lying header cannot make it allocate more than twice the bytes
 * that the connection has brought.
 */
export class Framer {
  readonly #sink: FrameSink
  #gathered: Buffer | undefined
  #length = 0
  /** Size of the largest frame in pieces that came whole. The next one has its buffer at once: growing, it is copied twice. */
  #largest = 0

  constructor(sink: FrameSink) {
    this.#sink = sink
  }

  /** Takes `chunk[0, length)`. Throws a ProtocolError when the bytes are not frames; the stream is then of no use any more. */
  push(chunk: Buffer, length = chunk.length): void {
    let at = 0
    if (this.#length > 0) {
      at = this.#resume(chunk, length)
      if (at < 0) return
    }
    while (length - at >= PROTO_HEADER_SIZE) {
      const total = PROTO_HEADER_SIZE + bodySize(chunk, at)
      if (total > length - at) {
        this.#gather(chunk, at, length, total)
        return
      }
      this.#emit(chunk, at, at + total, false)
      at += total
    }
    if (at < length) this.#gather(chunk, at, length)
  }

  /** Completes the frame begun before; returns where the next one starts, or -1 when the chunk was used up. */
  #resume(chunk: Buffer, length: number): number {
    let at = 0
    if (this.#length < PROTO_HEADER_SIZE) {
      at = Math.min(length, PROTO_HEADER_SIZE - this.#length)
      this.#gather(chunk, 0, at)
      if (this.#length < PROTO_HEADER_SIZE) return -1
    }
    // Set whenever #length is above 0.
    const total = PROTO_HEADER_SIZE + bodySize(this.#gathered as Buffer, 0)
    const end = Math.min(length, at + total - this.#length)
    this.#gather(chunk, at, end, total)
    if (this.#length < total) return -1
    const frame = this.#gathered as Buffer
    this.#length = 0
    this.#gathered = undefined
    this.#largest = Math.max(this.#largest, total)
    this.#emit(frame, 0, total, true)
    return end
  }

  /** @param total size of the frame; left out while its header has not come whole */
  #gather(chunk: Buffer, from: number, to: number, total = 0): void {
    const needed = this.#length + (to - from)
    if (this.#gathered === undefined || needed > this.#gathered.length) {
      const size = Math.min(total, Math.max(needed, this.#largest) * 2)
      const grown = Buffer.allocUnsafe(Math.max(GATHER_MIN, size))
      this.#gathered?.copy(grown, 0, 0, this.#length)
      this.#gathered = grown
    }
    chunk.copy(this.#gathered, this.#length, from, to)
    this.#length = needed
  }

  #emit(buffer: Buffer, start: number, end: number, isOwn: boolean): void {
    const type = buffer[start + 1] as number
    if (type !== ProtoType.compressed) this.#sink(type, buffer, start + PROTO_HEADER_SIZE, end, isOwn)
    else {
      const inner = decompressFrame(buffer, start + PROTO_HEADER_SIZE, end)
      this.#sink(inner[1] as number, inner, PROTO_HEADER_SIZE, inner.length, true)
    }
  }
}

/** Body size of the proto header at `at`; refuses headers that no Aerospike server sends. */
function bodySize(buffer: Buffer, at: number): number {
  const version = buffer[at] as number
  const type = buffer[at + 1] as number
  if (version === TLS_ALERT && type === TLS_MAJOR) throw speaksTls()
  if (version !== PROTO_VERSION || type < ProtoType.info || type > ProtoType.compressed) {
    throw protocolError(
      `Not an Aerospike frame: it begins with version ${version} and type ${type} (an HTTP server, or a damaged stream)`,
    )
  }
  const size = buffer.readUIntBE(at + 2, 6)
  if (size > PROTO_BODY_MAX)
    throw protocolError(`A frame of ${size} bytes is larger than the protocol allows`)
  return size
}

/** How a TLS record begins that says what is wrong: its type, and the first byte of its version (RFC 8446, 5.1). */
const TLS_ALERT = 21
const TLS_MAJOR = 3

function speaksTls(): Error {
  return clientError('TLS_FAILED', 'The port speaks TLS, and this client does not', {
    hint: 'give the option tls, or the port that the server has without it',
  })
}

/** A compressed frame: the size of the inner frame (8 bytes), then zlib data (as_comp_proto_s in proto.h). */
function decompressFrame(buffer: Buffer, start: number, end: number): Buffer {
  if (end - start < 8) throw protocolError('A compressed frame is too short')
  const size = Number(buffer.readBigUInt64BE(start))
  if (size < PROTO_HEADER_SIZE || size > PROTO_BODY_MAX + PROTO_HEADER_SIZE) {
    throw protocolError(`A compressed frame says it unpacks to ${size} bytes`)
  }
  const inner = unpack(buffer.subarray(start + 8, end), size)
  if (inner.length !== size || bodySize(inner, 0) !== size - PROTO_HEADER_SIZE) {
    throw protocolError('A compressed frame does not unpack to the size it says')
  }
  if (inner[1] === ProtoType.compressed) throw protocolError('A compressed frame holds a compressed frame')
  return inner
}

function unpack(data: Buffer, size: number): Buffer {
  try {
    return inflate(data, size)
  } catch (cause) {
    throw protocolError('A compressed frame does not unpack', cause)
  }
}
