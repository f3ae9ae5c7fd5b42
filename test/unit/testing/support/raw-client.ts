import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** An operation to send, or one that came back. */
export interface RawOp {
  op: number
  type?: number
  name?: string
  data?: Buffer
}

export interface RawMessage {
  info1?: number
  info2?: number
  info3?: number
  info4?: number
  generation?: number
  ttl?: number
  timeout?: number
  fields?: [type: number, data: Buffer | string][]
  ops?: RawOp[]
}

/** One message of an answer. */
export interface RawAnswer {
  info1: number
  info3: number
  code: number
  generation: number
  ttl: number
  index: number
  fields: [type: number, data: Buffer][]
  ops: Required<RawOp>[]
}

export function message(m: RawMessage): Buffer {
  const { fields = [], ops = [] } = m
  const body = Buffer.concat([...fields.map(([type, data]) => field(type, data)), ...ops.map(operation)])
  const head = Buffer.alloc(30)
  head[0] = 2
  head[1] = 3
  head.writeUIntBE(22 + body.length, 2, 6)
  head[8] = 22
  head[9] = m.info1 ?? 0
  head[10] = m.info2 ?? 0
  head[11] = m.info3 ?? 0
  head[12] = m.info4 ?? 0
  head.writeUInt32BE(m.generation ?? 0, 14)
  head.writeUInt32BE((m.ttl ?? 0) >>> 0, 18)
  head.writeUInt32BE(m.timeout ?? 0, 22)
  head.writeUInt16BE(fields.length, 26)
  head.writeUInt16BE(ops.length, 28)
  return Buffer.concat([head, body])
}

export function field(type: number, data: Buffer | string): Buffer {
  const bytes = Buffer.from(data as string)
  const head = Buffer.alloc(5)
  head.writeUInt32BE(bytes.length + 1)
  head[4] = type
  return Buffer.concat([head, bytes])
}

export function operation({ op, type = 0, name = '', data = Buffer.alloc(0) }: RawOp): Buffer {
  const bytes = Buffer.from(name)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(4 + bytes.length + data.length)
  head[4] = op
  head[5] = type
  head[7] = bytes.length
  return Buffer.concat([head, bytes, data])
}

export function infoFrame(text: string): Buffer {
  const head = Buffer.alloc(8)
  head[0] = 2
  head[1] = 1
  head.writeUIntBE(Buffer.byteLength(text), 2, 6)
  return Buffer.concat([head, Buffer.from(text)])
}

export function integer(value: number | bigint): Buffer {
  const data = Buffer.alloc(8)
  data.writeBigInt64BE(BigInt(value))
  return data
}

/** A digest whose first bytes give its partition; `seed` makes it one of its kind. */
export function digest(seed: number, partition = seed & 4095): Buffer {
  const bytes = Buffer.alloc(20)
  bytes.writeUInt16LE(partition)
  bytes.writeUInt32BE(seed, 4)
  return bytes
}

/** All messages of a frame's body. */
export function answers(body: Buffer): RawAnswer[] {
  const found: RawAnswer[] = []
  for (let at = 0; at < body.length;) {
    const head = body.subarray(at)
    const answer: RawAnswer = {
      info1: head[1]!,
      info3: head[3]!,
      code: head[5]!,
      generation: head.readUInt32BE(6),
      ttl: head.readUInt32BE(10),
      index: head.readUInt32BE(14),
      fields: [],
      ops: [],
    }
    const counts = [head.readUInt16BE(18), head.readUInt16BE(20)] as const
    at += head[0]!
    for (let i = 0; i < counts[0]; i++) {
      const size = body.readUInt32BE(at)
      answer.fields.push([body[at + 4]!, body.subarray(at + 5, at + 4 + size)])
      at += 4 + size
    }
    for (let i = 0; i < counts[1]; i++) {
      const size = body.readUInt32BE(at)
      const name = at + 8 + body[at + 7]!
      answer.ops.push({
        op: body[at + 4]!,
        type: body[at + 5]!,
        name: body.toString('utf8', at + 8, name),
        data: body.subarray(name, at + 4 + size),
      })
      at += 4 + size
    }
    found.push(answer)
  }
  return found
}

/** A socket that speaks frames, and nothing else. */
export class RawClient {
  readonly socket: Socket
  readonly #frames: { type: number; body: Buffer }[] = []
  #rest = Buffer.alloc(0)
  #wake: () => void = () => undefined

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk) => this.#receive(chunk))
    socket.on('close', () => this.#wake())
    socket.on('error', () => undefined)
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new RawClient(socket)
  }

  /** Bytes that have come and are no whole frame yet. */
  get rest(): Buffer {
    return this.#rest
  }

  #receive(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk])
    while (this.#rest.length >= 8) {
      const end = 8 + this.#rest.readUIntBE(2, 6)
      if (this.#rest.length < end) break
      this.#frames.push({ type: this.#rest[1]!, body: this.#rest.subarray(8, end) })
      this.#rest = this.#rest.subarray(end)
    }
    this.#wake()
  }

  /** The next frame; undefined when the server has closed. */
  async frame(): Promise<{ type: number; body: Buffer } | undefined> {
    while (this.#frames.length === 0) {
      if (this.socket.closed) return undefined
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    return this.#frames.shift()
  }

  async closed(): Promise<void> {
    if (!this.socket.closed) await once(this.socket, 'close')
  }

  write(frame: Buffer): void {
    this.socket.write(frame)
  }

  /** The one answer to a message. */
  async send(m: RawMessage): Promise<RawAnswer> {
    this.write(message(m))
    return this.answer()
  }

  async answer(): Promise<RawAnswer> {
    const frame = await this.frame()
    if (frame === undefined) throw new Error('The server closed the connection')
    return answers(frame.body)[0]!
  }

  /** All answers up to and with the last one of a stream. */
  async stream(m: RawMessage): Promise<RawAnswer[]> {
    this.write(message(m))
    const found: RawAnswer[] = []
    while (found.at(-1) === undefined || (found.at(-1)!.info3 & 1) === 0) {
      const frame = await this.frame()
      if (frame === undefined) throw new Error('The server closed the connection')
      found.push(...answers(frame.body))
    }
    return found
  }

  /** The answer to one info command. */
  async info(command: string): Promise<string> {
    this.write(infoFrame(`${command}\n`))
    const frame = await this.frame()
    const text = frame?.body.toString() ?? ''
    return text.slice(command.length + 1, -1)
  }

  close(): void {
    this.socket.destroy()
  }
}
