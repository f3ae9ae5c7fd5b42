import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { AerospikeError } from '../../errors/index.ts'
import { Framer } from '../../wire/framer.ts'
import { Writer } from '../../wire/writer.ts'
import type { Login } from '../security/login.ts'
import { clearTimeout, setTimeout } from '../../timers.ts'

/** Serves one request of a connection: writes the reply, at once or when the promise is kept. */
export type Serve = (
  exchange: Exchange,
  type: number,
  buffer: Buffer,
  start: number,
  end: number,
) => Promise<void> | undefined

/** What serving a request may use of its connection. */
export interface Exchange {
  /** Where the reply goes. */
  readonly out: Writer
  readonly closed: boolean
  /** The client's `host:port`. */
  readonly peer: string
  /** What the client said it is, in base64. */
  userAgent: string | undefined
  calledFeatures: boolean
  /** Who the client is; undefined before it logs in. */
  login: Login | undefined
  /** The client's address, without the port. */
  readonly address: string
  /** The name in the client's certificate, where it has shown one. */
  readonly certificateName: string | undefined
  /**
   * Sends what was written so far, and waits until the client takes more. When it does not within the time given, in milliseconds, the
   * connection is broken, as the server does it.
   */
  flush(timeout?: number): Promise<void>
  /** Closes the connection once what was flushed is sent. */
  end(): void
  /** Breaks the connection at once. */
  destroy(): void
}

const OUT_SIZE = 16 * 1024
/** Replies gathered to more than this are sent before the turn ends. */
const OUT_MAX = 256 * 1024
/** A connection's buffer larger than this goes once its reply is sent. */
const OUT_KEEP = 1024 * 1024
/** Requests waiting behind one that takes its time, above which the client is made to wait too. */
const QUEUE_MAX = 1024

interface Waiting {
  readonly type: number
  readonly buffer: Buffer
  readonly start: number
  readonly end: number
}

/**
 * One client's connection. Requests are served one at a time and in order, as the server does, which looks at a socket again only when
 * its transaction has ended (as/src/base/service.c, 8.1.2); replies of one turn leave in one write.
 */
export class Connection implements Exchange {
  out = new Writer(OUT_SIZE)
  userAgent: string | undefined
  calledFeatures = false
  login: Login | undefined
  /** Requests that came in one piece of data, where only one may. */
  #atOnce = 0
  readonly #socket: Socket
  readonly #serve: Serve
  readonly #framer: Framer
  readonly #waiting: Waiting[] = []
  #busy = false
  #held = false

  constructor(socket: Socket, serve: Serve) {
    this.#socket = socket
    this.#serve = serve
    this.#framer = new Framer((type, buffer, start, end) => this.#take(type, buffer, start, end))
    socket.setNoDelay(true)
    socket.on('data', (chunk) => this.#receive(chunk))
  }

  get peer(): string {
    return `${this.#socket.remoteAddress ?? ''}:${this.#socket.remotePort ?? 0}`
  }

  get address(): string {
    // An IPv4 address on a socket of both families.
    return (this.#socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  }

  get certificateName(): string | undefined {
    const socket = this.#socket
    if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined
    const name = (socket.getPeerCertificate() as { subject?: { CN?: string | string[] } }).subject?.CN
    return Array.isArray(name) ? name[0] : name
  }

  get closed(): boolean {
    return this.#socket.destroyed
  }

  /** Reads and sends nothing from now on, or again. */
  hold(on: boolean): void {
    this.#held = on
    if (on) {
      this.#socket.pause()
      return
    }
    this.#socket.resume()
    this.#sendOrWait()
  }

  end(): void {
    this.#waiting.length = 0
    this.#socket.destroySoon()
  }

  destroy(): void {
    this.#waiting.length = 0
    this.#socket.destroy()
  }

  async flush(timeout?: number): Promise<void> {
    if (this.#send() || this.closed) return
    const timer = timeout === undefined ? undefined : setTimeout(() => this.destroy(), timeout).unref()
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#socket.off('drain', done).off('close', done)
        resolve()
      }
      this.#socket.on('drain', done).on('close', done)
    })
    clearTimeout(timer)
  }

  #receive(chunk: Buffer): void {
    this.#atOnce = 0
    try {
      this.#framer.push(chunk)
    } catch (error) {
      // Whatever else is thrown is a fault of this server, which nobody shall take for a broken connection.
      if (!(error instanceof AerospikeError)) throw error
      // Not frames: the server closes such a connection without a word, once it has sent what it owes.
      this.#send()
      this.#socket.destroySoon()
      return
    }
    if (!this.#busy) this.#sendOrWait()
    else if (this.#waiting.length > QUEUE_MAX) this.#socket.pause()
  }

  /**
   * On a TLS connection a request must be answered before the next one comes: the server insists that no byte is left over
   * (tls_socket_must_not_have_data in handle_client_io_event, as/src/base/service.c, 8.1.2).
   */
  #isTooEarly(): boolean {
    return this.#socket instanceof TLSSocket && (this.#busy || ++this.#atOnce > 1)
  }

  #take(type: number, buffer: Buffer, start: number, end: number): void {
    if (this.#isTooEarly()) {
      this.destroy()
      return
    }
    if (this.#busy) {
      this.#waiting.push({ type, buffer, start, end })
      return
    }
    const running = this.#serve(this, type, buffer, start, end)
    if (running !== undefined) void this.#finish(running)
    else if (this.out.position > OUT_MAX) this.#sendOrWait()
  }

  /** Serves what has gathered behind a request that took its time. */
  async #finish(running: Promise<void>): Promise<void> {
    this.#busy = true
    let current: Promise<void> | undefined = running
    let next = 0
    while (true) {
      if (current !== undefined) await current
      if (this.closed) return
      const waiting = this.#waiting[next++]
      if (waiting === undefined) break
      current = this.#serve(this, waiting.type, waiting.buffer, waiting.start, waiting.end)
      if (current !== undefined) this.#send()
      else if (this.out.position > OUT_MAX) current = this.flush()
    }
    this.#waiting.length = 0
    this.#busy = false
    if (!this.#held) this.#socket.resume()
    this.#sendOrWait()
  }

  /** A client that does not take its replies gets no more requests served. */
  #sendOrWait(): void {
    if (this.#send() || this.closed) return
    void this.#finish(this.flush())
  }

  /** Hands what was written to the socket; false when that has enough for now. */
  #send(): boolean {
    const { out } = this
    const socket = this.#socket
    if (this.#held) return true
    if (out.position === 0) return !socket.writableNeedDrain
    if (socket.destroyed) {
      out.position = 0
      return false
    }
    const more = socket.write(out.buffer.subarray(0, out.position))
    // Bytes the kernel took at once leave the buffer free for the next replies; else the socket still holds it.
    if (socket.writableLength === 0 && out.buffer.length <= OUT_KEEP) out.position = 0
    else this.out = new Writer(OUT_SIZE)
    return more
  }
}
