import type { Clock } from '../clock.ts'
import type { Faults } from '../faults/faults.ts'
import type { MemoryNode } from '../memory-node.ts'
import type { ServerSettings } from '../options.ts'
import type { MemoryNamespace } from '../store/memory-namespace.ts'
import type { UdfRuntime } from '../udf/runtime.ts'

/** What the nodes of one server share. Records are written once for all: replication is done the moment a write is. */
export interface Cluster {
  readonly settings: ServerSettings
  readonly clock: Clock
  readonly namespaces: ReadonlyMap<string, MemoryNamespace>
  readonly nodes: readonly MemoryNode[]
  readonly faults: Faults
  /** UDF modules: file name and base64 of the source. */
  readonly modules: Map<string, string>
  /** What runs them. */
  readonly udfs: UdfRuntime
}
