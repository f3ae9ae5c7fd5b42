import type { ExpressionType } from '../../expression.ts'
import { isBytes, isMap, kindOf } from '../../kinds.ts'
import type { Double, GeoJSON, HyperLogLog, Marker, OrderedList, OrderedMap, Value } from '../../values.ts'
import { packed } from '../../collections/packed.ts'
import { packValue } from '../../wire/msgpack/pack.ts'
import { binNameFault } from '../../wire/names.ts'
import { Cursor } from '../../wire/msgpack/unpack.ts'
import type { Exp } from '../node.ts'
import { readLiteral } from './read-literal.ts'
import { isIdentifier } from './words.ts'
import { orUnprintable, Unprintable } from './unprintable.ts'

/** A literal's text; `undefined` for what is none. */
export function literalText({ node, type }: Exp): string | undefined {
  if (node.op === 'value') return valueText(node.value, type)
  if (node.op !== 'packed') return undefined
  return packedText(node.packed)
}

/** A packed value as text. */
export function packedText(bytes: Buffer): string {
  return textOf(unpackExactly(bytes))
}

/** The items of a packed list as they stand in a selector; `undefined` for what is no plain list of two at least. */
export function itemTexts(bytes: Buffer): readonly string[] | undefined {
  const value = unpackExactly(bytes)
  return Array.isArray(value) && value.length > 1 ? (value as readonly Value[]).map(textOf) : undefined
}

/** What would be packed otherwise again cannot be said in words. */
function unpackExactly(bytes: Buffer): Value {
  const value = orUnprintable(() => readLiteral(new Cursor(bytes)))
  const again = orUnprintable(() =>
    packed((writer) => {
      packValue(writer, value)
    }),
  )
  if (!again.equals(bytes)) throw new Unprintable()
  return value
}

/** The value of a scalar; a whole number is an integer or a float as the type says. */
function valueText(
  value: null | boolean | number | bigint | string,
  type: ExpressionType | undefined,
): string {
  return typeof value === 'number' && type === 'float' ? floatText(value) : textOf(value)
}

function textOf(value: Value): string {
  switch (typeof value) {
    case 'string':
      return quote(value)
    case 'number':
      return Number.isInteger(value) ? String(value) : floatText(value)
    case 'object':
      return value === null ? 'NIL' : objectText(value)
    default:
      return String(value)
  }
}

function objectText(value: NonNullable<Value> & object): string {
  if (isBytes(value)) return `x'${Buffer.from(value).toString('hex')}'`
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(textOf).join(', ')}]`
  if (isMap(value)) return `unordered(${entriesText(value)})`
  switch (kindOf(value)) {
    case 'Double':
      return floatText((value as Double).value)
    case 'GeoJSON':
      return `geoJson(${quote((value as GeoJSON).toString())})`
    case 'HyperLogLog':
      return `hll(x'${(value as HyperLogLog).bytes.toString('hex')}')`
    case 'Marker':
      return (value as Marker).name === 'wildcard' ? '*' : 'INF'
    case 'OrderedMap':
      return orderedMapText(value as OrderedMap)
    case 'OrderedList':
      return `ordered(${textOf((value as OrderedList).items)}${persisted(value as OrderedList)})`
    default:
      throw new Unprintable()
  }
}

/** A map that is written out is ordered by key, as AEL has it. */
function orderedMapText(map: OrderedMap): string {
  const entries = entriesText(map.entries)
  if (map.order === 'key' && !map.persistIndex) return entries
  return `${map.order === 'key' ? 'ordered' : 'valueOrdered'}(${entries}${persisted(map)})`
}

function persisted({ persistIndex }: { readonly persistIndex: boolean }): string {
  return persistIndex ? ', persistIndex: true' : ''
}

function entriesText(map: ReadonlyMap<Value, Value>): string {
  return `{${[...map].map(([key, value]) => `${textOf(key)}: ${textOf(value)}`).join(', ')}}`
}

/** A float always shows that it is one. */
function floatText(value: number): string {
  if (Number.isNaN(value) && !isPlainNaN(value)) throw new Unprintable()
  if (!Number.isFinite(value)) return `float('${value}')`
  const text = Object.is(value, -0) ? '-0' : String(value)
  if (text.includes('.')) return text
  const [digits = '', exponent] = text.split('e')
  return `${digits}.0${exponent === undefined ? '' : `e${exponent}`}`
}

/** There are many NaNs by their bits, and one by its name. */
function isPlainNaN(value: number): boolean {
  const bits = Buffer.alloc(8)
  bits.writeDoubleBE(value)
  return bits.readBigUInt64BE() === 0x7ff8000000000000n
}

const ESCAPES: Readonly<Record<string, string>> = {
  "'": "\\'",
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
}

/** Text in quotes. Control characters are written out, so that a line stays a line. */
export function quote(text: string): string {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  const escaped = text.replace(/['\\\u0000-\u001f\u007f\u2028\u2029]/g, (char) => {
    return ESCAPES[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return `'${escaped}'`
}

/** A bin's name as it stands in a path. */
export function nameText(name: string): string {
  if (binNameFault(name) !== undefined) throw new Unprintable()
  return isIdentifier(name) ? name : quote(name)
}
