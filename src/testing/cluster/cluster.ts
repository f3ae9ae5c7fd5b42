import { FieldType } from '../../wire/proto.ts'
import type { Calls } from '../calls/calls.ts'
import type { Clock } from '../clock.ts'
import type { Faults } from '../faults/faults.ts'
import { textOf } from '../latin1.ts'
import type { MemoryNode } from '../memory-node.ts'
import type { ServerSettings } from '../options.ts'
import type { Request } from '../record/request.ts'
import type { Security } from '../security/security.ts'
import type { MemoryNamespace } from '../store/memory-namespace.ts'
import type { UdfRuntime } from '../udf/runtime.ts'

/** What the nodes of one server share. Records are written once for all: replication is done the moment a write is. */
export interface Cluster {
  readonly settings: ServerSettings
  readonly clock: Clock
  readonly namespaces: ReadonlyMap<string, MemoryNamespace>
  readonly nodes: readonly MemoryNode[]
  readonly faults: Faults
  readonly calls: Calls
  /** UDF modules: file name and base64 of the source. */
  readonly modules: Map<string, string>
  /** What runs them. */
  readonly udfs: UdfRuntime
  /** Who is who, and may do what; or the code that an edition or a configuration without security answers. */
  readonly security: Security | number
}

/** Longest name of a namespace, in bytes (AS_ID_NAMESPACE_SZ - 1, as/include/base/datamodel.h). */
const MAX_NAMESPACE = 31
/** The server fills names up with it. */
const FILLING = /\0+$/

/**
 * The namespace that a message names. The server's own names are filled up with NULs, so that a name with some behind it is the
 * same (as_namespace_get_bybuf, as/src/base/namespace.c, 8.1.2).
 */
export function namespaceFor({ namespaces }: Cluster, request: Request): MemoryNamespace | undefined {
  const name = request.text(FieldType.namespace)
  if (name.length > MAX_NAMESPACE) return undefined
  return namespaces.get(textOf(name.replace(FILLING, '')))
}
