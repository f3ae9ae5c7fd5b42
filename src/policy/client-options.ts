// Written from the tables of options: npx vitest run test/unit/policy/option-types.test.ts -u

import type { Address } from '../address.ts'
import type { CommandDefaults } from './client-defaults.ts'
import type { Credentials, CredentialsFunction } from './credentials.ts'
import type { ConfigProvider } from './config-provider.ts'
import type { Logger } from './logger.ts'
import type { TlsFunction, TlsOptions } from './tls.ts'

/** Options of a client. */
export interface ClientOptions {
  /** Nodes to ask first; one that answers is enough. `host:port`, `[v6]:port`, separated by commas or in a list. Default: '127.0.0.1:3000'. */
  readonly hosts?: string | readonly (string | Address)[] | undefined
  /** The name the cluster must have; nodes of another one are refused. Empty: any. Default: ''. */
  readonly clusterName?: string | undefined
  /** The user to log in as. None where the server has no security. */
  readonly user?: string | undefined
  /** The user's password. */
  readonly password?: string | undefined
  /** In place of `user` and `password`: { user, password }, or a function that gives them, or a promise of them. It is asked for each login, so that they may change. */
  readonly credentials?: Credentials | CredentialsFunction | undefined
  /** Who checks the user: the database (`internal`), an external service such as LDAP, to which the password goes in clear (`external`, only over TLS; `externalInsecure`, also without), or the certificate of the client, which names the user (`pki`). Default: 'internal'. */
  readonly authMode?: 'internal' | 'external' | 'externalInsecure' | 'pki' | undefined
  /** Milliseconds for one login, once the connection is open. Default: 5000; from 1 to 86400000. */
  readonly loginTimeout?: number | undefined
  /** Encrypts connections: { ca, cert, key, name, … }, `true` for all defaults, or a function that gives them, and is asked again by `reloadTls()`. Connections are not pipelined then. */
  readonly tls?: true | TlsOptions | TlsFunction | undefined
  /** The application's name, shown by the server among its user agents. Default: ''. */
  readonly appId?: string | undefined
  /** Milliseconds for connect() as a whole. Default: 10000; from 1 to 86400000. */
  readonly connectTimeout?: number | undefined
  /** Whether connect() fails when no host answers. With false it goes on looking in the background, and commands fail with CLUSTER_UNREACHABLE until one does. Default: true. */
  readonly failIfNotConnected?: boolean | undefined
  /** Milliseconds for opening one connection. Default: 1000; from 1 to 86400000. */
  readonly dialTimeout?: number | undefined
  /** Milliseconds between two looks at the cluster. Default: 1000; from 250 to 86400000. */
  readonly tendInterval?: number | undefined
  /** Milliseconds for one request in which a node is asked about the cluster, opening its connection included. Default: 1000; from 1 to 86400000. */
  readonly tendTimeout?: number | undefined
  /** Most connections to one node. A tenth of them, one at least, is never taken by queries and batches; with 1 they take turns. Default: 100; from 1 to 10000. */
  readonly maxConnections?: number | undefined
  /** Connections to each node that are kept open; connect() waits until they are. Default: 0; from 0 to 10000. */
  readonly minConnections?: number | undefined
  /** Most connections to one node that are opened at a time. Default: 8; from 1 to 1000. */
  readonly maxConnecting?: number | undefined
  /** Milliseconds after which an idle connection is closed; keep it below proto-fd-idle-ms of the server (60 s). Default: 55000; from 1000 to 86400000. */
  readonly maxIdle?: number | undefined
  /** Most commands written ahead on one connection. 1 switches pipelining off. Default: 128; from 1 to 10000. */
  readonly maxDepth?: number | undefined
  /** Most commands of one turn of the event loop that travel together as one batch; 1 switches that off. Keep it below batch-max-requests of the server (5,000). Default: 1000; from 1 to 2000. */
  readonly coalesceMax?: number | undefined
  /** Most commands that wait for room at one node; one more is refused with QUEUE_FULL. Default: 100000; from 0 to 10000000. */
  readonly maxQueue?: number | undefined
  /** Milliseconds that a query or batch waits for a connection while others hold them, at most what is left of its own `timeout`; then it fails with CONNECTIONS_BUSY. Default: 30000; from 1 to 86400000. */
  readonly acquireTimeout?: number | undefined
  /** A connection that owes the answer of a given-up command for longer than this many milliseconds is closed. Default: 3000; from 1 to 86400000. */
  readonly drainTimeout?: number | undefined
  /** A node that owes answers and sends nothing for this many milliseconds, though asked whether it is there, is avoided until it is heard: what reads goes to other copies, what writes waits. 0 switches that off. Default: 500; from 0 to 86400000. */
  readonly silenceLimit?: number | undefined
  /** Most failures of a node in one `errorRateWindow`: connections that break or cannot be made, commands without an answer in time, SERVER_TIMEOUT and DEVICE_OVERLOAD. Beyond it nothing is sent to the node until the window ends: MAX_ERROR_RATE. 0 is no limit. Default: 100; from 0 to 1000000. */
  readonly maxErrorRate?: number | undefined
  /** Length of the window of `maxErrorRate`, in looks at the cluster (`tendInterval`). Default: 1; from 1 to 1000. */
  readonly errorRateWindow?: number | undefined
  /** Milliseconds that close() gives the commands in flight. Default: 5000; from 0 to 86400000. */
  readonly closeTimeout?: number | undefined
  /** Milliseconds for which the list of secondary indexes counts that `query.where(expression)` chooses from. 0: it is read for each query. Default: 30000; from 0 to 86400000. */
  readonly indexesMaxAge?: number | undefined
  /** Use the addresses of `alternate-access-address` instead of `access-address`. Default: false. */
  readonly useAlternateAccessAddress?: boolean | undefined
  /** Hosts to use instead of the advertised ones. */
  readonly ipMap?: { readonly [advertised: string]: string } | undefined
  /** Use the first host that answers and nothing else, for tunnels and proxies. Default: false. */
  readonly forceSingleNode?: boolean | undefined
  /** The own racks, the dearest first, for `replica: "preferRack"`. */
  readonly rackIds?: readonly number[] | undefined
  /** A file in YAML that sets options while the client runs, over those given here and in calls: { path, interval }. The environment variable AEROSPIKE_CLIENT_CONFIG_URL stands above `path`. Needs the package `yaml`. */
  readonly configProvider?: ConfigProvider | undefined
  /** Told what the client copes with by itself. Without one nothing is ever printed. */
  readonly logger?: Logger | undefined
  /** Defaults of the options of commands, below what a call gives: { read, write, operate, batch, query }. */
  readonly defaults?: CommandDefaults | undefined
}

/** Options of `connect()` of a client. */
export interface ConnectOptions {
  /** Ends the command at any stage. */
  readonly signal?: AbortSignal | undefined
}

/** Options of `close()`. */
export interface CloseOptions {
  /** Milliseconds that close() gives the commands in flight. Default: 5000; from 0 to 86400000. */
  readonly timeout?: number | undefined
}
