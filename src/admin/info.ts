import { allNodes, ask, type FeatureHost, oneNode } from '../execute/feature-host.ts'
import { INFO_DEFAULTS, INFO_OPTIONS, type InfoOptions } from '../policy/query.ts'
import { resolveOptions } from '../policy/table.ts'
import type { AerospikeError } from '../errors/index.ts'
import { asError } from '../execute/call.ts'
import { parsePairs } from '../wire/info.ts'
import { InfoRecords } from '../wire/info-records.ts'
import { checkKnown, NAMESPACE_MAX } from './namespace.ts'

/** What one node answered. */
export type NodeAnswer =
  | { readonly node: string; readonly answer: string }
  | { readonly node: string; readonly error: AerospikeError }

/** A set, added up over the nodes: copies count too. */
export interface SetInfo {
  readonly namespace: string
  /** Empty when it cannot be told. */
  readonly name: string
  /** Records, with every copy of them. */
  readonly objects: number
  readonly tombstones: number
  readonly dataUsedBytes: number
  readonly truncating: boolean
  readonly indexes: number
  /**
   * Null when the name is certain. Else the text that a node gave, whose name is no UTF-8 or can be read in several ways; such
   * an entry is what one node has, and nothing was added to it.
   */
  readonly ambiguous: string | null
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
  const answer = await info(host, 'namespaces', options)
  const known = [...host.cluster.state.partitions.keys()]
  const names = new InfoRecords(
    [{ key: 'name', lead: '', name: { max: NAMESPACE_MAX, not: ';', known } }],
    '(?:;|$)',
  )
  return names.readAll(answer).map(({ values }) => values.get('name') ?? '')
}

/** The sets of a namespace, added up over all nodes. */
export async function listSets(
  host: FeatureHost,
  namespace: string,
  options?: InfoOptions,
): Promise<SetInfo[]> {
  const { timeout } = resolveOptions(INFO_OPTIONS, INFO_DEFAULTS, options, 'listSets')
  await checkKnown(host, namespace, timeout)
  const answers = await fromAll(host, 'sets', timeout)
  const known = [...host.cluster.state.partitions.keys()]
  const sets = answers.flatMap(({ answer }) => parseSets(answer, known))
  // Where not even the namespace is certain, it is left empty.
  return sumSets(sets.filter((set) => set.namespace === namespace || set.namespace === ''))
}

/** Adds up what the nodes say of each set, as far as it is certain which set it is. */
function sumSets(all: readonly SetInfo[]): SetInfo[] {
  const sets = new Map<string, SetInfo>()
  const unclear: SetInfo[] = []
  for (const set of all) {
    const known = sets.get(set.name)
    if (set.ambiguous !== null) unclear.push(set)
    else sets.set(set.name, known === undefined ? set : addSets(known, set))
  }
  return [...sets.values(), ...unclear]
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

/** Bytes of a set's name, at most (AS_SET_NAME_MAX_SIZE, server as/include/base/datamodel.h, 8.1.2). */
const SET_MAX = 63

/**
 * `ns=…:set=…:objects=…:…;` for each set. A name may hold all of that, but only up to 63 bytes of it, and the figures
 * behind a name are longer. Older servers have other figures, and call the bytes by the place they are in: which ones they
 * have, the last set tells, behind whose figures nothing follows.
 * @param known names of namespaces; there may be others
 */
export function parseSets(answer: string, known: readonly string[]): SetInfo[] {
  const figures = answer.slice(answer.lastIndexOf(':objects=')).match(/:[\w-]+(?==)/g) ?? []
  const records = new InfoRecords(
    [
      { key: 'ns', lead: 'ns=', name: { max: NAMESPACE_MAX, known } },
      { key: 'set', lead: ':set=', name: { max: SET_MAX } },
      ...figures.map((name) => ({ key: name.slice(1), lead: `${name}=`, value: '[^:;]*' })),
    ],
    ';',
  )
  return records.readAll(answer).map(({ values, ambiguous }) => {
    const number = (...names: string[]): number => {
      for (const name of names) if (values.has(name)) return Number(values.get(name))
      return 0
    }
    return {
      namespace: values.get('ns') ?? '',
      name: values.get('set') ?? '',
      objects: number('objects'),
      tombstones: number('tombstones'),
      dataUsedBytes: number('data_used_bytes', 'memory_data_bytes', 'device_data_bytes'),
      truncating: values.get('truncating') === 'true',
      indexes: number('sindexes'),
      ambiguous,
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
