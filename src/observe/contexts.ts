/**
 * Kinds of operations. Each has a tracing channel of its own, `aerospike-ts:<kind>`.
 *
 * @example
 * import { subscribe } from 'node:diagnostics_channel'
 * for (const kind of OPERATION_KINDS) {
 *   subscribe(`tracing:aerospike-ts:${kind}:error`, (context) => console.log(kind, context))
 * }
 */
export const OPERATION_KINDS = ['command', 'batch', 'query', 'job', 'administration'] as const

/** See {@link OPERATION_KINDS}. */
export type OperationKind = (typeof OPERATION_KINDS)[number]

/** What every message of a tracing channel says. */
export interface TraceContext {
  /** Milliseconds from start to end; undefined before the end. */
  duration?: number
  /** Why it failed; undefined while it goes on, and after a good end. */
  error?: unknown
}

/**
 * One operation, from its start to its end. The same object is in all its messages, and what is known at the end only is filled in by
 * then. It holds no key and no value of a bin.
 */
export interface OperationContext extends TraceContext {
  readonly kind: OperationKind
  /** The public call, such as `get`, `batch`, `query`. */
  readonly operation: string
  /** Of a batch: the ones that all of its records have, undefined where they differ. A stream of rows has none. */
  readonly namespace: string | undefined
  readonly set: string | undefined
  /** Which client of the process asks, as its `id` says. */
  readonly clientId: number
  /** Who asks: `appId` of the client; undefined when it has none. */
  readonly appId: string | undefined
  /** Requests that were handed to a node's connections, retries among them. */
  attempts: number
  /** True when a write may have been applied although no final answer came. */
  inDoubt: boolean
  /** The server's result code: 0 for success; undefined when the end was not the server's answer. */
  resultCode: number | undefined
  /** Bytes of its requests, as far as they were written. Those of a batch made of single commands are counted as each alone. */
  bytesSent: number
  /** Bytes of the answers. */
  bytesReceived: number
}

/** One command on one record. */
export interface CommandContext extends OperationContext {
  readonly kind: 'command'
  /** The node that was asked last, as `id host:port`; undefined when none was. */
  node: string | undefined
  /** Its address. */
  address: string | undefined
  port: number | undefined
  /** Commands that shared the request of the last attempt, this one among them; 1 when it went by itself. */
  together: number
  /** Milliseconds from the call to the moment the last attempt was given to a connection: the wait for the cluster, earlier attempts, the queue. */
  queueTime: number | undefined
}

/** A batch, a query, a job, an aggregation or a call of administration. */
export interface ScopeContext extends OperationContext {
  readonly kind: Exclude<OperationKind, 'command'>
  /** Rows of a batch; records or values that a query returned. */
  rows: number
  /** Rows of a batch that failed; of a batch that as a whole did not. */
  rowsFailed: number
}

/** A connection to a node, from the first packet until it is ready for commands. */
export interface ConnectionContext extends TraceContext {
  readonly address: string
  readonly port: number
  readonly encrypted: boolean
  /** Milliseconds until it was open, its TLS handshake included. */
  dialTime: number | undefined
  /** Those of them that the TLS handshake took; undefined without TLS, and where it did not begin or end. */
  handshakeTime: number | undefined
  /** Milliseconds that the login took; undefined without one. */
  loginTime: number | undefined
}

/** The message of the channel `aerospike-ts:connection:close`. */
export interface ConnectionClosed {
  /** The node's address, as `host:port`. */
  readonly node: string
  /** See {@link CloseReason}. */
  readonly reason: CloseReason
  readonly error: Error | undefined
}

/**
 * Why a connection was closed: `idle`, it was not needed; `client`, the client was closed or its node left; `node`, the other side closed it
 * or the network broke; `timeout`, it owed the answer of a command that was given up; `protocol`, what came cannot be trusted;
 * `cancelled`, a request on it was given up, or what streamed on it ended early.
 */
export type CloseReason = (typeof CLOSE_REASONS)[number]

/**
 * All reasons: {@link CloseReason}.
 *
 * @example
 * const closed = new Map(CLOSE_REASONS.map((reason) => [reason, 0]))
 * closed.get('idle') // 0
 */
export const CLOSE_REASONS = ['idle', 'client', 'node', 'timeout', 'protocol', 'cancelled'] as const

/** One look at a node. */
export interface TendContext extends TraceContext {
  /** The node, as `id host:port`. */
  readonly node: string
  /** Looks at it that had failed in a row before this one. */
  readonly failures: number
  /** Its partition generation, after a look that did not fail. */
  generation: number | undefined
  /** Whether it told something new. */
  news: boolean
}

/** The message of the channel `aerospike-ts:node`. */
export interface NodeMessage {
  readonly event: NodeEvent
  /** The node, as `id host:port`. */
  readonly node: string
  /** Why, where there is more to say. */
  readonly why: string | undefined
}

/**
 * What became of a node: `added` to the cluster and `removed` from it; `down`, it does not answer, and `up` again; `avoided`, the circuit
 * breaker keeps commands from it, and `recovered`.
 */
export type NodeEvent = (typeof NODE_EVENTS)[number]

/**
 * All events: {@link NodeEvent}.
 *
 * @example
 * const seen = new Map(NODE_EVENTS.map((event) => [event, 0]))
 * seen.get('down') // 0
 */
export const NODE_EVENTS = ['added', 'removed', 'down', 'up', 'avoided', 'recovered'] as const
