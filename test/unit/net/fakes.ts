import { Connection } from '../../../src/net/connection.ts'
import type { QueuedRequest } from '../../../src/net/wait-queue.ts'
import type { Purpose, Tenant } from '../../../src/net/leases.ts'
import type { Transport } from '../../../src/net/transport.ts'
import type { Writer } from '../../../src/wire/writer.ts'

/** A frame of the protocol, by default a message. */
export function frame(body: string | Buffer, type = 3): Buffer {
  const bytes = Buffer.from(body)
  const header = Buffer.alloc(8)
  header[0] = 2
  header[1] = type
  header.writeUIntBE(bytes.length, 2, 6)
  return Buffer.concat([header, bytes])
}

/** The end of the turn in which commands are encoded: what they wrote has left. */
export function flushed(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Runs through what waits on promises. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 4; i++) await flushed()
}

export class FakeTransport implements Transport {
  /** What each write carried. */
  readonly writes: string[] = []
  referenced = true
  paused = false
  destroyed = false
  /** Set: the kernel keeps the bytes until `drain`. */
  slow = false
  readonly #done: (() => void)[] = []

  write(chunk: Buffer, done: () => void): void {
    this.writes.push(chunk.toString('latin1'))
    if (this.slow) this.#done.push(done)
    else done()
  }

  drain(): void {
    for (const done of this.#done.splice(0)) done()
  }

  /** Bodies of all frames written, when they are text. */
  get bodies(): string[] {
    const bytes = Buffer.from(this.writes.join(''), 'latin1')
    const bodies: string[] = []
    for (let at = 0; at < bytes.length;) {
      const end = at + 8 + bytes.readUIntBE(at + 2, 6)
      bodies.push(bytes.toString('latin1', at + 8, end))
      at = end
    }
    return bodies
  }

  pause(): void {
    this.paused = true
  }

  resume(): void {
    this.paused = false
  }

  ref(): void {
    this.referenced = true
  }

  unref(): void {
    this.referenced = false
  }

  destroy(): void {
    this.destroyed = true
  }
}

/** A request whose frame is its name. */
export class FakeRequest implements QueuedRequest {
  readonly name: string
  sent = false
  abandoned = false
  held = false
  encoded = 0
  /** Bodies of the frames it was given. */
  readonly answers: string[] = []
  readonly losses: Error[] = []
  silences = 0
  /** Frames until the answer is complete. */
  frames = 1
  failsToEncode: Error | undefined

  constructor(name: string) {
    this.name = name
  }

  encode(writer: Writer): void {
    this.encoded++
    writer.bytes(frame(this.name).subarray(0, 3))
    if (this.failsToEncode !== undefined) throw this.failsToEncode
    writer.bytes(frame(this.name).subarray(3))
  }

  holdFrame(): void {
    this.held = true
  }

  hold(): void {
    if (this.failsToEncode !== undefined) throw this.failsToEncode
    this.held = true
  }

  frame(type: number, buffer: Buffer, start: number, end: number): boolean {
    if (type !== 3) throw new Error(`frame of type ${type}`)
    if (!this.abandoned) this.answers.push(buffer.toString('latin1', start, end))
    return --this.frames === 0
  }

  silenced(): void {
    this.silences++
  }

  lost(error: Error): void {
    this.losses.push(error)
  }
}

export interface OpenedConnection {
  readonly connection: Connection
  readonly transport: FakeTransport
}

/** A connection that is open. */
export function openFake(): OpenedConnection {
  const connection = new Connection('10.0.0.1:3000')
  const transport = new FakeTransport()
  connection.open(transport)
  return { connection, transport }
}

/** Bytes come in on a connection. */
export function receive(connection: Connection, ...frames: Buffer[]): void {
  const chunk = Buffer.concat(frames)
  connection.data(chunk, chunk.length)
}

/** A node to dial: connections are made at once, or when the test says so. */
export class FakeDialer {
  readonly opened: OpenedConnection[] = []
  /** Dials that wait for `admit` or `refuse`. */
  readonly waiting: { resolve: (connection: Connection) => void; reject: (error: Error) => void }[] = []
  dials = 0
  /** Set: dials wait. */
  manual = false
  /** Set: dials fail. */
  failure: Error | undefined

  readonly open = (): Promise<Connection> => {
    this.dials++
    if (this.manual) return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }))
    if (this.failure !== undefined) return Promise.reject(this.failure)
    return Promise.resolve(this.#make())
  }

  #make(): Connection {
    const opened = openFake()
    this.opened.push(opened)
    return opened.connection
  }

  async admit(): Promise<void> {
    this.waiting.shift()?.resolve(this.#make())
    await settle()
  }

  async refuse(error: Error): Promise<void> {
    this.waiting.shift()?.reject(error)
    await settle()
  }

  /** Bodies written, by connection. */
  get bodies(): string[][] {
    return this.opened.map(({ transport }) => transport.bodies)
  }
}

/** Who leases a connection; says whether it gives it up. */
export class FakeTenant implements Tenant {
  readonly purpose: Purpose
  pausedSince: number | undefined
  pressed = false
  /** What `leave` was asked for. */
  readonly asked: string[] = []
  /** Set: called when it is to leave; whether it does. */
  leaves: (why: 'paused' | 'long') => boolean = () => false

  constructor(purpose: Purpose = 'query') {
    this.purpose = purpose
  }

  press(on: boolean): void {
    this.pressed = on
  }

  silenced(): void {
    this.asked.push('silenced')
  }

  leave(why: 'paused' | 'long'): boolean {
    this.asked.push(why)
    return this.leaves(why)
  }
}
