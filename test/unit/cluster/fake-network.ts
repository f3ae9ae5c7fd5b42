import { formatAddress, type Address } from '../../../src/address.ts'
import { Node } from '../../../src/cluster/node.ts'
import type { ClusterHooks } from '../../../src/cluster/options.ts'
import { parseVersion } from '../../../src/cluster/version.ts'
import { clientError } from '../../../src/errors/index.ts'
import type { InfoChannel, PendingInfo } from '../../../src/net/info-channel.ts'
import type { NodeConnections } from '../../../src/net/node-connections.ts'

/** A map of partitions as a node sends it. */
export function bitmap(owns: (partition: number) => boolean): string {
  const bytes = Buffer.alloc(512)
  for (let partition = 0; partition < 4096; partition++) {
    if (owns(partition)) bytes[partition >> 3]! |= 0x80 >> (partition & 7)
  }
  return bytes.toString('base64')
}

export function fakeConnections(): NodeConnections & { closed: boolean } {
  const connections = {
    closed: false,
    silent: false,
    listen: () => undefined,
    warm: () => Promise.resolve(),
    heard() {
      connections.silent = false
    },
    missed() {
      connections.silent = true
    },
    close() {
      connections.closed = true
    },
  }
  return connections as unknown as NodeConnections & { closed: boolean }
}

/** A request to a fake. */
export function pending(answer: Promise<ReadonlyMap<string, string>>): PendingInfo {
  return { answer, sent: true, fail: () => undefined }
}

/** A channel that answers nothing. */
export function silentChannel(): InfoChannel {
  return {
    request: () => pending(Promise.resolve(new Map())),
    administer: () => ({ answer: Promise.resolve(), sent: true, fail: () => undefined }),
    close: () => undefined,
  }
}

/** A node that nobody asks anything. */
export function plainNode(id: string, port = 3000): Node {
  const version = parseVersion('8.1.2.0')!
  return new Node({
    identity: { id, build: '8.1.2.0', version },
    address: { host: '127.0.0.1', port },
    channel: silentChannel(),
    connections: fakeConnections(),
  })
}

/** How a listener at an address behaves. */
export type Behaviour = 'up' | 'refuses' | 'silent' | 'garbage'

/** A server: its answers are computed from these fields when it is asked. */
export class FakeServer {
  readonly id: string
  host: string
  port: number
  behaviour: Behaviour = 'up'
  build = '8.1.2.0'
  clusterName = 'fake'
  peersGeneration = 1
  partitionGeneration = 1
  rebalanceGeneration = 1
  rackIds = 'ERROR:25:enterprise only'
  regime = 0
  peers: FakeServer[] = []
  /** What it advertises; its own address unless set. */
  advertised: string | undefined
  alternate = ''
  /** By namespace, by replica: which partitions it claims. */
  claims: Record<string, ((partition: number) => boolean)[]> = {}
  readonly asked: string[] = []

  constructor(id: string, port: number, host = '10.0.0.1') {
    this.id = id
    this.port = port
    this.host = host
  }

  get service(): string {
    return this.advertised ?? formatAddress(this)
  }

  answer(command: string): string {
    this.asked.push(command)
    const [name = ''] = command.split(':')
    const answers: Record<string, () => string> = {
      node: () => this.id,
      build: () => this.build,
      'cluster-name': () => this.clusterName,
      'peers-generation': () => `${this.peersGeneration}`,
      'partition-generation': () => `${this.partitionGeneration}`,
      'rebalance-generation': () => `${this.rebalanceGeneration}`,
      'rack-ids': () => this.rackIds,
      'service-clear-std': () => this.service,
      'service-clear-alt': () => this.alternate,
      'peers-clear-std': () => this.#peers((peer) => peer.service),
      'peers-clear-alt': () => this.#peers((peer) => peer.alternate),
      'user-agent-set': () => 'ok',
      replicas: () => this.#replicas(),
    }
    return answers[name]?.() ?? 'ERROR:4:unrecognized command'
  }

  #peers(address: (peer: FakeServer) => string): string {
    const listed = this.peers.filter((peer) => address(peer) !== '')
    return `${this.peersGeneration},3000,[${listed.map((peer) => `[${peer.id},,[${address(peer)}]]`).join(',')}]`
  }

  #replicas(): string {
    return Object.entries(this.claims)
      .map(([name, maps]) => `${name}:${this.regime},${maps.length},${maps.map(bitmap).join(',')}`)
      .join(';')
  }
}

/** Partition p is held by servers p, p+1, … (modulo their number); everybody knows everybody. */
export function form(servers: readonly FakeServer[], replicas = 2, namespaces = ['test']): void {
  const count = Math.min(replicas, servers.length)
  for (const [index, server] of servers.entries()) {
    server.peers = servers.filter((other) => other !== server)
    server.peersGeneration++
    server.partitionGeneration++
    for (const namespace of namespaces) {
      server.claims[namespace] = Array.from(
        { length: count },
        (_, replica) => (partition: number) => (partition + replica) % servers.length === index,
      )
    }
  }
}

/** An in-memory network: answers come a microtask later, or never. */
export class FakeNetwork {
  readonly servers: FakeServer[] = []
  readonly names = new Map<string, readonly string[]>()
  readonly dialed: string[] = []
  readonly connections = new Map<string, ReturnType<typeof fakeConnections>>()
  /** Other addresses that lead to a server, as a load balancer or a tunnel. */
  readonly forwards = new Map<string, () => FakeServer>()
  open = 0

  add(...servers: FakeServer[]): this {
    this.servers.push(...servers)
    return this
  }

  find(address: Address): FakeServer | undefined {
    const forward = this.forwards.get(formatAddress(address))
    if (forward !== undefined) return forward()
    return this.servers.find(({ host, port }) => host === address.host && port === address.port)
  }

  hooks(more: Partial<ClusterHooks> = {}): ClusterHooks {
    return {
      openChannel: (address) => this.#channel(address),
      openConnections: (identity, address) => {
        const connections = fakeConnections()
        this.connections.set(`${identity.id} ${formatAddress(address)}`, connections)
        return connections
      },
      lookup: async (name) => {
        const ips = this.names.get(name)
        if (ips === undefined) throw new Error(`getaddrinfo ENOTFOUND ${name}`)
        return ips
      },
      ...more,
    }
  }

  #channel(address: Address): InfoChannel {
    const text = formatAddress(address)
    const fail: Set<(error: Error) => void> = new Set()
    let closed = false
    this.open++
    const answer = async (commands: readonly string[], timeout: number) => {
      this.dialed.push(text)
      await Promise.resolve()
      if (closed) throw clientError('CONNECTION_LOST', 'The info connection is closed')
      const server = this.find(address)
      const behaviour = server?.behaviour ?? 'refuses'
      if (server === undefined || behaviour === 'refuses') {
        throw clientError('CONNECT_FAILED', `connect ECONNREFUSED ${text}`, { node: text })
      }
      if (behaviour === 'garbage')
        throw clientError('PROTOCOL', `${text} does not speak the Aerospike protocol`, { node: text })
      if (behaviour === 'silent') return silence(timeout, text, fail)
      return new Map(commands.map((command) => [command, server.answer(command)]))
    }
    return {
      ...silentChannel(),
      request: (commands, timeout) => pending(answer(commands, timeout)),
      close: () => {
        if (closed) return
        closed = true
        this.open--
        for (const reject of fail) reject(clientError('CONNECTION_LOST', 'The info connection is closed'))
      },
    }
  }
}

function silence(timeout: number, text: string, fail: Set<(error: Error) => void>): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => {
      reject(clientError('TIMEOUT', `${text} did not answer within ${timeout} ms`))
    }, timeout)
    fail.add((error) => {
      clearTimeout(timer)
      reject(error)
    })
  })
}
