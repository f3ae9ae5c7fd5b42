import { quoteName } from '../errors/index.ts'
import { types } from 'node:util'
import { isDate, isMap, isPlainObject } from '../kinds.ts'
import { Carried, type CarriedPart } from './carried.ts'
import { refused, refusedObject } from './refuse.ts'

/** Deeper nesting would end the call stack of whoever reads it. */
const DEPTH_MAX = 1000

/** Levels of prototypes of a built-in class itself; an instance of a class that extends it has more. */
const LEVELS = { builtIn: 2, typedArray: 3 } as const

const TYPED_ARRAYS = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const

/**
 * Makes the copy of a document that is packed: objects, Maps and all others of this realm, since msgpackr knows no others; what
 * it cannot write is carried beside; what would not come back as it is, is refused. Shared parts and cycles stay what they are.
 */
export class TreeCopy {
  readonly carried: CarriedPart[] = []
  readonly #copies = new Map<object, unknown>()
  readonly #path: (string | number)[] = []
  #minusZero: unknown[] | undefined

  copy(value: unknown): unknown {
    switch (typeof value) {
      case 'string':
        return isSafeText(value) ? value : this.#carry(Carried.text, Buffer.from(value, 'utf16le'))
      case 'number':
        return Object.is(value, -0) ? (this.#minusZero ??= this.#carry(Carried.minusZero, null)) : value
      case 'object':
        return value === null ? null : (this.#copies.get(value) ?? this.#object(value))
      case 'function':
      case 'symbol':
        throw refused(this.#path, `a ${typeof value}`, 'leave it out')
      default:
        return value
    }
  }

  #at(step: string | number, value: unknown): unknown {
    if (isSafeScalar(value)) return value
    this.#path.push(step)
    const copy = this.copy(value)
    this.#path.pop()
    return copy
  }

  #object(value: object): unknown {
    if (this.#path.length > DEPTH_MAX)
      throw refused(this.#path, `a value below ${DEPTH_MAX} levels`, 'keep the document flatter')
    if (Array.isArray(value)) return this.#array(value)
    // An arguments object has the prototype of a plain one.
    if (types.isArgumentsObject(value))
      throw refused(this.#path, 'an arguments object', 'give an array: [...arguments]')
    if (isPlainObject(value)) return this.#plain(value as Record<string, unknown>)
    if (ArrayBuffer.isView(value)) return this.#remember(value, this.#view(value))
    if (levelsOf(value) !== LEVELS.builtIn || !isKnown(value)) throw refusedObject(this.#path, value)
    this.#checkExtras(value, 0)
    if (isMap(value)) return this.#map(value)
    if (types.isSet(value)) return this.#set(value)
    return this.#remember(value, this.#scalar(value))
  }

  #remember<T>(value: object, copy: T): T {
    this.#copies.set(value, copy)
    return copy
  }

  #plain(value: Record<string, unknown>): unknown {
    const keys = Object.keys(value)
    this.#checkSymbols(value)
    const isBare = Object.getPrototypeOf(value) === null
    if (isBare || !keys.every(isSafeKey)) {
      const kind = isBare ? Carried.bareObject : Carried.object
      return this.#carryPairs(value, kind, [], keys)
    }
    const copy: Record<string, unknown> = this.#remember(value, {})
    for (const key of keys) copy[key] = this.#at(key, value[key])
    return copy
  }

  #array(value: readonly unknown[]): unknown {
    if (levelsOf(value) !== LEVELS.builtIn) throw refusedObject(this.#path, value)
    const keys = Object.keys(value)
    if (keys.length !== value.length || !isDense(value)) return this.#unusualArray(value, keys)
    this.#checkSymbols(value)
    const copy: unknown[] = this.#remember(value, [])
    for (let i = 0; i < value.length; i++) copy.push(this.#at(i, value[i]))
    return copy
  }

  /** An array with holes is carried, one with other properties is refused. */
  #unusualArray(value: readonly unknown[], keys: readonly string[]): unknown {
    const indexes = keys.filter(isIndex)
    this.#checkExtras(value, indexes.length, keys)
    return this.#carryPairs(value, Carried.sparseArray, [value.length], indexes.map(Number))
  }

  #map(value: ReadonlyMap<unknown, unknown>): unknown {
    const copy = this.#remember(value, new Map<unknown, unknown>())
    for (const [key, item] of value)
      copy.set(this.#at('[key of a Map]', key), this.#at('[value of a Map]', item))
    return copy
  }

  #set(value: ReadonlySet<unknown>): unknown {
    const copy = this.#remember(value, new Set())
    for (const item of value) copy.add(this.#at('[item of a Set]', item))
    return copy
  }

  /** What holds no other values: a Date, a RegExp or an ArrayBuffer. */
  #scalar(value: object): unknown {
    if (isDate(value)) return new Date(value.getTime())
    if (types.isRegExp(value)) {
      if (value.lastIndex === 0) return new RegExp(value.source, value.flags)
      throw refused(this.#path, 'a RegExp in the middle of a search', 'set its lastIndex to 0')
    }
    const buffer = value as ArrayBuffer
    if (!isResizable(buffer)) return buffer.slice(0)
    throw refused(this.#path, 'a resizable ArrayBuffer', 'store a copy: buffer.slice()')
  }

  /** A Buffer, a typed array or a DataView: the bytes it shows, whatever else its memory holds. */
  #view(value: ArrayBufferView): unknown {
    if (Object.getPrototypeOf(value) === Buffer.prototype) return value
    const { buffer, byteOffset, byteLength } = value
    const bytes = Uint8Array.from(new Uint8Array(buffer, byteOffset, byteLength))
    if (types.isDataView(value) && levelsOf(value) === LEVELS.builtIn) return new DataView(bytes.buffer)
    const tag = (value as { readonly [Symbol.toStringTag]?: string })[Symbol.toStringTag] ?? ''
    if (levelsOf(value) !== LEVELS.typedArray || !isTypedArrayName(tag))
      throw refusedObject(this.#path, value)
    return new TYPED_ARRAYS[tag](bytes.buffer)
  }

  #carry(kind: number, data: unknown): unknown[] {
    const standIn: unknown[] = []
    this.carried.push([standIn, kind, data])
    return standIn
  }

  /** The stand-in is known before what it stands for is looked at, which may lead back to it. */
  #carryPairs(
    value: object,
    kind: number,
    head: readonly unknown[],
    keys: readonly (string | number)[],
  ): unknown {
    const data: unknown[] = [...head]
    const standIn = this.#remember(value, this.#carry(kind, data))
    for (const key of keys) {
      data.push([this.copy(key), this.#at(key, (value as Record<string | number, unknown>)[key])])
    }
    return standIn
  }

  #checkExtras(value: object, known: number, keys: readonly string[] = Object.keys(value)): void {
    this.#checkSymbols(value)
    if (keys.length === known) return
    const extra = keys[known] ?? ''
    throw refused(
      this.#path,
      `the property ${quoteName(extra)} of what is no plain object`,
      'store it beside',
    )
  }

  #checkSymbols(value: object): void {
    for (const symbol of Object.getOwnPropertySymbols(value)) {
      if (Object.prototype.propertyIsEnumerable.call(value, symbol))
        throw refused(this.#path, `a property named by ${symbol.toString()}`, 'name it by text')
    }
  }
}

/** Most of a document: what needs no copy, and cannot be refused. */
function isSafeScalar(value: unknown): boolean {
  if (typeof value === 'string') return isSafeText(value)
  if (typeof value === 'number') return value !== 0 || Object.is(value, 0)
  return typeof value === 'boolean' || value === null
}

/** Whether UTF-8 and msgpackr's reader give it back as it is. */
function isSafeText(text: string): boolean {
  return text.charCodeAt(0) !== 0xfeff && text.isWellFormed()
}

/** `__proto__` is renamed by msgpackr's reader; `__keys__` gets in the way of its own bookkeeping. */
function isSafeKey(key: string): boolean {
  return key !== '__proto__' && key !== '__keys__' && isSafeText(key)
}

function isDense(array: readonly unknown[]): boolean {
  for (let i = 0; i < array.length; i++) if (array[i] === undefined && !(i in array)) return false
  return true
}

/** Of an array's keys, its indexes come first, in their order. */
function isIndex(key: string): boolean {
  return String(Number(key) >>> 0) === key && key !== '4294967295'
}

function levelsOf(value: object): number {
  let levels = 0
  for (let at: unknown = Object.getPrototypeOf(value); at !== null; at = Object.getPrototypeOf(at)) levels++
  return levels
}

/** The built-in classes, besides arrays and views, of which documents take instances. */
function isKnown(value: object): boolean {
  return (
    isMap(value) || types.isSet(value) || isDate(value) || types.isRegExp(value) || types.isArrayBuffer(value)
  )
}

function isTypedArrayName(tag: string): tag is keyof typeof TYPED_ARRAYS {
  return Object.hasOwn(TYPED_ARRAYS, tag)
}

function isResizable(buffer: ArrayBuffer): boolean {
  return (buffer as { readonly resizable?: boolean }).resizable === true
}
