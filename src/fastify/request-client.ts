import type { Client } from '../index.ts'
import { BASE_OPTIONS } from '../policy/command.ts'

/** Calls of a client that a request has too. */
export type RequestCall =
  | 'get'
  | 'exists'
  | 'metadata'
  | 'put'
  | 'add'
  | 'append'
  | 'prepend'
  | 'touch'
  | 'remove'
  | 'operate'
  | 'apply'
  | 'batch'
  | 'batchStream'
  | 'getMany'
  | 'existsMany'
  | 'putMany'
  | 'operateMany'
  | 'removeMany'
  | 'query'

/** Where among their arguments the options stand. Those of a query are given otherwise. */
const OPTIONS_AT = {
  get: 1,
  exists: 1,
  metadata: 1,
  put: 2,
  add: 2,
  append: 2,
  prepend: 2,
  touch: 1,
  remove: 1,
  operate: 2,
  apply: 4,
  batch: 1,
  batchStream: 1,
  getMany: 1,
  existsMany: 1,
  putMany: 1,
  operateMany: 2,
  removeMany: 1,
} as const satisfies { readonly [Call in Exclude<RequestCall, 'query'>]: number }

/** The client as a request has it: its calls end with `ABORTED` when the connection of the request is cut off. */
export type RequestClient = Pick<Client, RequestCall> & {
  /** Aborts when the connection is cut off before the answer, or Fastify's `handlerTimeout` is over. */
  readonly signal: AbortSignal
}

/* Here, where the entry's types lead to: what they do not lead to is not among the declarations. */
declare module 'fastify' {
  interface FastifyInstance {
    /** The client of the plugin that was registered without a name. */
    aerospike: Client
    /** The clients of plugins that were registered with a name. */
    aerospikes: AerospikeClients
  }
  interface FastifyRequest {
    /** `fastify.aerospike` with the signal of this request; only with the option `requestSignal`. */
    readonly aerospike: RequestClient
    /** The clients with names, with the signal of this request; those with the option `requestSignal`. */
    readonly aerospikes: RequestAerospikeClients
  }
  /** Clients by their names. Applications may add theirs: `interface AerospikeClients { sessions: Client }`. */
  interface AerospikeClients {
    [name: string]: Client
  }
  /** The same for requests. */
  interface RequestAerospikeClients {
    [name: string]: RequestClient
  }
}

type Call = (...args: unknown[]) => unknown

class SignalledClient {
  readonly signal: AbortSignal
  readonly #client: Client
  /** For calls without options: no other object is needed. */
  readonly #options: { readonly signal: AbortSignal }

  static {
    for (const [name, at] of Object.entries(OPTIONS_AT) as [keyof typeof OPTIONS_AT, number][]) {
      const call = function (this: SignalledClient, ...args: unknown[]): unknown {
        args[at] = this.#withSignal(args[at])
        return (this.#client[name] as Call)(...args)
      }
      Object.defineProperty(this.prototype, name, { value: call })
    }
  }

  constructor(client: Client, signal: AbortSignal) {
    this.#client = client
    this.signal = signal
    this.#options = { signal }
  }

  query(namespace: string, set?: string | null): unknown {
    return this.#client.query(namespace, set).options(this.#options)
  }

  /** What is no object is refused by the client, in its words. */
  #withSignal(options: unknown): unknown {
    if (options === undefined) return this.#options
    if (typeof options !== 'object' || options === null) return options
    const { signal } = options as { readonly signal?: unknown }
    if (signal === undefined) return { ...options, signal: this.signal }
    if (BASE_OPTIONS.signal.check(signal) !== undefined) return options
    return { ...options, signal: AbortSignal.any([signal as AbortSignal, this.signal]) }
  }
}

/** A client whose calls take a signal besides their own. */
export function withSignal(client: Client, signal: AbortSignal): RequestClient {
  return new SignalledClient(client, signal) as unknown as RequestClient
}
