import { type Address, formatAddress } from '../address.ts'
import { clientError, protocolError } from '../errors/index.ts'
import { decodeInfo, encodeInfo } from '../wire/info.ts'
import { ProtoType } from '../wire/proto.ts'
import type { Writer } from '../wire/writer.ts'
import { Connection } from './connection.ts'
import type { OpenConnection } from './connection-pool.ts'
import type { Request } from './request.ts'

/** A connection of its own for info requests, so that the tender never waits behind commands. Dials when first used and again after a failure. */
export interface InfoChannel {
  /**
   * Asks several info commands in one request.
   * @param timeout in ms, covers dialing too
   * @throws ConnectionError, TimeoutError, ProtocolError
   */
  request(commands: readonly string[], timeout: number): Promise<ReadonlyMap<string, string>>
  close(): void
}

/** One info request and its answer. */
export class InfoRequest implements Request {
  sent = false
  abandoned = false
  readonly answer: Promise<ReadonlyMap<string, string>>
  readonly #commands: readonly string[]
  #resolve!: (answers: ReadonlyMap<string, string>) => void
  #reject!: (error: Error) => void

  constructor(commands: readonly string[]) {
    this.#commands = commands
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  encode(writer: Writer): void {
    writer.bytes(encodeInfo(this.#commands))
  }

  frame(type: number, buffer: Buffer, start: number, end: number): boolean {
    if (type === ProtoType.info) this.#resolve(decodeInfo(buffer, start, end, this.#commands))
    else this.#reject(protocolError(`The node answered an info request with a frame of type ${type}`))
    return true
  }

  lost(error: Error): void {
    this.#reject(error)
  }

  fail(error: Error): void {
    this.abandoned = true
    this.#reject(error)
  }
}

/** The only implementation: a connection opened by the same function as those for commands, so that it is authenticated alike. */
export class DialedInfoChannel implements InfoChannel {
  readonly #address: Address
  readonly #open: OpenConnection
  #connection: Promise<Connection> | undefined
  readonly #running = new Set<InfoRequest>()
  #closed = false

  constructor(address: Address, open: OpenConnection) {
    this.#address = address
    this.#open = open
  }

  async request(commands: readonly string[], timeout: number): Promise<ReadonlyMap<string, string>> {
    const request = new InfoRequest(commands)
    const timer = setTimeout(() => {
      request.fail(
        clientError(
          'TIMEOUT',
          `${formatAddress(this.#address)} did not answer an info request within ${timeout} ms`,
        ),
      )
    }, timeout)
    this.#running.add(request)
    this.#start(request).catch((error: unknown) => {
      request.fail(error as Error)
    })
    try {
      return await request.answer
    } catch (error) {
      this.#drop()
      throw error
    } finally {
      clearTimeout(timer)
      this.#running.delete(request)
    }
  }

  async #start(request: InfoRequest): Promise<void> {
    if (this.#closed) throw clientError('CONNECTION_LOST', 'The info connection is closed')
    const connection = await (this.#connection ??= this.#open())
    if (request.abandoned) return
    // Dialed anew at the next request only: whoever asks must learn that the node may have restarted meanwhile.
    if (!connection.usable)
      throw connection.failure ?? clientError('CONNECTION_LOST', 'The info connection broke')
    connection.send(request)
  }

  /** Gives the connection up after a failure: what it still owes must not be taken for another answer. */
  #drop(): void {
    const dropped = this.#connection
    this.#connection = undefined
    dropped?.then(
      (connection) => {
        connection.destroy(clientError('CONNECTION_LOST', 'The info connection was given up'))
      },
      () => undefined,
    )
  }

  close(): void {
    this.#closed = true
    this.#drop()
    const error = clientError('CONNECTION_LOST', 'The info connection was closed')
    for (const request of this.#running) request.fail(error)
  }
}
