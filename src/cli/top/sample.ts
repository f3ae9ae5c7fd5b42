import type { Client, NodeStats, SetInfo } from '../../index.ts'
import { isError } from '../../kinds.ts'
import { parsePairs } from '../../wire/info.ts'
import type { Figures } from '../../observe/server-counters.ts'
import { codeOf } from '../usage.ts'
import { type Histogram, parseLatencies } from './histograms.ts'

/** What is known of a node at one moment. */
export interface NodeSample {
  readonly id: string
  readonly address: string
  readonly build: string
  /** Why the node did not tell anything; undefined when it did. */
  readonly fault?: string
  readonly isAvoided: boolean
  readonly isLost: boolean
  readonly statistics: Figures
  readonly namespaces: ReadonlyMap<string, Figures>
  readonly histograms: readonly Histogram[]
  /** Commands of this client under way at the node, and its open connections to it. */
  readonly load: number
  readonly open: number
  /** Milliseconds that this client's last look at the node took. */
  readonly ping: number | undefined
}

/** What a cluster has told at one moment. */
export interface Sample {
  /** Milliseconds of a clock that only goes forward. */
  readonly at: number
  readonly nodes: readonly NodeSample[]
  readonly sets: readonly SetInfo[]
  /** Calls of this client that have not ended. */
  readonly inFlight: number
}

/** Asks the nodes for what they count. What one does not tell is left out; only a client that is closed fails. */
export async function takeSample(client: Client, timeout: number): Promise<Sample> {
  const names = await orNothing(client.listNamespaces({ timeout }), [])
  const { nodes: known, inFlight } = client.stats()
  const [nodes, sets] = await Promise.all([
    Promise.all(known.map((node) => askNode(client, node, names, timeout))),
    Promise.all(names.map((name) => orNothing(client.listSets(name, { timeout }), []))),
  ])
  return { at: performance.now(), nodes, sets: sets.flat(), inFlight }
}

async function askNode(
  client: Client,
  { id, address, build, load, open, avoided, tend }: NodeStats,
  names: readonly string[],
  timeout: number,
): Promise<NodeSample> {
  const ask = (command: string): Promise<string> => client.info(command, { node: id, timeout })
  const known = {
    ...{ id, address, build, load, open },
    isAvoided: avoided !== undefined,
    isLost: false,
    ping: tend.count === 0 ? undefined : tend.duration,
  }
  try {
    const [statistics, latencies, ...namespaces] = await Promise.all([
      ask('statistics'),
      // Servers before 5.1 do not know it.
      orNothing(ask('latencies:'), ''),
      ...names.map((name) => ask(`namespace/${name}`)),
    ])
    return {
      ...known,
      statistics: parsePairs(statistics),
      namespaces: new Map(namespaces.map((answer, at) => [names[at] ?? '', parsePairs(answer)])),
      histograms: parseLatencies(latencies),
    }
  } catch (error) {
    rethrowClosed(error)
    return { ...known, ...NOTHING, fault: isError(error) ? error.message : String(error) }
  }
}

const NOTHING = { statistics: new Map(), namespaces: new Map(), histograms: [] } as const

async function orNothing<T>(answer: Promise<T>, nothing: T): Promise<T> {
  try {
    return await answer
  } catch (error) {
    // A node that is gone is told about where its figures would stand.
    rethrowClosed(error)
    return nothing
  }
}

function rethrowClosed(error: unknown): void {
  if (isError(error) && codeOf(error) === 'CLIENT_CLOSED') throw error
}

/** Keeps the nodes of the sample before that the client does not have any more, so that a loss is seen. */
export function withLost(before: Sample | undefined, after: Sample): Sample {
  const here = new Set(after.nodes.map(({ id }) => id))
  const lost = (before?.nodes ?? [])
    .filter(({ id }) => !here.has(id))
    .map((node) => ({
      ...node,
      ...NOTHING,
      isLost: true,
      isAvoided: false,
      load: 0,
      open: 0,
      ping: undefined,
    }))
  return { ...after, nodes: [...after.nodes, ...lost] }
}
