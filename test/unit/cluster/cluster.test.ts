import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { chooseNode, explainNoNode } from '../../../src/cluster/choose.ts'
import type { Node } from '../../../src/cluster/node.ts'
import type { ClusterOptions } from '../../../src/cluster/options.ts'
import type { ClusterState } from '../../../src/cluster/state.ts'
import { Cluster } from '../../../src/cluster/cluster.ts'
import { CLIENT_DEFAULTS } from '../../../src/policy/client.ts'
import { VERSION } from '../../../src/version.ts'
import { FakeNetwork, FakeServer, form } from './fake-network.ts'

vi.mock(import('../../../src/timers.ts'), () => import('../../global-timers.ts'))

beforeEach(() => {
  unhandled = []
  vi.useFakeTimers()
})

const clusters: Cluster[] = []
const networks: FakeNetwork[] = []
let unhandled: unknown[] = []
const note = (error: unknown) => unhandled.push(error)
process.on('unhandledRejection', note)

afterEach(async () => {
  for (const cluster of clusters.splice(0)) cluster.close()
  await vi.advanceTimersByTimeAsync(20_000)
  // Whatever was opened is closed, no timer is left, nothing was thrown where nobody listens.
  for (const { open } of networks.splice(0)) expect(open).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
  expect(unhandled).toEqual([])
  vi.useRealTimers()
})

const DEFAULTS: ClusterOptions = { ...CLIENT_DEFAULTS, seeds: [{ host: '10.0.0.1', port: 3001 }] }

/** Servers A1, B2, C3 at 10.0.0.1:3001 … that know each other, and a cluster that is told of the first. */
function setup(count: number, options: Partial<ClusterOptions> = {}) {
  const network = new FakeNetwork()
  const servers = ['A1', 'B2', 'C3'].slice(0, count).map((id, index) => new FakeServer(id, 3001 + index))
  form(servers)
  network.add(...servers)
  networks.push(network)
  const log: string[] = []
  const problems: string[] = []
  const states: ClusterState[] = []
  const cluster = new Cluster(
    { ...DEFAULTS, ...options },
    network.hooks({
      onNodeAdded: (node) => log.push(`+${node.id}`),
      onNodeRemoved: (node) => log.push(`-${node.id}`),
      onNodeRestarted: (node) => log.push(`!${node.id}`),
      onState: (state) => states.push(state),
      onProblem: (error) => problems.push(error.message),
    }),
  )
  clusters.push(cluster)
  const [a, b, c] = servers
  return { network, servers, cluster, log, problems, states, a: a!, b: b!, c: c! }
}

/** Lets answers through without time passing. */
const answers = () => vi.advanceTimersByTimeAsync(0)
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000)

async function connected(count: number, options: Partial<ClusterOptions> = {}) {
  const all = setup(count, options)
  await all.cluster.connect()
  return all
}

function master(state: ClusterState, partition: number, namespace = 'test'): Node | undefined {
  return chooseNode(state, namespace, partition, { replica: 'master', isWrite: true, copiesPassed: 0 })
}

/** Partitions that each node is master of, by id. */
function masters(state: ClusterState): Record<string, number> {
  const counts: Record<string, number> = {}
  for (let partition = 0; partition < 4096; partition++) {
    const id = master(state, partition)?.id ?? 'nobody'
    counts[id] = (counts[id] ?? 0) + 1
  }
  return counts
}

describe('connect', () => {
  it('finds all nodes from one and knows every master, without a clock', async () => {
    const { cluster, log, network } = await connected(3)
    expect(log).toEqual(['+A1', '+B2', '+C3'])
    expect(masters(cluster.state)).toEqual({ A1: 1366, B2: 1365, C3: 1365 })
    expect([...cluster.state.nodes.values()].map(String)).toEqual([
      'A1 10.0.0.1:3001',
      'B2 10.0.0.1:3002',
      'C3 10.0.0.1:3003',
    ])
    expect(network.dialed.slice(0, 3)).toEqual(['10.0.0.1:3001', '10.0.0.1:3002', '10.0.0.1:3003'])
    expect(cluster.connected).toBe(true)
  })

  it('is one attempt for all who wait, and nothing when done', async () => {
    const { cluster, network } = setup(1)
    await Promise.all([cluster.connect(), cluster.connect()])
    await cluster.connect()
    expect(network.dialed.filter((address) => address === '10.0.0.1:3001').length).toBeLessThanOrEqual(2)
    expect(network.open).toBe(1)
  })

  it('finds peers of peers', async () => {
    const { cluster, a, b, c } = setup(3)
    a.peers = [b]
    b.peers = [a, c]
    await cluster.connect()
    await answers()
    expect([...cluster.state.nodes.keys()]).toEqual(['A1', 'B2', 'C3'])
  })

  it('passes a seed that is dead at once', async () => {
    const seeds = [
      { host: '10.0.0.9', port: 1 },
      { host: '10.0.0.1', port: 3002 },
    ]
    const { cluster } = await connected(2, { seeds })
    expect(cluster.state.nodes.size).toBe(2)
  })

  it('passes a seed that is silent after 250 ms', async () => {
    const seeds = [
      { host: '10.0.0.1', port: 3001 },
      { host: '10.0.0.1', port: 3002 },
    ]
    const { cluster, a, b } = setup(2, { seeds })
    a.behaviour = 'silent'
    b.peers = []
    const done = vi.fn()
    const connecting = cluster.connect().then(done)
    await vi.advanceTimersByTimeAsync(249)
    expect(cluster.state.nodes.size).toBe(0)
    b.peers = [a]
    await vi.advanceTimersByTimeAsync(1)
    expect([...cluster.state.nodes.keys()]).toEqual(['B2'])
    await seconds(2)
    expect(done).toHaveBeenCalledOnce()
    await connecting
  })

  it('tries all addresses of a name, both families', async () => {
    const all = setup(1, { seeds: [{ host: 'db', port: 3001 }] })
    all.network.names.set('db', ['2001:db8::9', '2001:db8::8', '10.0.0.1'])
    await all.cluster.connect()
    expect(all.network.dialed.slice(0, 2)).toEqual(['[2001:db8::9]:3001', '10.0.0.1:3001'])
  })

  it('says every address and why, and can be called again', async () => {
    const seeds = [
      { host: 'nowhere', port: 3000 },
      { host: 'db', port: 3001 },
      { host: '10.0.0.7', port: 4000 },
    ]
    const { cluster, network, a } = setup(1, { seeds })
    network.names.set('db', ['10.0.0.1', '10.0.0.2'])
    a.behaviour = 'garbage'
    const error: unknown = await cluster.connect().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    expect((error as { errors: Error[] }).errors.map(({ message }) => message)).toEqual([
      'The name nowhere cannot be resolved: getaddrinfo ENOTFOUND nowhere',
      '10.0.0.1:3001 does not speak the Aerospike protocol',
      'connect ECONNREFUSED 10.0.0.2:3001',
      'connect ECONNREFUSED 10.0.0.7:4000',
    ])
    for (const part of ['nowhere:3000', 'db:3001', '10.0.0.2:3001', 'does not speak']) {
      expect((error as Error).message).toContain(part)
    }
    expect([network.open, vi.getTimerCount()]).toEqual([0, 0])
    a.behaviour = 'up'
    await cluster.connect()
    expect(cluster.state.nodes.size).toBe(1)
  })

  it('refuses a server that is too old, and says which version it needs', async () => {
    const { cluster, a } = setup(1)
    a.build = '4.9.0.2'
    await expect(cluster.connect()).rejects.toMatchObject({
      name: 'ClusterError',
      code: 'SERVER_TOO_OLD',
      message: 'Node A1 10.0.0.1:3001 runs server 4.9.0.2, this client needs 4.9.0.3 or later',
    })
  })

  it('leaves a peer that is too old out, and says so without blaming its address', async () => {
    const { cluster, b, problems } = setup(2)
    b.build = '4.8.0.1'
    await cluster.connect()
    expect([...cluster.state.nodes.keys()]).toEqual(['A1'])
    expect(problems).toEqual([
      expect.stringMatching(/runs server 4\.8\.0\.1, this client needs 4\.9\.0\.3 or later\)$/),
    ])
  })

  it('refuses a cluster of another name, and says both names', async () => {
    const { cluster } = setup(2, { clusterName: 'mine' })
    await expect(cluster.connect()).rejects.toMatchObject({
      code: 'CLUSTER_NAME_MISMATCH',
      message: expect.stringMatching(
        /A1 10\.0\.0\.1:3001 belongs to cluster "fake", not to "mine"/,
      ) as string,
    })
    await expect(setup(2, { clusterName: 'fake' }).cluster.connect()).resolves.toBeUndefined()
  })

  it.each([
    ['a server too old', (server: FakeServer) => (server.build = '4.8.0.1'), /runs server 4\.8\.0\.1/],
    [
      'a server that is starting',
      (server: FakeServer) => (server.partitionGeneration = -1),
      /has not finished starting/,
    ],
    [
      'something else that answers',
      (server: FakeServer) => Object.assign(server, { id: 'OK!' }),
      /not as an Aerospike node/,
    ],
  ])('refuses %s', async (_, spoil, message) => {
    const { cluster, a } = setup(1)
    spoil(a)
    await expect(cluster.connect()).rejects.toThrow(message)
  })

  it('hands on that the user is refused', async () => {
    const { cluster, a } = setup(1)
    Object.assign(a, { id: 'ERROR:80:not authenticated' })
    await expect(cluster.connect()).rejects.toMatchObject({ code: 'NOT_AUTHENTICATED' })
  })

  it('ends when aborted, with everything closed', async () => {
    const { cluster, a, network } = setup(1)
    a.behaviour = 'silent'
    const abort = new AbortController()
    const failed = expect(cluster.connect(abort.signal)).rejects.toMatchObject({
      code: 'ABORTED',
      cause: 'enough',
    })
    await answers()
    abort.abort('enough')
    await failed
    await answers()
    expect([network.open, vi.getTimerCount()]).toEqual([0, 0])
    await expect(cluster.connect(abort.signal)).rejects.toMatchObject({ code: 'ABORTED' })
  })

  it('goes on for others when one of them aborts', async () => {
    const { cluster } = setup(2)
    const abort = new AbortController()
    const other = cluster.connect()
    const failed = expect(cluster.connect(abort.signal)).rejects.toMatchObject({ code: 'ABORTED' })
    abort.abort()
    await failed
    await other
    expect(cluster.state.nodes.size).toBe(2)
  })

  it('ends when the client is closed meanwhile, and after that', async () => {
    const { cluster, a } = setup(1)
    a.behaviour = 'silent'
    const failed = expect(cluster.connect()).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
    await answers()
    cluster.close()
    await failed
    await expect(cluster.connect()).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
  })

  it('is bounded when a seed is silent', async () => {
    const { cluster, a } = setup(1, { tendTimeout: 60_000, connectTimeout: 3000 })
    a.behaviour = 'silent'
    const failed = expect(cluster.connect()).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    await seconds(3)
    await failed
  })

  it('is bounded when a peer is silent, and has the others then', async () => {
    const { cluster, c } = setup(3, { tendTimeout: 60_000, connectTimeout: 3000 })
    c.behaviour = 'silent'
    const done = vi.fn()
    const connecting = cluster.connect().then(done)
    await seconds(2.9)
    expect(done).not.toHaveBeenCalled()
    await seconds(0.1)
    await connecting
    expect([...cluster.state.nodes.keys()]).toEqual(['A1', 'B2'])
  })

  it('prefers a seed with peers to one that stands alone', async () => {
    const alone = new FakeServer('D4', 3009)
    form([alone])
    const seeds = [
      { host: '10.0.0.1', port: 3009 },
      { host: '10.0.0.1', port: 3001 },
    ]
    const { cluster, network } = setup(2, { seeds })
    network.add(alone)
    await cluster.connect()
    expect([...cluster.state.nodes.keys()]).toEqual(['A1', 'B2'])
    expect(network.open).toBe(2)
  })
})

describe('addresses', () => {
  it('goes through a load balancer to the node itself', async () => {
    const { cluster, network, a, b } = setup(2, { seeds: [{ host: 'lb', port: 3000 }] })
    network.names.set('lb', ['10.9.9.9'])
    network.forwards.set('10.9.9.9:3000', () => b)
    await cluster.connect()
    expect([...cluster.state.nodes.values()].map(String).sort()).toEqual([
      'A1 10.0.0.1:3001',
      'B2 10.0.0.1:3002',
    ])
    expect(network.open).toBe(2)
    expect(a.asked).not.toContain('service-clear-std')
  })

  it('stays with the load balancer where the node cannot be reached, and says what to do', async () => {
    const { cluster, network, a, problems } = setup(1, { seeds: [{ host: '10.9.9.9', port: 3000 }] })
    network.forwards.set('10.9.9.9:3000', () => a)
    a.advertised = '172.17.0.2:3000'
    await cluster.connect()
    expect([...cluster.state.nodes.values()].map(String)).toEqual(['A1 10.9.9.9:3000'])
    expect(problems).toEqual([
      expect.stringMatching(/172\.17\.0\.2:3000 .*access-address.*useAlternateAccessAddress/s),
    ])
  })

  it('takes no loopback address for a load balancer', async () => {
    const { cluster, network, a } = setup(1, { seeds: [{ host: '127.0.0.1', port: 3000 }] })
    network.forwards.set('127.0.0.1:3000', () => a)
    await cluster.connect()
    expect([...cluster.state.nodes.values()].map(String)).toEqual(['A1 127.0.0.1:3000'])
    expect(a.asked).not.toContain('service-clear-std')
  })

  it('says what to do about a peer that cannot be reached, once, and takes it in later', async () => {
    const { cluster, b, problems } = setup(2)
    b.advertised = '172.17.0.3:3000'
    await cluster.connect()
    await seconds(5)
    expect(problems).toEqual([
      expect.stringMatching(
        /B2 cannot be reached at 172\.17\.0\.3:3000 .*access-address.*alternate-access-address/s,
      ),
    ])
    expect(explainNoNode(cluster.state, 'test', 1)).toMatchObject({ code: 'PARTITION_NOT_FOUND' })
    b.host = '172.17.0.3'
    b.port = 3000
    await seconds(1)
    expect(masters(cluster.state)).toEqual({ A1: 2048, B2: 2048 })
  })

  it('refuses a peer where another node answers', async () => {
    const { cluster, b, problems } = setup(2)
    b.advertised = '10.0.0.1:3001'
    await cluster.connect()
    expect(problems[0]).toMatch(/10\.0\.0\.1:3001 is node A1, where B2 was expected/)
  })

  it('uses the map of addresses for peers', async () => {
    const { cluster, b } = setup(2, { ipMap: { '172.17.0.3': '10.0.0.1' } })
    b.advertised = '172.17.0.3:3002'
    await cluster.connect()
    expect([...cluster.state.nodes.values()].map(String)).toEqual(['A1 10.0.0.1:3001', 'B2 10.0.0.1:3002'])
  })

  it('uses alternate addresses, and says when there are none', async () => {
    const { cluster, a, b, problems } = setup(2, { useAlternateAccessAddress: true })
    a.alternate = '10.0.0.1:3001'
    b.alternate = '10.0.0.1:3002'
    b.advertised = '172.17.0.3:3000'
    await cluster.connect()
    expect(cluster.state.nodes.size).toBe(2)
    expect(problems).toEqual([])

    const without = await connected(2, { useAlternateAccessAddress: true })
    expect(without.cluster.state.nodes.size).toBe(1)
    expect(without.problems).toEqual([expect.stringMatching(/has peers, but none with an alternate address/)])
  })

  it('keeps to one node when told to, which then has every partition', async () => {
    const { cluster, a, log } = await connected(3, { forceSingleNode: true })
    await seconds(3)
    expect(log).toEqual(['+A1'])
    expect(masters(cluster.state)).toEqual({ A1: 4096 })
    expect(a.asked.filter((command) => command.startsWith('peers-clear'))).toEqual([])
  })
})

describe('tending', () => {
  it('asks each node once a second for generations only, and changes nothing when nothing changed', async () => {
    const { cluster, a } = await connected(3)
    const { state } = cluster
    await seconds(1)
    a.asked.length = 0
    await seconds(3)
    expect(a.asked).toEqual(
      Array.from({ length: 3 }, () => ['node', 'peers-generation', 'partition-generation']).flat(),
    )
    expect(cluster.state).toBe(state)
  })

  it('gives a request to a silent node up after tendTimeout', async () => {
    const { a, problems } = await connected(1, { tendInterval: 10_000, tendTimeout: 3_000 })
    a.behaviour = 'silent'
    await vi.advanceTimersByTimeAsync(12_999)
    expect(problems).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(problems).toHaveLength(1)
  })

  it('introduces itself once on a connection', async () => {
    const { a } = await connected(1, { appId: 'shop' })
    await seconds(5)
    const introductions = () => a.asked.filter((command) => command.startsWith('user-agent-set'))
    expect(introductions()).toEqual([
      `user-agent-set:value=${Buffer.from(`1,ts-${VERSION},shop`).toString('base64')}`,
    ])
    a.behaviour = 'refuses'
    await seconds(1)
    a.behaviour = 'up'
    await seconds(3)
    expect(introductions()).toHaveLength(2)
  })

  it('spares servers that take no introduction', async () => {
    const { cluster, a } = setup(1)
    a.build = '8.0.0.5'
    await cluster.connect()
    await seconds(2)
    expect(a.asked.some((command) => command.startsWith('user-agent-set'))).toBe(false)
  })

  it('takes in a node that joins', async () => {
    const { cluster, network, a, b, log } = await connected(2)
    const { version } = cluster.state
    const c = new FakeServer('C3', 3003)
    network.add(c)
    form([a, b, c])
    await seconds(1)
    expect(log).toEqual(['+A1', '+B2', '+C3'])
    await seconds(1)
    expect(masters(cluster.state)).toEqual({ A1: 1366, B2: 1365, C3: 1365 })
    expect(cluster.state.version).toBeGreaterThan(version)
  })

  it('removes a node that left, everywhere, and closes it', async () => {
    const { cluster, a, b, c, log, network } = await connected(3)
    const node = cluster.state.nodes.get('C3')!
    c.behaviour = 'refuses'
    form([a, b])
    await seconds(2)
    expect(log.at(-1)).toBe('-C3')
    expect([node.active, network.connections.get('C3 10.0.0.1:3003')!.closed]).toEqual([false, true])
    expect(masters(cluster.state)).toEqual({ A1: 2048, B2: 2048 })
    for (const { replicas } of cluster.state.partitions.values()) {
      expect(replicas.some((column) => column.includes(node))).toBe(false)
    }
  })

  it('asks the others about a node as soon as it fails', async () => {
    const { a, b } = await connected(2)
    await vi.advanceTimersByTimeAsync(900)
    b.behaviour = 'refuses'
    a.asked.length = 0
    await vi.advanceTimersByTimeAsync(200)
    expect(a.asked).toContain('peers-clear-std')
  })

  it('keeps a failing node as long as the others know it', async () => {
    const { cluster, c, log, problems } = await connected(3)
    c.behaviour = 'refuses'
    await seconds(30)
    expect(log).toEqual(['+A1', '+B2', '+C3'])
    expect(cluster.state.nodes.get('C3')!.failures).toBeGreaterThan(20)
    expect(problems).toEqual(['connect ECONNREFUSED 10.0.0.1:3003'])
  })

  it('keeps a node that the others dropped as long as it answers and holds partitions', async () => {
    const { cluster, a, b, c, log } = await connected(3)
    a.peers = [b]
    b.peers = [a]
    a.peersGeneration++
    b.peersGeneration++
    await seconds(3)
    expect(cluster.state.nodes.has('C3')).toBe(true)
    c.claims = {}
    form([a, b])
    await seconds(3)
    expect(log.at(-1)).toBe('-C3')
  })

  it('does not believe a node that lost the others', async () => {
    const { cluster, c } = await connected(3)
    c.peers = []
    c.claims = { test: [() => true] }
    c.peersGeneration++
    c.partitionGeneration++
    await seconds(3)
    expect(masters(cluster.state)).toEqual({ A1: 1366, B2: 1365, C3: 1365 })
  })

  it('is not held up by a silent node', async () => {
    const { cluster, network, a, b, c } = await connected(3, { tendTimeout: 60_000 })
    await seconds(0.5)
    c.behaviour = 'silent'
    network.dialed.length = 0
    await seconds(1)
    const d = new FakeServer('D4', 3004)
    network.add(d)
    form([a, b, c, d])
    await seconds(1)
    expect(cluster.state.nodes.has('D4')).toBe(true)
    await seconds(1)
    expect(masters(cluster.state)).toEqual({ A1: 1365, B2: 1365, C3: 342, D4: 1024 })
    expect(network.dialed.filter((address) => address === '10.0.0.1:3003')).toHaveLength(1)
  })

  it('follows partitions that move', async () => {
    const { cluster, a, b } = await connected(2)
    const before = cluster.state
    a.claims['test']![0] = (partition) => partition === 1 || partition % 2 === 0
    b.claims['test']![0] = (partition) => partition !== 1 && partition % 2 === 1
    a.partitionGeneration++
    await seconds(1)
    expect([master(before, 1)?.id, master(cluster.state, 1)?.id]).toEqual(['B2', 'A1'])
    expect(cluster.state.nodes).toBe(before.nodes)
    const table = (state: ClusterState) => state.partitions.get('test')!
    expect(table(cluster.state).replicas[1]).toBe(table(before).replicas[1])
    expect(table(cluster.state).regimes).toBe(table(before).regimes)
    // Who lost a partition is asked again although its generation stayed.
    b.asked.length = 0
    await seconds(1)
    expect(b.asked).toContain('replicas')
  })

  it('follows regimes: a partition goes to whoever speaks under the newest', async () => {
    const { cluster, a, b } = setup(2)
    a.regime = b.regime = 5
    await cluster.connect()
    expect(cluster.state.partitions.get('test')!.strong).toBe(true)
    a.claims['test']![0] = () => true
    a.regime = 4
    a.partitionGeneration++
    await seconds(1)
    expect(masters(cluster.state)).toEqual({ A1: 2048, B2: 2048 })
    a.regime = 6
    a.partitionGeneration++
    await seconds(1)
    expect(masters(cluster.state)).toEqual({ A1: 4096 })
  })

  it('puts a node that moved at its new address in its own place at once', async () => {
    const { cluster, b, log, network } = await connected(2)
    const old = cluster.state.nodes.get('B2')!
    b.port = 3042
    b.claims['test'] = [() => false, () => false]
    await seconds(2)
    const node = cluster.state.nodes.get('B2')!
    expect(node.toString()).toBe('B2 10.0.0.1:3042')
    expect([old.active, node.active]).toEqual([false, true])
    expect(log).toEqual(['+A1', '+B2', '-B2', '+B2'])
    expect(masters(cluster.state)).toEqual({ A1: 2048, B2: 2048 })
    expect(network.connections.get('B2 10.0.0.1:3002')!.closed).toBe(true)
  })

  it('removes a node at once when another answers at its address', async () => {
    const { cluster, network, a, b, log } = await connected(2)
    const e = new FakeServer('E5', 3002)
    network.servers.splice(1, 1, e)
    form([a, e])
    e.peersGeneration = b.peersGeneration
    await seconds(2)
    expect(log).toEqual(['+A1', '+B2', '-B2', '+E5'])
    expect(masters(cluster.state)).toEqual({ A1: 2048, E5: 2048 })
  })

  it('asks a node that failed for everything again, even under the same generations', async () => {
    const { cluster, a, b } = await connected(2)
    b.behaviour = 'refuses'
    await seconds(1)
    b.behaviour = 'up'
    b.claims['test']![0] = () => true
    a.claims['test']![0] = () => false
    await seconds(2)
    expect(masters(cluster.state)).toEqual({ B2: 4096 })
  })

  it('tells of a process that started anew', async () => {
    const { a, log } = await connected(2)
    a.peersGeneration = 0
    await seconds(1)
    expect(log.at(-1)).toBe('!A1')
    await seconds(2)
    expect(log.filter((entry) => entry === '!A1')).toHaveLength(1)
  })

  it('leaves the old map alone where an answer is damaged, and says so', async () => {
    const { cluster, a, problems } = await connected(1)
    const { partitions } = cluster.state
    vi.spyOn(a, 'answer').mockImplementation((command) =>
      command === 'replicas' ? 'test:0,1,AAAA' : FakeServer.prototype.answer.call(a, command),
    )
    a.partitionGeneration++
    await seconds(2)
    expect(cluster.state.partitions).toBe(partitions)
    expect(problems).toEqual([expect.stringMatching(/partition map of test/)])
  })

  it('learns of new namespaces and new numbers of replicas', async () => {
    const { cluster, servers } = await connected(2)
    form(servers, 1, ['test', 'bar'])
    await seconds(3)
    expect([...cluster.state.partitions].map(([name, { replicas }]) => [name, replicas.length])).toEqual([
      ['test', 1],
      ['bar', 1],
    ])
    expect(cluster.state.partitions.get('test')!.replicas[0]!.includes(undefined)).toBe(false)
  })

  it('asks everybody again when the number of replicas changes', async () => {
    const { servers, a, b } = await connected(2)
    await seconds(1)
    form(servers, 1)
    b.partitionGeneration--
    b.asked.length = 0
    await seconds(2)
    expect(b.asked).toContain('replicas')
    expect(a.asked.at(-1)).toBe('partition-generation')
  })

  it('refresh() is an early look, however many ask', async () => {
    const { cluster, a } = await connected(1)
    await vi.advanceTimersByTimeAsync(500)
    a.asked.length = 0
    for (let i = 0; i < 100; i++) cluster.refresh()
    await vi.advanceTimersByTimeAsync(50)
    expect(a.asked.filter((command) => command === 'node')).toHaveLength(1)
  })

  it('survives listeners that throw', async () => {
    const network = new FakeNetwork().add(new FakeServer('A1', 3001))
    form(network.servers)
    networks.push(network)
    const fail = () => {
      throw new Error('listener')
    }
    const hooks = network.hooks({ onNodeAdded: fail, onState: fail, onProblem: fail, onNodeRemoved: fail })
    const cluster = new Cluster(DEFAULTS, hooks)
    clusters.push(cluster)
    await cluster.connect()
    network.servers[0]!.behaviour = 'refuses'
    await seconds(10)
    expect(cluster.connected).toBe(false)
  })
})

describe('all lost', () => {
  it('gives up nodes after five failures in a row and finds the cluster again through the seeds', async () => {
    const { cluster, servers, log } = await connected(2)
    servers[0]!.claims['empty'] = [() => false]
    servers[0]!.partitionGeneration++
    await seconds(1)
    expect(cluster.state.partitions.has('empty')).toBe(true)
    for (const server of servers) server.behaviour = 'refuses'
    await seconds(3)
    expect(cluster.state.nodes.size).toBe(2)
    expect(cluster.connected).toBe(false)
    await seconds(4)
    expect(cluster.state.nodes.size).toBe(0)
    expect(cluster.state.partitions.size).toBe(0)
    expect(explainNoNode(cluster.state, 'test', 0)).toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    for (const server of servers) server.behaviour = 'up'
    await seconds(2)
    expect(masters(cluster.state)).toEqual({ A1: 2048, B2: 2048 })
    expect(log.slice(-2)).toEqual(['+A1', '+B2'])
  })

  it('resolves the seeds anew, and tries the last known addresses too', async () => {
    const { cluster, network, servers, b } = setup(2, { seeds: [{ host: 'db', port: 3001 }] })
    network.names.set('db', ['10.0.0.1'])
    await cluster.connect()
    for (const server of servers) server.behaviour = 'refuses'
    await seconds(8)
    expect(cluster.state.nodes.size).toBe(0)
    b.behaviour = 'up'
    form([b])
    await seconds(3)
    expect([...cluster.state.nodes.keys()]).toEqual(['B2'])

    b.behaviour = 'refuses'
    await seconds(8)
    const moved = new FakeServer('F6', 3001, '10.0.0.66')
    form([moved])
    network.add(moved)
    network.names.set('db', ['10.0.0.66'])
    await seconds(3)
    expect([...cluster.state.nodes.values()].map(String)).toEqual(['F6 10.0.0.66:3001'])
  })

  it('forgets regimes with the cluster, since the next one may count anew', async () => {
    const { cluster, a } = setup(1)
    a.regime = 9
    await cluster.connect()
    a.behaviour = 'refuses'
    await seconds(8)
    a.behaviour = 'up'
    a.regime = 1
    await seconds(2)
    expect(masters(cluster.state)).toEqual({ A1: 4096 })
  })
})

describe('seeds', () => {
  it('are looked for in the background when the cluster need not be there at the start', async () => {
    const { network, cluster, a, problems } = setup(1, { failIfNotConnected: false })
    a.behaviour = 'refuses'
    const connecting = cluster.connect()
    await answers()
    await connecting
    expect(cluster.connected).toBe(false)
    expect(problems).toEqual([expect.stringContaining('No node of the cluster answers')])
    const before = network.dialed.length
    await seconds(3)
    expect(network.dialed.length).toBeGreaterThan(before)
    // Nothing to wait for.
    await cluster.connect()
    a.behaviour = 'up'
    await seconds(1)
    expect(cluster.connected).toBe(true)
  })

  it('are bounded by connectTimeout then too', async () => {
    const { cluster, a } = setup(1, { failIfNotConnected: false, connectTimeout: 2_000, tendTimeout: 60_000 })
    a.behaviour = 'silent'
    const connecting = cluster.connect()
    await seconds(2)
    await connecting
    expect(cluster.connected).toBe(false)
  })

  it('are added and taken back while the cluster is looked for', async () => {
    const { network, cluster, a } = await connected(1)
    network.names.set('new', ['10.0.0.7'])
    network.add(form7())
    a.behaviour = 'refuses'
    await seconds(8)
    expect(cluster.state.nodes.size).toBe(0)
    cluster.addSeed({ host: 'new', port: 3001 })
    await seconds(1)
    expect([...cluster.state.nodes.keys()]).toEqual(['D7'])
    expect(cluster.removeSeed({ host: 'new', port: 3001 })).toBe(true)
    expect(cluster.seeds).toEqual([{ host: '10.0.0.1', port: 3001 }])
  })

  function form7(): FakeServer {
    const server = new FakeServer('D7', 3001, '10.0.0.7')
    form([server])
    return server
  }
})

describe('failures of commands', () => {
  it('are counted in windows of tends, which looks that were brought forward do not shorten', async () => {
    const { cluster } = await connected(1, { maxErrorRate: 3, errorRateWindow: 2 })
    const [node] = cluster.state.nodes.values()
    const fail = (): void => {
      for (let i = 0; i < 4; i++) node!.errorRate.count(new Error(`${i}`))
    }
    await seconds(2)
    fail()
    expect(node!.avoided).toBe('errors')
    for (let i = 0; i < 10; i++) {
      cluster.refresh()
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(node!.avoided).toBe('errors')
    await seconds(2)
    expect(node!.avoided).toBeUndefined()
  })
})

describe('a node that does not answer', () => {
  it('is silent until it answers, or turns out not to be there', async () => {
    const { cluster, b, log } = await connected(3)
    const node = cluster.state.nodes.get('B2')!
    b.behaviour = 'silent'
    await seconds(3)
    expect(node.avoided).toBe('silent')
    b.behaviour = 'up'
    await seconds(2)
    expect(node.avoided).toBeUndefined()
    b.behaviour = 'silent'
    await seconds(3)
    expect(node.avoided).toBe('silent')
    b.behaviour = 'refuses'
    await seconds(2)
    expect(node.avoided).toBeUndefined()
    expect(log).not.toContain('-B2')
  })
})

describe('racks', () => {
  it('are asked for when they are wanted, and again when they change', async () => {
    const { cluster, a, b } = setup(2, { rackIds: [1] })
    a.rackIds = 'test:1'
    b.rackIds = 'test:2'
    await cluster.connect()
    await answers()
    const at = (rack: number, partition: number) =>
      chooseNode(cluster.state, 'test', partition, {
        replica: 'preferRack',
        rackIds: [rack],
        isWrite: false,
        copiesPassed: 0,
      })?.id
    expect([at(1, 0), at(1, 1), at(2, 0), at(2, 1)]).toEqual(['A1', 'A1', 'B2', 'B2'])
    const { version } = cluster.state
    a.rackIds = 'test:2'
    b.rackIds = 'test:1'
    a.rebalanceGeneration++
    b.rebalanceGeneration++
    await seconds(1)
    expect([at(1, 0), at(2, 1)]).toEqual(['B2', 'A1'])
    expect(cluster.state.version).toBeGreaterThan(version)
  })

  it('are not missed where a server has none, which is said once', async () => {
    const { cluster, problems } = await connected(2, { rackIds: [1] })
    await seconds(5)
    expect(cluster.connected).toBe(true)
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.every((message) => /enterprise/i.test(message))).toBe(true)
    expect(problems.length).toBeLessThanOrEqual(1)
  })
})

describe('close', () => {
  it('closes every node, says so, and stays closed', async () => {
    const { cluster, log, network } = await connected(3)
    cluster.close()
    expect([network.open, cluster.state.nodes.size, vi.getTimerCount()]).toEqual([0, 0, 0])
    expect(log.slice(-3)).toEqual(['-A1', '-B2', '-C3'])
    cluster.refresh()
    cluster.close()
    await seconds(5)
    expect(network.open).toBe(0)
  })
})
