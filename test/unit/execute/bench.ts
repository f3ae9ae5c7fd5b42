import { Node } from '../../../src/cluster/node.ts'
import { EMPTY_STATE, type ClusterState } from '../../../src/cluster/state.ts'
import { PARTITION_COUNT } from '../../../src/wire/proto.ts'
import { parseVersion } from '../../../src/cluster/version.ts'
import type { Command } from '../../../src/execute/command.ts'
import { execute } from '../../../src/execute/execute.ts'
import { Session } from '../../../src/execute/session.ts'
import type { Key } from '../../../src/key.ts'
import type { BasePolicy } from '../../../src/policy/command.ts'
import { silentChannel } from '../cluster/fake-network.ts'
import { NodeConnections, type NodeConnectionOptions } from '../../../src/net/node-connections.ts'
import { FakeDialer, frame, receive } from '../net/fakes.ts'

const CONNECTION_OPTIONS: NodeConnectionOptions = {
  maxConnections: 4,
  minConnections: 0,
  maxConnecting: 8,
  maxIdle: 55_000,
  maxDepth: 8,
  coalesceMax: 1,
  maxQueue: 100,
  drainTimeout: 3_000,
  acquireTimeout: 30_000,
  silenceLimit: 500,
}

/** A reply without bins. */
export function reply(resultCode = 0, generation = 1): Buffer {
  const body = Buffer.alloc(22)
  body[0] = 22
  body[5] = resultCode
  body.writeUInt32BE(generation, 6)
  return frame(body)
}

/** A node whose connections the test holds in its hands. */
export class FakeNode {
  readonly dialer = new FakeDialer()
  readonly node: Node

  constructor(id: string, options: Partial<NodeConnectionOptions> = {}) {
    const version = parseVersion('8.1.2.0')!
    this.node = new Node({
      identity: { id, build: '8.1.2.0', version },
      address: { host: '10.0.0.1', port: 3000 },
      channel: silentChannel(),
      connections: new NodeConnections(this.dialer.open, { ...CONNECTION_OPTIONS, ...options }),
    })
  }

  /** Messages that came in, over all connections. */
  get received(): number {
    return this.dialer.bodies.flat().length
  }

  /** Answers the command on the connection that was opened as number `index`; else the only one that is waited for. */
  answer(resultCode = 0, index?: number): void {
    const busy = this.dialer.opened.filter(
      ({ connection }) => connection.usable && connection.pending > 0 && !connection.owesAbandoned,
    )
    const opened = index === undefined ? busy : [this.dialer.opened[index]!]
    if (opened.length !== 1) throw new Error(`${opened.length} connections could answer`)
    receive(opened[0]!.connection, reply(resultCode))
  }

  /** Breaks a connection. */
  break(index = 0): void {
    this.dialer.opened[index]!.connection.closed(new Error('reset'))
  }
}

/** A state in which every partition of `test` is held by these nodes, in this order. */
export function stateOf(...nodes: FakeNode[]): ClusterState {
  return {
    nodes: new Map(nodes.map(({ node }) => [node.id, node])),
    partitions: new Map([
      [
        'test',
        {
          replicas: nodes.map(({ node }) => new Array<Node>(PARTITION_COUNT).fill(node)),
          regimes: new Uint32Array(PARTITION_COUNT),
          strong: false,
        },
      ],
    ]),
    version: 1,
  }
}

/** What surrounds a session. */
export class FakeHost {
  state: ClusterState = EMPTY_STATE
  refreshes = 0
  /** While it is not known, the first command waits for `connecting`. */
  isReady = true
  connecting: Promise<void> = Promise.resolve()
  readonly cluster: { readonly state: ClusterState; refresh(): void }

  constructor(...nodes: FakeNode[]) {
    if (nodes.length > 0) this.state = stateOf(...nodes)
    const current = (): ClusterState => this.state
    this.cluster = {
      get state() {
        return current()
      },
      refresh: () => {
        this.refreshes++
      },
    }
  }
}

/** The commands of a client, without the client. */
export interface Engine {
  readonly session: Session
  readonly execute: <Args, Result, Policy extends BasePolicy>(
    command: Command<Args, Result, Policy>,
    key: Key,
    args: Args,
    policy: Policy,
  ) => Promise<Result>
}

export function engineOn(host: FakeHost): Engine {
  const { cluster, isReady } = host
  const session = new Session({ cluster, racks: { rackIds: [] }, isReady, connect: () => host.connecting })
  return {
    session,
    execute: (command, key, args, policy) => execute(session, command, key, args, policy),
  }
}

export function engineOf(...nodes: FakeNode[]): { engine: Engine; host: FakeHost } {
  const host = new FakeHost(...nodes)
  return { engine: engineOn(host), host }
}
