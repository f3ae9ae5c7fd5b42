import type {
  CommandContext,
  ConnectionClosed,
  ConnectionContext,
  NodeMessage,
  ScopeContext,
  TendContext,
} from './contexts.ts'
import { channelOf, TraceChannel } from './trace-channel.ts'

/** One tracing channel for each kind of operation, and for what the client does by itself. */
export const traceChannels = {
  command: new TraceChannel<CommandContext>('aerospike-ts:command'),
  batch: new TraceChannel<ScopeContext>('aerospike-ts:batch'),
  query: new TraceChannel<ScopeContext>('aerospike-ts:query'),
  job: new TraceChannel<ScopeContext>('aerospike-ts:job'),
  administration: new TraceChannel<ScopeContext>('aerospike-ts:administration'),
  connection: new TraceChannel<ConnectionContext>('aerospike-ts:connection'),
  tend: new TraceChannel<TendContext>('aerospike-ts:tend'),
} as const

/** A connection was closed. */
export const connectionClosed = channelOf<ConnectionClosed>('aerospike-ts:connection:close')

/** A node came, went, or changed. */
export const nodeChanged = channelOf<NodeMessage>('aerospike-ts:node')
