// The semantic conventions of OpenTelemetry for databases (stable since 1.33.0), and what they have no name for under `aerospike.`.
import type { Attributes } from '@opentelemetry/api'
import { AerospikeError } from '../errors/index.ts'
import type { CommandContext, ScopeContext } from '../observe/contexts.ts'

/** What is told of one operation; see the tracing channels. */
export type InstrumentedOperation = CommandContext | ScopeContext

/** `{operation} {target}`, the target being the set, else the namespace. */
export function spanName({ operation, set, namespace }: InstrumentedOperation): string {
  const target = set ?? namespace
  return target === undefined ? operation : `${operation} ${target}`
}

/** What is known when it begins: samplers may decide by that. */
export function startAttributes({ operation, namespace, set }: InstrumentedOperation): Attributes {
  return {
    'db.system.name': 'aerospike',
    'db.operation.name': operation,
    ...(namespace === undefined ? {} : { 'db.namespace': namespace }),
    ...(set === undefined ? {} : { 'db.collection.name': set }),
  }
}

/** What is known when it ends. */
export function endAttributes(operation: InstrumentedOperation): Attributes {
  return {
    ...failureAttributes(operation),
    ...(operation.kind === 'command' ? commandAttributes(operation) : scopeAttributes(operation)),
    'aerospike.attempts': operation.attempts,
    ...(operation.inDoubt ? { 'aerospike.in_doubt': true } : {}),
  }
}

function commandAttributes(command: CommandContext): Attributes {
  return {
    ...serverAttributes(command),
    ...(command.together > 1 ? { 'aerospike.coalesced': command.together } : {}),
  }
}

function serverAttributes({ address, port }: CommandContext): Attributes {
  return {
    ...(address === undefined ? {} : { 'server.address': address }),
    ...(port === undefined ? {} : { 'server.port': port }),
  }
}

/** A batch of one is none, in the words of the conventions. */
function scopeAttributes({ kind, rows, rowsFailed }: ScopeContext): Attributes {
  if (kind === 'query') return { 'db.response.returned_rows': rows }
  if (kind !== 'batch') return {}
  return {
    ...(rows > 1 ? { 'db.operation.batch.size': rows } : {}),
    ...(rowsFailed > 0 ? { 'aerospike.rows_failed': rowsFailed } : {}),
  }
}

function failureAttributes({ error, resultCode }: InstrumentedOperation): Attributes {
  if (error === undefined) return {}
  return {
    'error.type': errorType(error),
    ...(resultCode === undefined ? {} : { 'db.response.status_code': String(resultCode) }),
  }
}

/** The code of an error, which is one of a table; else its class. */
export function errorType(error: unknown): string {
  if (error instanceof AerospikeError) return error.code
  return (error as { readonly name?: unknown } | null)?.name === undefined
    ? '_OTHER'
    : String((error as { readonly name: unknown }).name)
}

/** Attributes of the duration of an operation. Sets are left out: there may be any number of them. */
export function durationAttributes(operation: InstrumentedOperation): Attributes {
  const { operation: name, namespace } = operation
  return {
    'db.system.name': 'aerospike',
    'db.operation.name': name,
    ...(namespace === undefined ? {} : { 'db.namespace': namespace }),
    ...failureAttributes(operation),
    ...(operation.kind === 'command' ? serverAttributes(operation) : {}),
  }
}

/** Attributes of the connections to one node. */
export function poolAttributes(address: string): Attributes {
  return { 'db.system.name': 'aerospike', 'db.client.connection.pool.name': address }
}
