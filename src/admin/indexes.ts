import { isAtLeast, type Version } from '../cluster/version.ts'
import type { Node } from '../cluster/node.ts'
import { filterBytes } from '../commands/fields.ts'
import { AerospikeError, clientError } from '../errors/index.ts'
import { allNodes, ask, type FeatureHost, infoValue, oneNode } from '../execute/feature-host.ts'
import { contextToBase64 } from '../operations/context-base64.ts'
import { type Context, hasContext } from '../operations/context-step.ts'
import { checkBin } from '../operations/bin-name.ts'
import type { FilterOption } from '../policy/command.ts'
import { INFO_DEFAULTS, INFO_OPTIONS, type InfoOptions } from '../policy/query.ts'
import { resolveOptions } from '../policy/table.ts'
import { parsePairs } from '../wire/info.ts'
import { INDEX_NAME_MAX, NAMESPACE_MAX, SET_NAME_MAX } from '../wire/names.ts'
import { checkKnown } from './namespace.ts'
import { Task } from './task.ts'

/** What kind of values an index holds. */
export type IndexType = 'numeric' | 'string' | 'blob' | 'geo2dsphere'

/** What of a bin is indexed; `set` is the index of a whole set, which makes queries of a small set in a large namespace fast. */
export type IndexKind = 'default' | 'list' | 'mapKeys' | 'mapValues' | 'set'

/** An index to be made: of a bin, of an expression, or of a set (`collection: 'set'`). */
export interface IndexDefinition {
  readonly namespace: string
  readonly set?: string | undefined
  readonly name: string
  readonly bin?: string | undefined
  /** Instead of a bin (server 8.1 and later). */
  readonly expression?: FilterOption | undefined
  readonly type?: IndexType | undefined
  readonly collection?: IndexKind | undefined
  /** The way to a place in the bin. */
  readonly context?: Context | undefined
}

/** An index as the cluster has it. */
export interface IndexInfo {
  readonly namespace: string
  /** Empty: the whole namespace. */
  readonly set: string
  readonly name: string
  /** Empty for an index on an expression or a set. */
  readonly bin: string
  readonly type: string
  readonly collection: IndexKind
  /** In base64, as `contextFromBase64` takes it; null for none. */
  readonly context: string | null
  /** In base64; null for none. */
  readonly expression: string | null
  /** Whether queries can use it now. */
  readonly ready: boolean
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
const KINDS: readonly string[] = ['default', 'list', 'mapKeys', 'mapValues', 'set']
const INDEX_NOT_FOUND = 201
const COMPLETE = 100

/**
 * Makes an index. One that is there already under this name is kept; one of the same definition under another name gets this
 * name (server as/src/sindex/sindex_manager.c, 8.1.2). The task waits until all nodes have built it.
 * @throws IndexError `INDEX_EXISTS` when the name belongs to an index of another definition
 * @throws ClusterError `NAMESPACE_NOT_FOUND`
 */
export async function createIndex(
  host: FeatureHost,
  definition: IndexDefinition,
  options?: InfoOptions,
): Promise<Task> {
  const { timeout, node: id } = resolveOptions(INFO_OPTIONS, INFO_DEFAULTS, options, 'createIndex')
  checkParts(definition)
  const node = await oneNode(host, id)
  const { namespace, name } = definition
  const command = createCommand(definition, node.identity.version)
  await checkKnown(host, namespace, timeout)
  await ask(host, node, command, timeout)
  return new Task(host, `The index ${name}`, async () => {
    const nodes = await allNodes(host)
    const loaded = await Promise.all(nodes.map((each) => loadPercent(host, each, namespace, name, timeout)))
    return loaded.every((percent) => percent === COMPLETE)
  })
}

/** Percent of an index that a node has built; 0 while it has not heard of it. */
async function loadPercent(
  host: FeatureHost,
  node: Node,
  namespace: string,
  name: string,
  timeout: number,
): Promise<number> {
  const answer = await statOf(host, node, namespace, name, timeout)
  return answer === undefined ? 0 : Number(answer.get('load_pct') ?? 0)
}

async function statOf(
  host: FeatureHost,
  node: Node,
  namespace: string,
  name: string,
  timeout: number,
): Promise<Map<string, string> | undefined> {
  try {
    return parsePairs(await ask(host, node, statCommand(node, namespace, name), timeout))
  } catch (error) {
    if (error instanceof AerospikeError && error.resultCode === INDEX_NOT_FOUND) return undefined
    throw error
  }
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
    `${what} ${JSON.stringify(name)} has a |, which the server cannot keep in the definition of an index`,
  )
}

function dataOf(bin: string | undefined, type: IndexType, version: Version): string[] {
  // 8.1.3 renames the numeric type.
  const name = type === 'numeric' && isAtLeast(version, [8, 1, 3, 0]) ? 'integer' : type
  if (bin === undefined) return [`type=${name}`]
  const checked = definedBy('bin', infoValue('bin', checkBin(bin)))
  if (isNew(version)) return [`bin=${checked}`, `type=${name}`]
  if (checked.includes(',')) throw wrong(`bin ${JSON.stringify(checked)} has a comma, which needs server 8.1`)
  return [`indexdata=${checked},${name}`]
}

const PARTS = ['namespace', 'set', 'name', 'bin', 'expression', 'type', 'collection', 'context']

/** A part that is spelt wrong would make another index than the one that was meant. */
function checkParts(definition: unknown): void {
  if (typeof definition !== 'object' || definition === null)
    throw wrong('it takes { namespace, name, bin, type … }')
  const unknown = Object.keys(definition).find((name) => !PARTS.includes(name))
  if (unknown !== undefined)
    throw wrong(`there is no ${JSON.stringify(unknown)}; it knows ${PARTS.join(', ')}`)
}

function checkDefinition({
  set,
  bin,
  expression,
  type,
  collection = 'default',
  context,
}: IndexDefinition): void {
  if (!KINDS.includes(collection)) throw wrong(`there is no collection ${JSON.stringify(collection)}`)
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
export async function dropIndex(
  host: FeatureHost,
  namespace: string,
  name: string,
  options?: InfoOptions,
): Promise<Task> {
  const { timeout, node: id } = resolveOptions(INFO_OPTIONS, INFO_DEFAULTS, options, 'dropIndex')
  const node = await oneNode(host, id)
  const scope = isNew(node.identity.version) ? 'namespace' : 'ns'
  const command = `sindex-delete:${scope}=${infoValue('namespace', namespace, NAMESPACE_MAX)};indexname=${infoValue('name', name, INDEX_NAME_MAX)}`
  await checkKnown(host, namespace, timeout)
  try {
    await ask(host, node, command, timeout)
  } catch (error) {
    if (!(error instanceof AerospikeError && error.resultCode === INDEX_NOT_FOUND)) throw error
  }
  return new Task(host, `The end of the index ${name}`, async () => {
    const nodes = await allNodes(host)
    const stats = await Promise.all(nodes.map((each) => statOf(host, each, namespace, name, timeout)))
    return stats.every((stat) => stat === undefined)
  })
}

/** The indexes of a namespace, or of all. */
export async function listIndexes(
  host: FeatureHost,
  namespace?: string,
  options?: InfoOptions,
): Promise<IndexInfo[]> {
  const { timeout, node: id } = resolveOptions(INFO_OPTIONS, INFO_DEFAULTS, options, 'listIndexes')
  if (namespace !== undefined) await checkKnown(host, namespace, timeout)
  const node = await oneNode(host, id)
  const answer = await ask(host, node, 'sindex-list:b64=true', timeout)
  const indexes = parseIndexes(answer)
  return namespace === undefined ? indexes : indexes.filter((index) => index.namespace === namespace)
}

const KIND_BY_NAME: ReadonlyMap<string, IndexKind> = new Map(
  KINDS.map((kind) => [kind.toLowerCase(), kind as IndexKind]),
)

/** What a node says of its indexes: `ns=…:indexname=…:…`, one after another with `;` between. */
export function parseIndexes(answer: string): IndexInfo[] {
  return answer
    .split(';')
    .filter((line) => line !== '')
    .map((line) => {
      const pairs = parsePairs(line, ':')
      const text = (name: string): string => present(pairs.get(name)) ?? ''
      return {
        namespace: text('ns'),
        set: text('set'),
        name: text('indexname'),
        bin: text('bin'),
        type: text('type').toLowerCase(),
        collection: KIND_BY_NAME.get(text('indextype').toLowerCase()) ?? 'default',
        context: present(pairs.get('context')) ?? null,
        expression: present(pairs.get('exp')) ?? null,
        // The index of a set has none: until it is built, queries look at the whole namespace (server as/src/base/set_index.c).
        ready: (pairs.get('state') ?? 'RW') === 'RW',
      }
    })
}

/** The server writes `null` or `NULL` for what an index doesn't have. */
function present(text: string | undefined): string | undefined {
  return text === undefined || text === '' || text.toLowerCase() === 'null' ? undefined : text
}

/** Figures of an index, of every node. @throws IndexError `INDEX_NOT_FOUND`, ClusterError `NAMESPACE_NOT_FOUND` */
export async function indexStats(
  host: FeatureHost,
  namespace: string,
  name: string,
  options?: InfoOptions,
): Promise<IndexStatistics[]> {
  const { timeout } = resolveOptions(INFO_OPTIONS, INFO_DEFAULTS, options, 'indexStats')
  await checkKnown(host, namespace, timeout)
  const nodes = await allNodes(host)
  return Promise.all(
    nodes.map(async (node) =>
      parseStatistics(node.id, await ask(host, node, statCommand(node, namespace, name), timeout)),
    ),
  )
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
