import { type Address, formatAddress } from '../address.ts'
import { AbortError, clientError, protocolError } from '../errors/index.ts'
import { decodeInfo, encodeInfo } from '../wire/info.ts'
import { ProtoType } from '../wire/proto.ts'
import type { Writer } from '../wire/writer.ts'
import { Connection } from './connection.ts'
import type { OpenConnection } from './connection-pool.ts'
import type { Request } from './request.ts'

/** A connection of its own for info requests, so that looking at the cluster never waits behind commands. Dials when first used and again after a failure. */
export interface InfoChannel {
  /**
   * Asks several info commands in one request.
   * @param timeout in ms, covers dialing too; 0 when the caller keeps the time itself, with `fail`
   */
  request(commands: readonly string[], timeout: number): PendingInfo
  close(): void
}

/** A request that is under way. */
export interface PendingInfo {
  /** Rejects with ConnectionError, TimeoutError, ProtocolError. */
  readonly answer: Promise<ReadonlyMap<string, string>>
  /** Whether the bytes were handed to the kernel. */
  readonly sent: boolean
  /** Gives it up. */
  fail(error: Error): void
}

/** One info request and its answer. */
export class InfoRequest implements Request, PendingInfo {
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

  request(commands: readonly string[], timeout: number): InfoRequest {
    const request = new InfoRequest(commands)
    const timer = timeout === 0 ? undefined : setTimeout(() => request.fail(this.#late(timeout)), timeout)
    this.#running.add(request)
    const over = (): void => {
      clearTimeout(timer)
      this.#running.delete(request)
    }
    request.answer.then(over, (error: unknown) => {
      over()
      // The answer of a request that its caller gave up is read and thrown away; a node that is silent is dialed anew.
      if (!(error instanceof AbortError)) this.#drop()
    })
    this.#dispatch(request).catch((error: unknown) => {
      request.fail(error as Error)
    })
    return request
  }

  #late(timeout: number): Error {
    const node = formatAddress(this.#address)
    return clientError('TIMEOUT', `${node} did not answer an info request within ${timeout} ms`, { node })
  }

  async #dispatch(request: InfoRequest): Promise<void> {
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
