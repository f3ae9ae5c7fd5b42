import * as types from 'node:util/types'

// What kind of thing a value is. Values come from other realms too (vm contexts, test runners that run each file in one,
// Electron): there a Map is no `instanceof` the Map of this realm. The same holds for errors that Node itself makes, when this
// package runs in such a realm. So kinds are told here, and `instanceof` of built-in classes is used nowhere else.

/** Bytes: a Uint8Array, or a Buffer. */
export function isBytes(value: unknown): value is Uint8Array {
  return types.isUint8Array(value)
}

/** `instanceof` costs next to nothing; only what is no object of this realm is worth a call into native code. */
export function isMap(value: unknown): value is ReadonlyMap<unknown, unknown> {
  return value instanceof Map || (!(value instanceof Object) && types.isMap(value))
}

export function isDate(value: unknown): value is Date {
  return types.isDate(value)
}

/** An error of any realm; a DOMException, as AbortSignals have, is one too. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value) || tagOf(value) === '[object DOMException]'
}

/** An error of one of the built-in classes, by its name. */
export function isErrorOf(
  value: unknown,
  name: 'AggregateError' | 'RangeError' | 'SyntaxError' | 'TypeError',
): boolean {
  return isError(value) && value.name === name
}

/** Anything that can be waited for. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value)
}

/** An object literal, or one without a prototype: anything else is a class whose meaning is not known here. */
export function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null || isForeignObjectPrototype(prototype as object)
}

/** Object.prototype of another realm. */
function isForeignObjectPrototype(prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'hasOwnProperty')
}

/** Registered for the whole process, so that two copies of the package know the instances of each other's classes. */
const KIND = Symbol.for('aerospike-ts.kind')

/** The classes of this package whose instances come in as arguments. */
export type Kind =
  | 'ContextStep'
  | 'Double'
  | 'Expression'
  | 'Filter'
  | 'ForeignBlob'
  | 'GeoJSON'
  | 'HyperLogLog'
  | 'Key'
  | 'Marker'
  | 'MsgpackExtension'
  | 'OrderedList'
  | 'OrderedMap'

/** Marks the instances of a class. */
export function mark(prototype: object, kind: Kind): void {
  Object.defineProperty(prototype, KIND, { value: kind })
}

/** Which of this package's classes an object is an instance of, whatever copy of the package made it. */
export function kindOf(value: unknown): Kind | undefined {
  return typeof value === 'object' && value !== null ? (value as { readonly [KIND]?: Kind })[KIND] : undefined
}
