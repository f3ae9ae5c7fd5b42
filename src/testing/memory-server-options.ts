// Written from the tables of options: npx vitest run test/unit/policy/option-types.test.ts -u

import type { MemorySecurityOptions } from '../testing/security/options.ts'
import type { MemoryTlsOptions } from '../testing/tls-options.ts'

/** Settings of one namespace, named as in the server's configuration file. */
export interface MemoryNamespaceOptions {
  /** Its name. */
  readonly name: string
  /** Copies of each record, one per node; at most as many as there are nodes. Default: 2; from 1 to 128. */
  readonly replicationFactor?: number | undefined
  /** Seconds a record lives when its write does not say. 0: for ever. Default: 0; from 0 to 315360000. */
  readonly defaultTtl?: number | undefined
  /** Seconds between two sweeps for what has expired. With 0 writes with a ttl are refused (`FORBIDDEN`), unless `allowTtlWithoutNsup` is set. Default: 120; from 0 to 4294967295. */
  readonly nsupPeriod?: number | undefined
  /** Take a ttl though `nsupPeriod` is 0. Default: false. */
  readonly allowTtlWithoutNsup?: boolean | undefined
  /** Share of a ttl, in percent, within whose end a read prolongs the record. 0: never. Default: 0; from 0 to 100. */
  readonly defaultReadTouchTtlPct?: number | undefined
  /** Rack of each node, in their order: nodes then tell their racks, as those of the enterprise edition do. Partitions are dealt out as without. */
  readonly racks?: readonly number[] | undefined
  /** Largest record in bytes, as stored. Default: 1048576; from 64 to 8388608. */
  readonly maxRecordSize?: number | undefined
}

/** How to start a memory server. */
export interface MemoryServerOptions {
  /** Number of nodes. Default: 1; from 1 to 128. */
  readonly nodes?: number | undefined
  /** Port of the first node; the others take those behind it. 0: free ones. Default: 0; from 0 to 65535. */
  readonly port?: number | undefined
  /** Address to listen on and to advertise. Default: '127.0.0.1'. */
  readonly host?: string | undefined
  /** Namespaces, by name or with settings. Default: ['test']. */
  readonly namespaces?: readonly (string | MemoryNamespaceOptions)[] | undefined
  /** Name that nodes give when a client asks which cluster they belong to. Default: 'memory'. */
  readonly clusterName?: string | undefined
  /** The build that nodes say they are, to see how an application fares with an older one; what they do stays that of 8.1.2. Default: '8.1.2.0'. */
  readonly build?: string | undefined
  /** Users and roles, as an enterprise server has them: { users, roles, sessionTtl, … }. Left out, the server is a community edition, which knows none. */
  readonly security?: MemorySecurityOptions | undefined
  /** A second port of each node, where it speaks TLS: { cert, key, ca, name, port }. */
  readonly tls?: MemoryTlsOptions | undefined
  /** Where the server takes its time from, in milliseconds since 1970; `Date.now` when left out. */
  readonly clock?: (() => number) | undefined
}
