import type { AerospikeError } from '../errors/index.ts'
import { asError } from '../execute/as-error.ts'
import { ask } from '../execute/info.ts'
import type { Session } from '../execute/session.ts'
import { administer, type AllNodesOptions, askAll } from './administer.ts'
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
export function info(session: Session, command: string, options?: InfoOptions): Promise<string> {
  return administer(session, 'info', options, async (scope, node) => ask(scope, await node(), command))
}

/** Asks all nodes; one that refuses or does not answer has an error instead of an answer. */
export function infoAll(session: Session, command: string, options?: AllNodesOptions): Promise<NodeAnswer[]> {
  return administer(session, 'infoAll', options, async (scope) => {
    const nodes = await scope.nodes()
    return Promise.all(
      nodes.map(async (node): Promise<NodeAnswer> => {
        try {
          return { node: node.id, answer: await ask(scope, node, command) }
        } catch (error) {
          // The time limit leaves the answers that came; whoever aborts wants none.
          if (scope.failure !== undefined && scope.failure.code !== 'TIMEOUT') throw scope.failure
          return { node: node.id, error: asError(error) }
        }
      }),
    )
  })
}

/** The names of the namespaces. */
export function listNamespaces(session: Session, options?: InfoOptions): Promise<string[]> {
  return administer(session, 'listNamespaces', options, async (scope, node) => {
    const answer = await ask(scope, await node(), 'namespaces')
    return answer.split(';').filter((name) => name !== '')
  })
}

/** The sets of a namespace, added up over all nodes. */
export function listSets(session: Session, namespace: string, options?: AllNodesOptions): Promise<SetInfo[]> {
  return administer(session, 'listSets', options, async (scope) => {
    await checkKnown(scope, namespace)
    const sets = new Map<string, SetInfo>()
    for (const { answer } of await askAll(scope, 'sets')) {
      for (const set of parseSets(answer)) {
        if (set.namespace !== namespace) continue
        const known = sets.get(set.name)
        sets.set(set.name, known === undefined ? set : addSets(known, set))
      }
    }
    return [...sets.values()]
  })
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
export function namespaceStatistics(
  session: Session,
  namespace: string,
  options?: AllNodesOptions,
): Promise<NamespaceStatistics[]> {
  return administer(session, 'namespaceStatistics', options, async (scope) => {
    await checkKnown(scope, namespace)
    const answers = await askAll(scope, `namespace/${namespace}`)
    return answers.map(({ node, answer }) => {
      const all = parsePairs(answer)
      const number = (name: string): number => Number(all.get(name) ?? 0)
      return { node, objects: number('objects'), masterObjects: number('master_objects'), all }
    })
  })
}

/** Figures of the nodes themselves. */
export function nodeStatistics(session: Session, options?: AllNodesOptions): Promise<NodeStatistics[]> {
  return administer(session, 'nodeStatistics', options, async (scope) => {
    const answers = await askAll(scope, 'statistics')
    return answers.map(({ node, answer }) => ({ node, all: parsePairs(answer) }))
  })
}
