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

// There are several for each command: they are filled in one object each, since joining objects takes most of a microsecond.

/** What is known when it begins: samplers may decide by that. */
export function startAttributes({ operation, namespace, set }: InstrumentedOperation): Attributes {
  const attributes: Attributes = { 'db.system.name': 'aerospike', 'db.operation.name': operation }
  if (namespace !== undefined) attributes['db.namespace'] = namespace
  if (set !== undefined) attributes['db.collection.name'] = set
  return attributes
}

/** What is known when it ends. */
export function endAttributes(operation: InstrumentedOperation): Attributes {
  const attributes: Attributes = { 'aerospike.attempts': operation.attempts }
  addFailure(attributes, operation)
  if (operation.kind === 'command') {
    addServer(attributes, operation)
    if (operation.together > 1) attributes['aerospike.coalesced'] = operation.together
  } else addRows(attributes, operation)
  if (operation.inDoubt) attributes['aerospike.in_doubt'] = true
  return attributes
}

function addServer(attributes: Attributes, { address, port }: CommandContext): void {
  if (address !== undefined) attributes['server.address'] = address
  if (port !== undefined) attributes['server.port'] = port
}

/** A batch of one is none, in the words of the conventions. */
function addRows(attributes: Attributes, { kind, rows, rowsFailed }: ScopeContext): void {
  if (kind === 'query') attributes['db.response.returned_rows'] = rows
  if (kind !== 'batch') return
  if (rows > 1) attributes['db.operation.batch.size'] = rows
  if (rowsFailed > 0) attributes['aerospike.rows_failed'] = rowsFailed
}

function addFailure(attributes: Attributes, { error, resultCode }: InstrumentedOperation): void {
  if (error === undefined) return
  attributes['error.type'] = errorType(error)
  if (resultCode !== undefined) attributes['db.response.status_code'] = String(resultCode)
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
  const attributes: Attributes = { 'db.system.name': 'aerospike', 'db.operation.name': name }
  if (namespace !== undefined) attributes['db.namespace'] = namespace
  addFailure(attributes, operation)
  if (operation.kind === 'command') addServer(attributes, operation)
  return attributes
}

/** Attributes of the connections to one node. */
export function poolAttributes(address: string): Attributes {
  return { 'db.system.name': 'aerospike', 'db.client.connection.pool.name': address }
}
