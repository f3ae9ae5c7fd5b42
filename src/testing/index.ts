export { type MemoryFixture, startMemoryFixture } from '../fixture/memory-fixture.ts'
export type {
  MemoryFixtureOptions,
  RegisterHook,
  SeedFunction,
  TestHooks,
  UseMemoryServerOptions,
} from '../fixture/options.ts'
export { useMemoryServer } from '../fixture/use-memory-server.ts'
export type { Json } from '../json/value-json.ts'
export type { Call, CalledKey, CallFilter, RecordCallsOptions } from './calls/call.ts'
export type { Calls } from './calls/calls.ts'
export type { Fault, FaultAction, FaultHandle, FaultMatch, FaultTarget, SeenCommand } from './faults/fault.ts'
export type { Faults } from './faults/faults.ts'
export type { Advertised, MemoryNode } from './memory-node.ts'
export { type MemoryServer, type PartitionMove, startMemoryServer } from './memory-server.ts'
export type { MemoryNamespaceOptions, MemoryServerOptions } from './memory-server-options.ts'
export { disableNetwork, type DisableNetworkOptions, enableNetwork } from './network.ts'
export type { CommandKind } from './record/kind.ts'
export type { SeedRecord } from './seed/seed-record.ts'
export type { MemorySnapshot } from './snapshot.ts'
export type { ServerStats } from './stats.ts'
export type { MemoryRole, MemorySecurityOptions, MemoryUser } from './security/options.ts'
export type { MemoryTlsOptions } from './tls-options.ts'
