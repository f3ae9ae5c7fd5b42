import { allNodes, ask, type FeatureHost, oneNode } from '../execute/feature-host.ts'
import { INFO_DEFAULTS, INFO_OPTIONS } from '../policy/query.ts'
import { resolveOptions } from '../policy/table.ts'
import type { AerospikeError } from '../errors/index.ts'
import { asError } from '../execute/call.ts'
import { parsePairs } from '../wire/info.ts'
import { checkKnown } from './namespace.ts'
import type { InfoOptions } from '../policy/query-options.ts'

/** What one node answered. */
export type NodeAnswer =
  | { readonly node: string; readonly answer: string }
  | { readonly node: string; readonly error: AerospikeError }

/** A set, added up over the nodes: copies count too. */
export interface SetInfo {
  readonly namespace: string
  readonly name: string
  /** Records, with every copy of them. */
  readonly objects: number
  readonly tombstones: number
  readonly dataUsedBytes: number
  readonly truncating: boolean
  readonly indexes: number
}

/** Figures and settings of a namespace on one node, by the server's own names. */
export interface NamespaceStatistics {
  readonly node: string
  readonly objects: number
  readonly masterObjects: number
  readonly all: ReadonlyMap<string, string>
}

/** Figures of a node, by the server's own names. */
export interface NodeStatistics {
  readonly node: string
  readonly all: ReadonlyMap<string, string>
}

/** Asks one node: any, or the one that `options.node` names. Gives its answer as it is. @throws when the node refuses */
export async function info(host: FeatureHost, command: string, options?: InfoOptions): Promise<string> {
  const { timeout, node } = resolveOptions(INFO_OPTIONS, INFO_DEFAULTS, options, 'info')
  return ask(host, await oneNode(host, node), command, timeout)
}

/** Asks all nodes; one that refuses or does not answer has an error instead of an answer. */
export async function infoAll(
  host: FeatureHost,
  command: string,
  options?: Omit<InfoOptions, 'node'>,
): Promise<NodeAnswer[]> {
  const { timeout } = resolveOptions(INFO_OPTIONS, INFO_DEFAULTS, options, 'infoAll')
  const nodes = await allNodes(host)
  return Promise.all(
    nodes.map(async (node): Promise<NodeAnswer> => {
      try {
        return { node: node.id, answer: await ask(host, node, command, timeout) }
      } catch (error) {
        return { node: node.id, error: asError(error) }
      }
    }),
  )
}

async function fromAll(
  host: FeatureHost,
  command: string,
  timeout: number,
): Promise<{ node: string; answer: string }[]> {
  const nodes = await allNodes(host)
  return Promise.all(
    nodes.map(async (node) => ({ node: node.id, answer: await ask(host, node, command, timeout) })),
  )
}

/** The names of the cluster's namespaces. */
export async function listNamespaces(host: FeatureHost, options?: InfoOptions): Promise<string[]> {
  return (await info(host, 'namespaces', options)).split(';').filter((name) => name !== '')
}

/** The sets of a namespace, added up over all nodes. */
export async function listSets(
  host: FeatureHost,
  namespace: string,
  options?: InfoOptions,
): Promise<SetInfo[]> {
  const { timeout } = resolveOptions(INFO_OPTIONS, INFO_DEFAULTS, options, 'listSets')
  await checkKnown(host, namespace, timeout)
  const sets = new Map<string, SetInfo>()
  for (const { answer } of await fromAll(host, 'sets', timeout)) {
    for (const set of parseSets(answer)) {
      if (set.namespace !== namespace) continue
      const known = sets.get(set.name)
      sets.set(set.name, known === undefined ? set : addSets(known, set))
    }
  }
  return [...sets.values()]
}

function addSets(a: SetInfo, b: SetInfo): SetInfo {
  return {
    ...a,
    objects: a.objects + b.objects,
    tombstones: a.tombstones + b.tombstones,
    dataUsedBytes: a.dataUsedBytes + b.dataUsedBytes,
    truncating: a.truncating || b.truncating,
  }
}

/** `ns=…:set=…:objects=…:…;` for each set. Older servers call the bytes by the place they are in. */
export function parseSets(answer: string): SetInfo[] {
  return answer
    .split(';')
    .filter((line) => line !== '')
    .map((line) => {
      const pairs = parsePairs(line, ':')
      const number = (...names: string[]): number => {
        for (const name of names) if (pairs.has(name)) return Number(pairs.get(name))
        return 0
      }
      return {
        namespace: pairs.get('ns') ?? '',
        name: pairs.get('set') ?? '',
        objects: number('objects'),
        tombstones: number('tombstones'),
        dataUsedBytes: number('data_used_bytes', 'memory_data_bytes', 'device_data_bytes'),
        truncating: pairs.get('truncating') === 'true',
        indexes: number('sindexes'),
      }
    })
}

/** Figures and settings of a namespace, from every node. */
export async function namespaceStatistics(
  host: FeatureHost,
  namespace: string,
  options?: InfoOptions,
): Promise<NamespaceStatistics[]> {
  const { timeout } = resolveOptions(INFO_OPTIONS, INFO_DEFAULTS, options, 'namespaceStatistics')
  await checkKnown(host, namespace, timeout)
  const answers = await fromAll(host, `namespace/${namespace}`, timeout)
  return answers.map(({ node, answer }) => {
    const all = parsePairs(answer)
    return {
      node,
      objects: Number(all.get('objects') ?? 0),
      masterObjects: Number(all.get('master_objects') ?? 0),
      all,
    }
  })
}

/** Figures of the nodes themselves. */
export async function nodeStatistics(host: FeatureHost, options?: InfoOptions): Promise<NodeStatistics[]> {
  const { timeout } = resolveOptions(INFO_OPTIONS, INFO_DEFAULTS, options, 'nodeStatistics')
  const answers = await fromAll(host, 'statistics', timeout)
  return answers.map(({ node, answer }) => ({ node, all: parsePairs(answer) }))
}
