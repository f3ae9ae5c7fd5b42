import { clientError, quoteName, quoteWord } from '../errors/index.ts'
import { expressionBytes, type ExpressionLike } from '../expression.ts'
import { introduce } from '../inspect.ts'
import { isBytes, mark } from '../kinds.ts'
import { type Context, hasContext, packContext } from '../collections/context-step.ts'
import { GeoJSON, isA } from '../values.ts'
import { fitsInt64 } from '../wire/integer.ts'
import { ParticleType } from '../wire/proto.ts'
import { checkBin } from '../collections/bin-name.ts'
import { INDEX_NAME_MAX, nameFault } from '../wire/names.ts'
import { Writer } from '../wire/writer.ts'

/** What of a bin is indexed: its value, the elements of a list, the keys or the values of a map. */
export type IndexCollection = 'default' | 'list' | 'mapKeys' | 'mapValues'

/**
 * What a filter looks at: a bin; a place in a bin, as the index was made with its context; an index by its name; or an index
 * on an expression.
 */
export type FilterTarget =
  | string
  | { readonly bin: string; readonly context?: Context | undefined }
  | { readonly index: string }
  | { readonly expression: ExpressionLike }

/** Code of each collection on the wire (client-c as_index.h, server as/include/sindex/sindex.h). */
const COLLECTION_CODE = { default: 0, list: 1, mapKeys: 2, mapValues: 3 } as const
const COLLECTIONS = Object.keys(COLLECTION_CODE)

/** The condition a secondary index answers; made by the functions of `filter`, used by `where` of a query. */
export class Filter {
  /** The bin, empty where an index or an expression stands for it. */
  readonly bin: string
  readonly indexName: string | undefined
  readonly expression: Uint8Array | undefined
  /** The packed context. */
  readonly context: Uint8Array | undefined
  readonly collection: number
  readonly particleType: number
  readonly begin: Uint8Array
  readonly end: Uint8Array

  static {
    mark(this.prototype, 'Filter')
    introduce(this, 'Filter', (filter) => filter.#shown())
  }

  /** @internal */
  constructor(
    target: ResolvedTarget,
    collection: IndexCollection,
    particleType: number,
    begin: Uint8Array,
    end = begin,
  ) {
    this.bin = target.bin
    this.indexName = target.indexName
    this.expression = target.expression
    this.context = target.context
    this.collection = COLLECTION_CODE[collection]
    this.particleType = particleType
    this.begin = begin
    this.end = end
  }

  /** What is compared with what, without the values. */
  #shown(): object {
    const { bin, indexName, expression, context, collection, particleType, begin, end } = this
    return {
      bin: bin === '' ? undefined : bin,
      index: indexName,
      expression: expression === undefined ? undefined : `${expression.length} bytes`,
      context: context === undefined ? undefined : `${context.length} bytes`,
      collection: COLLECTIONS[collection],
      kind: particleType === ParticleType.geojson ? 'region' : begin === end ? 'equal' : 'range',
      type: nameOfType(particleType),
    }
  }

  /**
   * Whether one record may match by several of its elements, so that nodes may give it more than once. An index that is named is
   * used whatever it is on (find_sindex, server as/src/query/query.c, 8.1.2): it may be on the elements of a list or map.
   */
  get mayRepeat(): boolean {
    const mayHaveMany = this.collection !== COLLECTION_CODE.default || this.indexName !== undefined
    const isOne = this.particleType !== ParticleType.geojson && Buffer.compare(this.begin, this.end) === 0
    return mayHaveMany && !isOne
  }
}

function nameOfType(particleType: number): string | undefined {
  return Object.entries(ParticleType).find(([, code]) => code === particleType)?.[0]
}

interface ResolvedTarget {
  readonly bin: string
  readonly indexName?: string
  readonly expression?: Uint8Array
  readonly context?: Uint8Array
}

/**
 * Records whose value equals: an integer, text, or bytes.
 * @throws ArgumentError `INVALID_ARGUMENT` for a value of any other kind, which no index holds
 * @example
 * const found = await client.query('test', 'users').where(filter.equal('name', 'Ann')).toArray()
 * found.length // 1
 */
export function equal(target: FilterTarget, value: number | bigint | string | Uint8Array): Filter {
  return exact('filter.equal', target, 'default', value)
}

/**
 * Records whose integer lies between two, both included.
 *
 * @example
 * const found = await client.query('test', 'users').where(filter.range('age', 18, 99)).toArray()
 * found.length // 1
 */
export function range(target: FilterTarget, begin: number | bigint, end: number | bigint): Filter {
  return between('filter.range', target, 'default', begin, end)
}

/**
 * Records whose list has an element, or whose map has a key or a value, that equals.
 *
 * @example
 * await client.put(key, { tags: ['new', 'hot'] })
 * const found = await client.query('test', 'users').where(filter.contains('tags', 'list', 'new')).toArray()
 * found.length // 1
 */
export function contains(
  target: FilterTarget,
  collection: 'list' | 'mapKeys' | 'mapValues',
  value: number | bigint | string | Uint8Array,
): Filter {
  return exact('filter.contains', target, checkCollection('filter.contains', collection), value)
}

/**
 * Records whose list has an integer, or whose map has an integer key or value, between two, both included.
 *
 * @example
 * await client.put(key, { scores: { chess: 9 } })
 * const isGood = filter.containsRange('scores', 'mapValues', 8, 10)
 * const found = await client.query('test', 'users').where(isGood).toArray()
 * found.length // 1
 */
export function containsRange(
  target: FilterTarget,
  collection: 'list' | 'mapKeys' | 'mapValues',
  begin: number | bigint,
  end: number | bigint,
): Filter {
  const where = 'filter.containsRange'
  return between(where, target, checkCollection(where, collection), begin, end)
}

/**
 * Records whose point lies in a region: a GeoJSON polygon, multi-polygon or AeroCircle.
 *
 * @example
 * await client.put(key, { place: GeoJSON.point(8.5, 47.4) })
 * const near = filter.withinRegion('place', GeoJSON.circle(8.5, 47.4, 1_000))
 * const found = await client.query('test', 'users').where(near).toArray()
 * found.length // 1
 */
export function withinRegion(
  target: FilterTarget,
  region: GeoJSON | string | object,
  collection: IndexCollection = 'default',
): Filter {
  return geo('filter.withinRegion', target, collection, region)
}

/**
 * Records whose point lies within so many metres of a place.
 *
 * @example
 * await client.put(key, { place: GeoJSON.point(8.5, 47.4) })
 * const near = filter.withinRadius('place', 8.5, 47.4, 1_000)
 * const found = await client.query('test', 'users').where(near).toArray()
 * found.length // 1
 */
export function withinRadius(
  target: FilterTarget,
  longitude: number,
  latitude: number,
  radius: number,
  collection: IndexCollection = 'default',
): Filter {
  checkNumbers('filter.withinRadius', { longitude, latitude, radius })
  return geo('filter.withinRadius', target, collection, GeoJSON.circle(longitude, latitude, radius))
}

/**
 * Records whose region contains a point.
 *
 * @example
 * await client.put(key, { place: GeoJSON.circle(8.5, 47.4, 1_000) })
 * const around = filter.containsPoint('place', 8.5, 47.4)
 * const found = await client.query('test', 'users').where(around).toArray()
 * found.length // 1
 */
export function containsPoint(
  target: FilterTarget,
  longitude: number,
  latitude: number,
  collection: IndexCollection = 'default',
): Filter {
  checkNumbers('filter.containsPoint', { longitude, latitude })
  return geo('filter.containsPoint', target, collection, GeoJSON.point(longitude, latitude))
}

function exact(where: string, target: FilterTarget, collection: IndexCollection, value: unknown): Filter {
  const resolved = resolveTarget(where, target)
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw wrong(where, 'value has half a surrogate pair')
    return new Filter(resolved, collection, ParticleType.string, Buffer.from(value))
  }
  if (isBytes(value)) {
    return new Filter(resolved, collection, ParticleType.blob, Buffer.from(value))
  }
  return new Filter(resolved, collection, ParticleType.integer, int64(where, 'value', value))
}

function between(
  where: string,
  target: FilterTarget,
  collection: IndexCollection,
  begin: unknown,
  end: unknown,
): Filter {
  const resolved = resolveTarget(where, target)
  const from = int64(where, 'begin', begin)
  const to = int64(where, 'end', end)
  // The server refuses it as a bad parameter without saying which.
  if ((begin as number) > (end as number)) throw wrong(where, 'begin is greater than end')
  return new Filter(resolved, collection, ParticleType.integer, from, to)
}

function geo(where: string, target: FilterTarget, collection: IndexCollection, region: unknown): Filter {
  if (!(collection in COLLECTION_CODE)) throw unknownCollection(where, collection)
  if (typeof region !== 'string' && (typeof region !== 'object' || region === null))
    throw wrong(where, 'region must be GeoJSON')
  const text = (isA(region, 'GeoJSON') ? region : new GeoJSON(region)).toString()
  return new Filter(resolveTarget(where, target), collection, ParticleType.geojson, Buffer.from(text))
}

function int64(where: string, name: string, value: unknown): Buffer {
  if (typeof value === 'bigint' ? !fitsInt64(value) : !Number.isSafeInteger(value)) {
    throw clientError(
      'INVALID_ARGUMENT',
      `${where}: ${name} must be an integer, ${name === 'value' ? 'text or bytes' : 'number or bigint'}`,
      { hint: 'indexes hold no other values; a number beyond 2^53 is given as a bigint' },
    )
  }
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(value as number | bigint))
  return bytes
}

function resolveTarget(where: string, target: FilterTarget): ResolvedTarget {
  if (typeof target === 'string') return { bin: checkBin(target) }
  if (typeof target === 'object' && (target as unknown) !== null) {
    if ('index' in target) return { bin: '', indexName: checkIndexName(where, target.index) }
    if ('expression' in target)
      return { bin: '', expression: expressionBytes(where, 'expression', target.expression) }
    if ('bin' in target) {
      const bin = checkBin(target.bin)
      return hasContext(where, target.context) ? { bin, context: contextBytes(target.context) } : { bin }
    }
  }
  throw clientError('INVALID_ARGUMENT', `${where}: the first argument says what is looked at`, {
    hint: "a bin's name, { bin, context }, { index: name } or { expression }",
  })
}

/** The bytes of a context as an index has it. */
function contextBytes(context: Context): Buffer {
  const writer = new Writer(64)
  packContext(writer, context)
  return writer.toBuffer()
}

function checkIndexName(where: string, name: unknown): string {
  if (typeof name !== 'string' || name === '') throw wrong(where, 'index must be the name of an index')
  const fault = nameFault(name, INDEX_NAME_MAX)
  if (fault === undefined) return name
  throw wrong(where, `the index name ${quoteName(name)} ${fault}`)
}

function checkCollection(where: string, collection: IndexCollection): IndexCollection {
  if (collection in COLLECTION_CODE && collection !== 'default') return collection
  throw unknownCollection(where, collection)
}

function unknownCollection(where: string, collection: unknown): Error {
  return wrong(where, `there is no collection ${quoteWord(collection)}: it is list, mapKeys or mapValues`)
}

function checkNumbers(where: string, numbers: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(where, `${name} must be a number`)
  }
}

function wrong(where: string, what: string): Error {
  return clientError('INVALID_ARGUMENT', `${where}: ${what}`)
}
