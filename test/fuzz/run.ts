import { AerospikeError, Client, filter, Key, lists, maps, ops, rows } from '../../src/index.ts'
import { startMemoryServer } from '../../src/testing/index.ts'
import { hostileNode } from './hostile.ts'

/** What a run found. */
export interface FuzzResult {
  readonly mangled: number
  readonly calls: number
  /** By the code of the error; `ok` for answers that could be read. */
  readonly outcomes: { readonly [code: string]: number }
  /** What was thrown that is no error of ours. Must be empty. */
  readonly foreign: readonly unknown[]
  /** Most milliseconds that a call took. */
  readonly longest: number
  /** Whether the client works as ever with a node that is good again. */
  readonly recovered: boolean
}

/** What a run is. */
export interface FuzzOptions {
  /** Answers to be mangled. */
  readonly frames: number
  readonly seed: number
  /** Share of the answers to commands that are mangled. Default: a third. */
  readonly rate?: number
  /** Told now and then of how many were mangled. */
  readonly progress?: (mangled: number) => void
}

const TIMEOUT = 300
const LOOPS = 24
const TOLD_EVERY = 10_000
const KEYS = Array.from({ length: 64 }, (_, i) => new Key('test', 'fuzz', i))

/** All kinds of calls, of a client that the answers of a hostile node come to. */
export async function fuzz({ frames, seed, rate = 1 / 3, progress }: FuzzOptions): Promise<FuzzResult> {
  const server = await startMemoryServer()
  const [node] = server.nodes
  const hostile = await hostileNode(node?.port as number, seed, rate)
  const foreign: unknown[] = []
  const note = (error: unknown): void => void foreign.push(error)
  process.on('uncaughtException', note).on('unhandledRejection', note)
  const client = new Client({
    ...{ hosts: hostile.address, tendInterval: 250, tendTimeout: 300, dialTimeout: 1_000, drainTimeout: 200 },
    ...{ maxErrorRate: 0, silenceLimit: 200, failIfNotConnected: false, connectTimeout: 2_000 },
  })
  const calls = callsOf(client)
  const outcomes: { [code: string]: number } = {}
  const figures = { calls: 0, longest: 0 }

  async function step(i: number): Promise<void> {
    const call = calls[i % calls.length] as (i: number) => Promise<unknown>
    const begun = performance.now()
    const outcome = await endsOf(call(i), i % calls.length).then(
      () => 'ok',
      (error: unknown) => {
        if (!(error instanceof AerospikeError)) foreign.push(error)
        return error instanceof AerospikeError ? error.code : 'foreign'
      },
    )
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    figures.calls++
    figures.longest = Math.max(figures.longest, performance.now() - begun)
  }

  let told = 0
  async function loop(worker: number): Promise<void> {
    for (let i = worker; hostile.counts.mangled < frames; i += LOOPS) {
      await step(i)
      // What is refused at once would else keep the turn for itself.
      await new Promise((resolve) => setImmediate(resolve))
      if (hostile.counts.mangled - told < TOLD_EVERY) continue
      told = hostile.counts.mangled
      progress?.(told)
    }
  }

  await Promise.all(Array.from({ length: LOOPS }, (_, worker) => loop(worker)))
  hostile.reform()
  const recovered = await recovers(client)
  await client.close({ timeout: 1_000 })
  await hostile.close()
  await server.close()
  process.off('uncaughtException', note).off('unhandledRejection', note)
  return { mangled: hostile.counts.mangled, outcomes, foreign, recovered, ...figures }
}

/** A call that has not ended long after its limit never will. */
const HANGS_AFTER = 20_000

function endsOf(call: Promise<unknown>, number: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`Call ${number} of the list did not end`))
    }, HANGS_AFTER)
    call.then(resolve, reject).finally(() => {
      clearTimeout(timer)
    })
  })
}

function callsOf(client: Client): readonly ((i: number) => Promise<unknown>)[] {
  const key = (i: number): Key => KEYS[i % KEYS.length] as Key
  const limits = { timeout: TIMEOUT, socketTimeout: TIMEOUT }
  const bins = {
    a: 1,
    b: 'text',
    l: [1, 'two', { three: 3 }],
    m: { x: [1], y: null },
    d: 1.5,
    z: Buffer.alloc(40),
  }
  return [
    (i) => client.put(key(i), bins, limits),
    (i) => client.get(key(i), limits),
    (i) => Promise.all(KEYS.slice(0, 12).map((each) => client.get(each, { ...limits, maxRetries: i % 2 }))),
    (i) => client.operate(key(i), [lists.append('l', i), maps.size('m'), ops.read('b')], limits),
    (i) => client.exists(key(i), { ...limits, compress: true }),
    () => client.getMany(KEYS, limits),
    (i) => client.batch([rows.put(key(i), bins), rows.get(key(i + 1)), rows.remove(key(i + 2))], limits),
    () =>
      client
        .query('test', 'fuzz')
        .options({ ...limits, maxRetries: 1 })
        .toArray(),
    () =>
      client
        .query('test', 'fuzz')
        .where(filter.equal('a', 1))
        .options({ ...limits, maxRetries: 0 })
        .page(5),
    () => client.query('test', 'fuzz').execute([ops.add('a', 1)], limits),
    () => client.info('namespaces', { timeout: TIMEOUT }),
    () => client.listSets('test', { timeout: TIMEOUT }),
    () => client.namespaceStatistics('test', { timeout: TIMEOUT }),
    () => client.listIndexes('test', { timeout: TIMEOUT }),
    (i) => client.touch(key(i), limits),
  ]
}

/** Whether it works again, for as long as it takes the next looks at the cluster. */
async function recovers(client: Client): Promise<boolean> {
  const [key] = KEYS as [Key]
  for (let i = 0; i < 200; i++) {
    const works = await client.put(key, { a: 7 }, { timeout: 1_000 }).then(
      () => true,
      () => false,
    )
    if (works) return (await client.get(key, { timeout: 60_000, maxRetries: 20 }))?.bins['a'] === 7
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return false
}
