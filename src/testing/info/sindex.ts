import { BIN_NAME_MAX, ParticleType } from '../../wire/proto.ts'
import { compileIndexed } from '../expression/index.ts'
import { bytesOf, textOf } from '../latin1.ts'
import { Code } from '../result-code.ts'
import {
  Collection,
  COLLECTION_NAMES,
  isSameDefinition,
  type SecondaryIndex,
} from '../sindex/secondary-index.ts'
import type { MemoryNode } from '../memory-node.ts'
import { indexedValues } from '../sindex/values.ts'
import type { MemoryNamespace } from '../store/memory-namespace.ts'
import {
  type InfoCommand,
  InfoRefusal,
  type InfoRequest,
  namespaceOf,
  optional,
  parameter,
  pathOf,
  required,
} from './command.ts'
import { pairs } from './pairs.ts'

/** Longest parameters, in bytes (sindex.h, sindex_manager.h, 8.1.2). */
const Max = {
  name: 63,
  set: 63,
  context: 2047,
  expression: 16 * 1024 - 1,
  data: 27,
  type: 11,
  collection: 9,
} as const

const TYPE_NAMES: ReadonlyMap<string, number> = new Map([
  ['numeric', ParticleType.integer],
  ['string', ParticleType.string],
  ['blob', ParticleType.blob],
  ['geo2dsphere', ParticleType.geojson],
])
const TYPES_ALLOWED = "'numeric', 'string', 'blob', 'geo2dsphere'"

/** Commands about secondary indexes (as/src/sindex/sindex_manager.c, 8.1.2). An index is ready the moment it is made. */
export const sindexCommands: Record<string, InfoCommand> = {
  sindex: oldList,
  'sindex-create': create,
  'sindex-delete': remove,
  'sindex-exists': (request) =>
    named(request, (name) => String(namespaceOf(request, 'ns').indexes.byName(name) !== undefined)),
  'sindex-list': list,
  'sindex-stat': (request) =>
    named(request, (name) => describeStats(namespaceOf(request, 'ns'), request.node, name)),
}

/** Without an index's name the server says so and goes on: it answers twice in one line. */
function named({ params }: InfoRequest, answer: (name: string) => string): string {
  let refusal = ''
  let name = ''
  try {
    name = required(params, 'indexname', Max.name)
  } catch (error) {
    refusal = answerOf(error)
  }
  if (refusal === '') return answer(bytesOf(name))
  return refusal + orRefusal(() => answer(''))
}

function orRefusal(answer: () => string): string {
  try {
    return answer()
  } catch (error) {
    return answerOf(error)
  }
}

function answerOf(error: unknown): string {
  if (error instanceof InfoRefusal) return error.answer
  throw error
}

/** The namespace's name; for some commands it need not be on this node. */
function namespaceName({ params }: InfoRequest): string {
  const name = optional(params, 'namespace', 31) ?? optional(params, 'ns', 31, 'namespace')
  if (name === undefined) throw new InfoRefusal(Code.namespace, "missing 'namespace'")
  return name
}

function create(request: InfoRequest): string {
  const { cluster, params } = request
  const name = bytesOf(required(params, 'indexname', Max.name))
  const namespace = cluster.namespaces.get(namespaceName(request))
  const isSet = parameter(params, 'indextype')?.toLowerCase() === 'set'
  const index = { name, ...(isSet ? setIndex(params, namespace) : valueIndex(params)) }
  // A namespace that this node does not have is the business of the others.
  if (namespace === undefined) return 'ok'
  const { indexes } = namespace
  const known = indexes.byName(name)
  if (known !== undefined && !isSameDefinition(known, index)) {
    throw new InfoRefusal(Code.indexFound, "'indexname' already exists with different definition")
  }
  if (known !== undefined) return 'ok'
  if (!isSet && indexes.isFull && indexes.byDefinition(index) === undefined) {
    throw new InfoRefusal(Code.indexMaxCount, 'already at sindex definition limit')
  }
  if (index.set !== '' && (isSet || !isLost(index))) namespace.set(index.set)
  if (!isLost(index)) indexes.add(index)
  return 'ok'
}

type Definition = Omit<SecondaryIndex, 'name'>

/** Indexes are kept under their parts with `|` between them; what has one in a name is taken and lost (as_sindex_manager_smd_item_to_def). */
function isLost({ set, bin }: Definition): boolean {
  return set.includes('|') || bin.includes('|')
}

/** An index on a set: it makes queries on the set faster, and takes no other parameters. */
function setIndex(params: string, namespace: MemoryNamespace | undefined): Definition {
  for (const name of ['context', 'indexdata', 'type', 'bin', 'exp']) {
    if (parameter(params, name) === undefined) continue
    throw new InfoRefusal(Code.parameter, `${name} parameter is not supported for set index`)
  }
  const set = bytesOf(required(params, 'set', Max.set))
  if (namespace === undefined) throw new InfoRefusal(Code.parameter, 'namespace not found')
  return { set, bin: '', type: ParticleType.null, collection: Collection.set }
}

function valueIndex(params: string): Definition {
  const set = bytesOf(optional(params, 'set', Max.set) ?? '')
  const context = contextOf(params)
  const collection = collectionOf(params)
  const data = optional(params, 'indexdata', Max.data)
  const typeName = optional(params, 'type', Max.type)
  if (data === undefined && typeName === undefined) {
    throw new InfoRefusal(Code.parameter, "both 'indexdata' and 'type' are missing")
  }
  if (data !== undefined && typeName !== undefined) {
    throw new InfoRefusal(Code.parameter, "both 'indexdata' and 'type' are specified")
  }
  const source =
    typeName === undefined ? oldSource(data ?? '') : sourceOf(params, typeName, collection, context)
  if (collection === Collection.mapKeys && source.type === ParticleType.geojson) {
    throw new InfoRefusal(
      Code.parameter,
      "bad 'indexdata' bin type for 'indextype' 'mapkeys' - must be one of 'numeric', 'string', 'blob'",
    )
  }
  return { set, collection, ...source, ...(context === undefined ? {} : { context }) }
}

function contextOf(params: string): Buffer | undefined {
  const text = optional(params, 'context', Max.context)
  if (text === undefined) return undefined
  const context = decodeBase64(text)
  if (context === undefined) throw new InfoRefusal(Code.parameter, "'context' invalid base64")
  return context
}

function decodeBase64(text: string): Buffer | undefined {
  const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
  return isBase64 ? Buffer.from(text, 'base64') : undefined
}

function collectionOf(params: string): number {
  const name = optional(params, 'indextype', Max.collection)?.toLowerCase() ?? 'default'
  const collection = (COLLECTION_NAMES as readonly string[]).indexOf(name)
  if (collection >= 0) return collection
  throw new InfoRefusal(
    Code.parameter,
    "bad 'indextype' - must be one of 'default', 'list', 'mapkeys', 'mapvalues'",
  )
}

type Source = Pick<Definition, 'bin' | 'type' | 'expression'>

/** `indexdata=bin,type`, as older clients send it. */
function oldSource(data: string): Source {
  const comma = data.indexOf(',')
  if (comma < 0) throw new InfoRefusal(Code.parameter, "'indexdata' missing bin type")
  if (comma === 0) throw new InfoRefusal(Code.parameter, "'indexdata' missing bin name")
  const bin = bytesOf(data.slice(0, comma))
  if (bin.length > BIN_NAME_MAX) throw new InfoRefusal(Code.parameter, "'indexdata' bin name too long")
  const type = TYPE_NAMES.get(data.slice(comma + 1).toLowerCase())
  if (type !== undefined) return { bin, type }
  throw new InfoRefusal(Code.parameter, `bad 'indexdata' bin type - must be one of ${TYPES_ALLOWED}`)
}

/** `type=…` with `bin=…` or `exp=…`. */
function sourceOf(params: string, typeName: string, collection: number, context: Buffer | undefined): Source {
  const type = TYPE_NAMES.get(typeName.toLowerCase())
  if (type === undefined)
    throw new InfoRefusal(Code.parameter, `bad 'type' - must be one of ${TYPES_ALLOWED}`)
  const bin = optional(params, 'bin', BIN_NAME_MAX)
  const text = optional(params, 'exp', Max.expression)
  if (bin !== undefined && text !== undefined) {
    throw new InfoRefusal(Code.parameter, "both 'bin' and 'exp' are specified")
  }
  if (bin !== undefined) return { bin: bytesOf(bin), type }
  if (text === undefined) throw new InfoRefusal(Code.parameter, "both 'bin' and 'exp' are missing")
  if (context !== undefined) {
    throw new InfoRefusal(Code.parameter, "both 'context' and 'exp' are specified")
  }
  return { bin: '', type, expression: expressionOf(text, type, collection) }
}

function expressionOf(text: string, type: number, collection: number): NonNullable<Definition['expression']> {
  const bytes = decodeBase64(text)
  const compiled = bytes === undefined ? undefined : compileIndexed(bytes)
  if (bytes === undefined || compiled === undefined) throw new InfoRefusal(Code.parameter, "bad 'exp'")
  const expected = collection === Collection.default ? type : containerOf(collection)
  if (compiled.particleType !== expected) {
    const given = particleName(compiled.particleType)
    throw new InfoRefusal(
      Code.parameter,
      `bad 'exp' - expression type '${given}' does not match expected type '${particleName(expected)}'`,
    )
  }
  return { bytes, compiled }
}

function containerOf(collection: number): number {
  return collection === Collection.list ? ParticleType.list : ParticleType.map
}

/** sindex_particle_type_str, sindex.c. */
function particleName(type: number): string {
  if (type === ParticleType.integer) return 'numeric'
  if (type === ParticleType.double) return 'float'
  if (type === ParticleType.boolean) return 'bool'
  if (type === ParticleType.geojson) return 'geo2dsphere'
  return Object.entries(ParticleType).find(([, number]) => number === type)?.[0] ?? 'unused'
}

/** An index that is not there counts as deleted. */
function remove(request: InfoRequest): string {
  return named(request, (name) => {
    request.cluster.namespaces.get(namespaceName(request))?.indexes.remove(name)
    return 'ok'
  })
}

/** Indexes on values of all namespaces, or of one, then those on sets: two answers in one line, and two refusals. */
function list(request: InfoRequest): string {
  const parts = [listed(request, valueLines), listed(request, setLines)]
  return parts.filter((part) => part !== '').join(';')
}

function listed(request: InfoRequest, lines: (namespaces: readonly MemoryNamespace[]) => string[]): string {
  const { cluster, params } = request
  return orRefusal(() => {
    const name = optional(params, 'namespace', 127) ?? optional(params, 'ns', 127, 'namespace')
    const namespaces = name === undefined ? [...cluster.namespaces.values()] : [namespaceOf(request, 'ns')]
    const base64 = lines === valueLines ? optional(params, 'b64', 5) : undefined
    if (base64 !== undefined && base64 !== 'true' && base64 !== 'false')
      throw new InfoRefusal(Code.parameter, 'bad b64')
    return lines(namespaces).join(';')
  })
}

function oldList(request: InfoRequest): string {
  if (request.params === '') return valueLines([...request.cluster.namespaces.values()]).join(';')
  const [name, index] = pathOf(request.params)
  const namespace = request.cluster.namespaces.get(name)
  if (namespace === undefined) return 'ns_type=unknown'
  return index === undefined
    ? valueLines([namespace]).join(';')
    : describeStats(namespace, request.node, bytesOf(index))
}

function valueLines(namespaces: readonly MemoryNamespace[]): string[] {
  return namespaces.flatMap(({ name, indexes }) =>
    indexes.all
      .filter(({ collection }) => collection !== Collection.set)
      .map((index) => describe(name, index)),
  )
}

/** Contexts and expressions are listed in base64 whether asked for so or not: their written-out form is for people. */
function describe(namespace: string, index: SecondaryIndex): string {
  const typeName = [...TYPE_NAMES].find(([, type]) => type === index.type)?.[0] ?? ''
  return pairs(
    {
      ns: namespace,
      indexname: textOf(index.name),
      set: textOf(index.set) || 'null',
      bin: textOf(index.bin) || 'null',
      type: typeName,
      indextype: COLLECTION_NAMES[index.collection] ?? '',
      context: index.context?.toString('base64') ?? 'null',
      exp: index.expression?.bytes.toString('base64') ?? 'null',
      state: 'RW',
    },
    ':',
  )
}

function setLines(namespaces: readonly MemoryNamespace[]): string[] {
  return namespaces.flatMap(({ name, indexes }) =>
    indexes.all
      .filter(({ collection }) => collection === Collection.set)
      .map((index) => `ns=${name}:indexname=${textOf(index.name)}:set=${textOf(index.set)}:indextype=set`),
  )
}

function describeStats(namespace: MemoryNamespace, node: MemoryNode, name: string): string {
  const index = namespace.indexes.byName(name)
  if (index === undefined) throw new InfoRefusal(Code.indexNotFound, 'no index')
  if (index.collection === Collection.set) {
    const entries = namespace.sets.get(index.set)?.objects ?? 0
    return pairs({ entries, used_bytes: 0, load_pct: 100 })
  }
  const { entries, records, values } = countEntries(namespace, node, index)
  return pairs({
    entries,
    used_bytes: 0,
    entries_per_bval: values === 0 ? 0 : Math.round(entries / values),
    entries_per_rec: records === 0 ? 0 : Math.round(entries / records),
    load_pct: 100,
    load_time: 0,
    stat_gc_recs: 0,
  })
}

/** Those of the records that the node has a copy of. */
function countEntries(
  namespace: MemoryNamespace,
  node: MemoryNode,
  index: SecondaryIndex,
): Record<'entries' | 'records' | 'values', number> {
  const now = namespace.clock.now()
  const distinct = new Set<string>()
  let entries = 0
  let records = 0
  const map = node.view.partitions.get(namespace.name)
  for (const record of namespace.records()) {
    if (map?.owners(record.partition).includes(node.index) !== true) continue
    const values = new Set(indexedValues(index, record, now).map(({ data }) => data.toString('latin1')))
    for (const value of values) distinct.add(value)
    entries += values.size
    if (values.size > 0) records++
  }
  return { entries, records, values: distinct.size }
}
