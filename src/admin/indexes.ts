import { isAtLeast, type Version } from '../cluster/version.ts'
import { requireFeature } from '../cluster/features.ts'
import type { Node } from '../cluster/node.ts'
import type { ClusterState } from '../cluster/state.ts'
import { filterBytes } from '../commands/fields.ts'
import { AerospikeError, clientError, ResultCode, quoteName } from '../errors/index.ts'
import { ask, infoValue } from '../execute/info.ts'
import type { Scope } from '../execute/scope.ts'
import type { Session } from '../execute/session.ts'
import { contextToBase64 } from '../collections/context-base64.ts'
import { type Context, hasContext } from '../collections/context-step.ts'
import { parsePairs } from '../wire/info.ts'
import { administer, askAll } from './administer.ts'
import { readIndexes } from '../indexes/index-cache.ts'
import { type IndexInfo, type IndexKind, KINDS } from '../indexes/index-list.ts'
import { checkBin } from '../collections/bin-name.ts'
import { INDEX_NAME_MAX, NAMESPACE_MAX, SET_NAME_MAX } from '../wire/names.ts'
import { checkKnown } from './namespace.ts'
import { Task } from './task.ts'
import type { FilterExpression } from '../policy/filter-expression.ts'
import type { InfoOptions } from '../policy/query-options.ts'

/** What kind of values an index holds. */
export type IndexType = 'numeric' | 'string' | 'blob' | 'geo2dsphere'

/** An index to be made: of a bin, of an expression, or of a set (`collection: 'set'`). */
export interface IndexDefinition {
  readonly namespace: string
  readonly set?: string | undefined
  readonly name: string
  readonly bin?: string | undefined
  /** Instead of a bin (server 8.1 and later). */
  readonly expression?: FilterExpression | undefined
  readonly type?: IndexType | undefined
  readonly collection?: IndexKind | undefined
  /** The way to a place in the bin. */
  readonly context?: Context | undefined
}

/** Figures of an index, of one node. */
export interface IndexStatistics {
  readonly node: string
  readonly entries: number
  readonly usedBytes: number
  readonly entriesPerValue: number
  readonly entriesPerRecord: number
  /** How much of it is built, in percent. */
  readonly loadPercent: number
  /** Seconds it took to build. */
  readonly loadTime: number
  /** All figures, by the server's own names. */
  readonly all: ReadonlyMap<string, string>
}

const TYPES: readonly string[] = ['numeric', 'string', 'blob', 'geo2dsphere']
const COMPLETE = 100

/**
 * Makes an index. One that is there already under this name is kept; one of the same definition under another name gets this
 * name (server as/src/sindex/sindex_manager.c, 8.1.2). The task waits until all nodes have built it.
 * @throws IndexError `INDEX_EXISTS` when the name belongs to an index of another definition
 * @throws ClusterError `NAMESPACE_NOT_FOUND`, `SERVER_TOO_OLD`
 */
export function createIndex(
  session: Session,
  definition: IndexDefinition,
  options?: InfoOptions,
): Promise<Task> {
  return administer(session, 'createIndex', options, async (scope, find) => {
    checkParts(definition)
    const { namespace, name } = definition
    const node = await find()
    requireFeaturesOf(definition, session.cluster.state)
    const command = createCommand(definition, node.identity.version)
    await checkKnown(scope, namespace)
    await ask(scope, node, command, { changes: true })
    return new Task(session, `The index ${name}`, async (wait) => {
      const nodes = await wait.nodes()
      const stats = await Promise.all(nodes.map((each) => statOf(wait, each, namespace, name)))
      // A node that has not heard of it has built nothing.
      return stats.every((stat) => Number(stat?.get('load_pct') ?? 0) === COMPLETE)
    })
  })
}

/** An older node would take the definition for another one, and say ok. */
function requireFeaturesOf({ context, expression, collection }: IndexDefinition, state: ClusterState): void {
  if (context !== undefined) requireFeature(state, 'indexContext')
  if (expression !== undefined) requireFeature(state, 'indexExpression')
  if (collection === 'set') requireFeature(state, 'setIndex')
}

async function statOf(
  scope: Scope,
  node: Node,
  namespace: string,
  name: string,
): Promise<Map<string, string> | undefined> {
  try {
    return parsePairs(await ask(scope, node, statCommand(node, namespace, name)))
  } catch (error) {
    if (isUnknown(error)) return undefined
    throw error
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof AerospikeError && error.resultCode === ResultCode.INDEX_NOT_FOUND
}

function statCommand(node: Node, namespace: string, name: string): string {
  const [scope, index] = [
    infoValue('namespace', namespace, NAMESPACE_MAX),
    infoValue('name', name, INDEX_NAME_MAX),
  ]
  return isNew(node.identity.version)
    ? `sindex-stat:namespace=${scope};indexname=${index}`
    : `sindex/${scope}/${index}`
}

/** From 8.1 on commands say `namespace`, `bin` and `type` where they said `ns` and `indexdata` before. */
function isNew(version: Version): boolean {
  return isAtLeast(version, [8, 1, 0, 0])
}

/** The command that makes an index (client-c aerospike_index.c; server as_sindex_manager_sindex_create, 8.1.2). */
export function createCommand(definition: IndexDefinition, version: Version): string {
  const { namespace, set, name, bin, expression, type, collection = 'default', context } = definition
  checkDefinition(definition)
  const parts = [`${isNew(version) ? 'namespace' : 'ns'}=${infoValue('namespace', namespace, NAMESPACE_MAX)}`]
  if (set !== undefined && set !== '')
    parts.push(`set=${definedBy('set', infoValue('set', set, SET_NAME_MAX))}`)
  parts.push(`indexname=${infoValue('name', name, INDEX_NAME_MAX)}`)
  if (expression !== undefined) parts.push(`exp=${Buffer.from(filterBytes(expression)).toString('base64')}`)
  if (hasContext('createIndex', context)) parts.push(`context=${contextToBase64(context)}`)
  if (collection !== 'default') parts.push(`indextype=${collection.toLowerCase()}`)
  if (collection !== 'set') parts.push(...dataOf(bin, type as IndexType, version))
  return `sindex-create:${parts.join(';')}`
}

/**
 * The server joins the parts of a definition by `|`: one inside a name would make it read another definition, without a word
 * (as_sindex_manager_smd_item_to_def in as/src/sindex/sindex_manager.c, 8.1.2).
 */
function definedBy(what: string, name: string): string {
  if (!name.includes('|')) return name
  throw wrong(
    `${what} ${quoteName(name)} has a |, which the server cannot keep in the definition of an index`,
  )
}

function dataOf(bin: string | undefined, type: IndexType, version: Version): string[] {
  // 8.1.3 renames the numeric type.
  const name = type === 'numeric' && isAtLeast(version, [8, 1, 3, 0]) ? 'integer' : type
  if (bin === undefined) return [`type=${name}`]
  const checked = definedBy('bin', infoValue('bin', checkBin(bin)))
  if (isNew(version)) return [`bin=${checked}`, `type=${name}`]
  if (checked.includes(',')) throw wrong(`bin ${quoteName(checked)} has a comma, which needs server 8.1`)
  return [`indexdata=${checked},${name}`]
}

const PARTS = ['namespace', 'set', 'name', 'bin', 'expression', 'type', 'collection', 'context']

/** A part that is spelt wrong would make another index than the one that was meant. */
function checkParts(definition: unknown): void {
  if (typeof definition !== 'object' || definition === null)
    throw wrong('it takes { namespace, name, bin, type … }')
  const unknown = Object.keys(definition).find((name) => !PARTS.includes(name))
  if (unknown !== undefined) throw wrong(`there is no ${quoteName(unknown)}; it knows ${PARTS.join(', ')}`)
}

function checkDefinition({
  set,
  bin,
  expression,
  type,
  collection = 'default',
  context,
}: IndexDefinition): void {
  if (!KINDS.includes(collection)) throw wrong(`there is no collection ${quoteName(collection)}`)
  if (collection === 'set') {
    const extra = [bin, expression, type, context].some((part) => part !== undefined)
    if (extra || set === undefined || set === '')
      throw wrong('the index of a set takes a set and a name, and nothing else')
    return
  }
  if ((bin === undefined) === (expression === undefined))
    throw wrong('it takes either a bin or an expression')
  if (expression !== undefined && context !== undefined) throw wrong('an expression takes no context')
  if (type === undefined || !TYPES.includes(type)) throw wrong(`type must be one of ${TYPES.join(', ')}`)
}

function wrong(what: string): Error {
  return clientError('INVALID_ARGUMENT', `createIndex: ${what}`)
}

/**
 * Drops an index; nothing happens when there is none. The task waits until all nodes have dropped it.
 * @throws ClusterError `NAMESPACE_NOT_FOUND`
 */
export function dropIndex(
  session: Session,
  namespace: string,
  name: string,
  options?: InfoOptions,
): Promise<Task> {
  return administer(session, 'dropIndex', options, async (scope, find) => {
    const node = await find()
    const scopeName = isNew(node.identity.version) ? 'namespace' : 'ns'
    const command = `sindex-delete:${scopeName}=${infoValue('namespace', namespace, NAMESPACE_MAX)};indexname=${infoValue('name', name, INDEX_NAME_MAX)}`
    await checkKnown(scope, namespace)
    try {
      await ask(scope, node, command, { changes: true })
    } catch (error) {
      if (!isUnknown(error)) throw error
    }
    return new Task(session, `The end of the index ${name}`, async (wait) => {
      const nodes = await wait.nodes()
      const stats = await Promise.all(nodes.map((each) => statOf(wait, each, namespace, name)))
      return stats.every((stat) => stat === undefined)
    })
  })
}

/** The indexes of a namespace, or of all. */
export function listIndexes(
  session: Session,
  namespace?: string,
  options?: InfoOptions,
): Promise<IndexInfo[]> {
  return administer(session, 'listIndexes', options, async (scope, node) => {
    if (namespace !== undefined) await checkKnown(scope, namespace)
    const indexes = await readIndexes(scope, await node())
    if (namespace === undefined) return [...indexes]
    // Where not even the namespace is certain, it is left empty.
    return indexes.filter((index) => index.namespace === namespace || index.namespace === '')
  })
}

/** Figures of an index, of every node. @throws IndexError `INDEX_NOT_FOUND`, ClusterError `NAMESPACE_NOT_FOUND` */
export function indexStats(
  session: Session,
  namespace: string,
  name: string,
  options?: InfoOptions,
): Promise<IndexStatistics[]> {
  return administer(session, 'indexStats', options, async (scope) => {
    await checkKnown(scope, namespace)
    const answers = await askAll(scope, (node) => statCommand(node, namespace, name))
    return answers.map(({ node, answer }) => parseStatistics(node, answer))
  })
}

export function parseStatistics(node: string, answer: string): IndexStatistics {
  const all = parsePairs(answer)
  const number = (name: string): number => Number(all.get(name) ?? 0)
  return {
    node,
    entries: number('entries'),
    usedBytes: number('used_bytes'),
    entriesPerValue: number('entries_per_bval'),
    entriesPerRecord: number('entries_per_rec'),
    loadPercent: number('load_pct'),
    loadTime: number('load_time'),
    all,
  }
}
