import { AerospikeError, clientError } from '../errors/index.ts'
import { Client, type ClientOptions } from '../index.ts'
import { claim } from './claims.ts'
import { namespaceFault, type Readiness, readinessOf } from './readiness.ts'

/** A client and what is to be done with it. */
export interface Hosting {
  /** Who hosts it, for messages. */
  readonly where: string
  readonly name: string | undefined
  readonly client: Client | undefined
  readonly closeClient: boolean
  readonly namespaces: readonly string[]
  /** Options of the client, where none is given. */
  readonly forClient: ClientOptions
  /** Milliseconds after which whoever hosts it gives up waiting; 0 for never. */
  readonly patience: number
  /** Told when the client is closed by somebody else. */
  readonly onClosed: (message: string) => void
}

/** A client that is open while an application runs. */
export class HostedClient {
  readonly client: Client
  readonly name: string | undefined
  readonly #hosting: Hosting
  readonly #closes: boolean
  readonly #release: () => void
  #isOver = false

  /** @throws ArgumentError `INVALID_OPTION`, `INVALID_ARGUMENT` for a client that somebody else closes */
  constructor(hosting: Hosting) {
    this.#hosting = hosting
    this.name = hosting.name
    this.client = hosting.client ?? new Client(hosting.forClient)
    this.#closes = hosting.client === undefined || hosting.closeClient
    this.#release = claim(this.client, hosting.where, this.#closes)
    this.client.on('closed', this.#closed)
  }

  readonly #closed = (): void => {
    if (this.#isOver) return
    this.#isOver = true
    this.#hosting.onClosed(
      `${this.#hosting.where}: the client was closed by somebody else, and refuses all calls from now on`,
    )
  }

  /**
   * Waits for the cluster and the namespaces that are needed.
   * @throws ClusterError `CLUSTER_UNREACHABLE`, `NAMESPACE_NOT_FOUND`; ClosedError
   */
  async open(): Promise<void> {
    try {
      await this.#connect()
      this.#checkNamespaces()
    } catch (error) {
      await this.close()
      throw error
    }
  }

  async #connect(): Promise<void> {
    const { where, patience } = this.#hosting
    const signal = patience === 0 ? undefined : AbortSignal.timeout(patience)
    try {
      await this.client.connect({ signal })
    } catch (error) {
      const { code } = error instanceof AerospikeError ? error : {}
      if (code === 'CLIENT_CLOSED')
        throw clientError('CLIENT_CLOSED', `${where}: the client that was given is closed`, {
          hint: 'give one that is open, or options to make one',
          cause: error,
        })
      if (code === 'ABORTED')
        throw clientError('CLUSTER_UNREACHABLE', `${where}: no cluster was found within ${patience} ms`, {
          cause: error,
        })
      throw error
    }
  }

  #checkNamespaces(): void {
    const { where, namespaces } = this.#hosting
    // A client may be told to go on looking: then it is known later what the cluster has.
    const fault = this.client.isConnected ? namespaceFault(this.client, namespaces) : undefined
    if (fault !== undefined) throw clientError('NAMESPACE_NOT_FOUND', `${where}: ${fault}`)
  }

  get readiness(): Readiness {
    return this.#isOver
      ? { ready: false, reason: 'the client is closed' }
      : readinessOf(this.client, this.#hosting.namespaces)
  }

  /** Ends what was begun here: commands in flight get `closeTimeout` of the client. A client that was given stays open. */
  async close(): Promise<void> {
    this.#isOver = true
    this.client.off('closed', this.#closed)
    if (this.#closes) await this.client.close()
    this.#release()
  }
}
