import { clientError, quoteName } from '../errors/index.ts'
import { isPlainObject } from '../kinds.ts'
import { Double, ForeignBlob, GeoJSON, HyperLogLog, MsgpackExtension, type Value } from '../values.ts'

/** What each form of value-json.ts stands for; undefined when what is in it does not fit. */
const FORMS: Readonly<Record<string, (content: unknown) => Value | undefined>> = {
  $integer: (content) =>
    typeof content === 'string' && /^-?\d{1,19}$/.test(content) ? BigInt(content) : undefined,
  $double: (content) => (isNumberText(content) ? new Double(Number(content)) : undefined),
  $bytes: bytesOf,
  $geojson: (content) => (typeof content === 'string' ? new GeoJSON(content) : undefined),
  $hll: (content) => {
    const bytes = bytesOf(content)
    return bytes && new HyperLogLog(bytes)
  },
  $blob: (content) => typed(content, (type, bytes) => new ForeignBlob(type, bytes)),
  $extension: (content) => typed(content, (type, bytes) => new MsgpackExtension(type, bytes)),
}

/**
 * The value that the JSON of `valueJson` was made of. A whole number is an integer: `{"$double": 2}` is one with a fraction of 0.
 * @throws ValueError `INVALID_VALUE` for what is no JSON, and for an object of one key that begins with `$` and is none of the forms
 */
export function jsonValue(json: unknown): Value {
  switch (typeof json) {
    case 'number':
    case 'string':
    case 'boolean':
      return json
    case 'object':
      if (json === null) return null
      if (Array.isArray(json)) return json.map(jsonValue)
      if (isPlainObject(json)) return objectValue(json)
      break
    default:
  }
  throw clientError('INVALID_VALUE', `A ${typeof json} that JSON does not have`, {
    hint: `write what JSON does not have as one of ${[...Object.keys(FORMS), '$map'].join(', ')}`,
  })
}

function objectValue(json: object): Value {
  const entries = Object.entries(json)
  const single: readonly [string, unknown] | undefined = entries.length === 1 ? entries[0] : undefined
  const [name, content] = single ?? ['', undefined]
  if (!name.startsWith('$')) {
    return Object.fromEntries(entries.map(([key, item]) => [key, jsonValue(item)]))
  }
  const value = name === '$map' ? mapValue(content) : Object.hasOwn(FORMS, name) && FORMS[name]?.(content)
  if (value !== undefined && value !== false) return value
  const known = name === '$map' || Object.hasOwn(FORMS, name)
  throw clientError(
    'INVALID_VALUE',
    known ? `What is in ${name} does not fit` : `There is no ${quoteName(name)}`,
    {
      hint: `forms are ${[...Object.keys(FORMS), '$map'].join(', ')}; a map with such a key is {"$map": [[key, value]]}`,
    },
  )
}

function mapValue(pairs: unknown): Value | undefined {
  if (!Array.isArray(pairs) || !pairs.every((pair) => Array.isArray(pair) && pair.length === 2))
    return undefined
  return new Map((pairs as [unknown, unknown][]).map(([key, item]) => [jsonValue(key), jsonValue(item)]))
}

function typed(content: unknown, make: (type: number, bytes: Buffer) => Value): Value | undefined {
  if (!Array.isArray(content) || content.length !== 2) return undefined
  const [type, text] = content as unknown[]
  const bytes = bytesOf(text)
  return typeof type === 'number' && bytes !== undefined ? make(type, bytes) : undefined
}

function bytesOf(content: unknown): Buffer | undefined {
  if (typeof content !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(content)) return undefined
  return Buffer.from(content, 'base64')
}

function isNumberText(content: unknown): boolean {
  if (typeof content === 'number') return true
  return (
    typeof content === 'string' &&
    content.trim() !== '' &&
    (content === 'NaN' || !Number.isNaN(Number(content)))
  )
}
