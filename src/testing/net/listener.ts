import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { isBytes } from '../../kinds.ts'
import type { TlsSource } from '../../policy/tls.ts'
import type { MemoryTlsOptions } from '../tls-options.ts'
import { setImmediate } from '../../timers.ts'

/** A port that a node listens on; it keeps it when it stops and listens again. */
export class Listener {
  readonly #host: string
  readonly #accept: (socket: Socket) => void
  readonly #tls: TlsOptions | undefined
  #port: number
  #server: Server | undefined

  constructor(
    host: string,
    port: number,
    tls: MemoryTlsOptions | undefined,
    accept: (socket: Socket) => void,
  ) {
    this.#host = host
    this.#port = port
    this.#tls = tls === undefined ? undefined : serverOptions(tls)
    this.#accept = accept
  }

  get port(): number {
    return this.#port
  }

  /** Listens at another port the next time; 0 for any. */
  moveTo(port: number): void {
    this.#port = port
  }

  get isListening(): boolean {
    return this.#server !== undefined
  }

  listen(): Promise<void> {
    if (this.#server !== undefined) return Promise.resolve()
    const server = this.#create()
    this.#server = server
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen({ port: this.#port, host: this.#host }, () => {
        server.off('error', reject)
        this.#port = (server.address() as AddressInfo).port
        resolve()
      })
    })
  }

  #create(): Server {
    if (this.#tls === undefined) return createServer(this.#accept)
    const server = createTlsServer(this.#tls, this.#accept)
    // A client that speaks no TLS, or whose certificate does not fit, is gone already.
    server.on('tlsClientError', (_error, socket) => socket.destroy())
    return server
  }

  /** Stops listening; unlike the server's own close, this does not wait for connections to end. */
  close(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server === undefined) return Promise.resolve()
    return new Promise((resolve) => {
      server.close()
      setImmediate(resolve)
    })
  }
}

function serverOptions({ cert, key, ca }: MemoryTlsOptions): TlsOptions {
  const own = { cert: read(cert), key: read(key) }
  return ca === undefined ? own : { ...own, ca: read(ca), requestCert: true, rejectUnauthorized: true }
}

function read(source: TlsSource): string | Buffer {
  if (typeof source === 'string') return source
  if (isBytes(source)) return Buffer.from(source)
  return readFileSync(source.path)
}
