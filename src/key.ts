import { clientError, quoteName } from './errors/index.ts'
import { introduce } from './inspect.ts'
import { isBytes, kindOf, mark } from './kinds.ts'
import { partitionOf, ripemd160Into } from './wire/digest.ts'
import { fitsInt64 } from './wire/integer.ts'
import { NAMESPACE_MAX, nameFault, SET_NAME_MAX } from './wire/names.ts'
import { DIGEST_SIZE } from './wire/proto.ts'
import { type UserKey, writeUserKey } from './wire/user-key.ts'
import { ValueFailure } from './wire/value-failure.ts'
import { Writer } from './wire/writer.ts'

export type { UserKey } from './wire/user-key.ts'

/** A larger scratch buffer than this, left by one very long key, is not kept. */
const SCRATCH_MAX = 0x1_0000
let scratch = new Writer(256)
/** Digests are kept together, some hundred in a slab. */
const SLAB_SIZE = 8192
let digests = Buffer.allocUnsafeSlow(SLAB_SIZE)
let nextDigest = 0

/**
 * A record's key: namespace, set and the user's key. The server finds a record by the digest of set and user key alone, which
 * is computed once and kept here; the user's key is stored with the record only when `sendKey` asks for it.
 *
 * @example
 * const key = new Key('test', 'users', 42)
 */
export class Key {
  readonly namespace: string
  /** The set's name; empty for none. */
  readonly set: string
  /** The user's key; undefined when only the digest is known. */
  readonly userKey: UserKey | undefined
  /** The digest lies among others in a slab: a Buffer of its own for 20 bytes would cost more than the digest itself. */
  #slab: Buffer | undefined
  #at: number

  static {
    mark(this.prototype, 'Key')
    // A key that a query found has no user key to be told by.
    introduce(this, 'Key', ({ namespace, set, userKey, digest }) =>
      userKey === undefined
        ? { namespace, set, digest: digest.toString('hex') }
        : { namespace, set, userKey },
    )
  }

  /**
   * @param namespace 1 to 31 bytes of UTF-8, none of them NUL
   * @param set up to 63 bytes of UTF-8, none of them NUL; `''` or null for no set
   * @param userKey text, an integer, or bytes
   * @throws ArgumentError `INVALID_KEY` when a part is of the wrong type, too long, or has what no name may have
   */
  constructor(namespace: string, set: string | null | undefined, userKey: UserKey)
  /** @internal */
  constructor(
    namespace: string,
    set: string | null | undefined,
    userKey: UserKey | undefined,
    slab: Buffer,
    at?: number,
  )
  constructor(
    namespace: string,
    set: string | null | undefined,
    userKey: UserKey | undefined,
    slab?: Buffer,
    at = 0,
  ) {
    this.namespace = checkNamespace(namespace)
    this.set = set === null || set === undefined ? '' : checkSet(set)
    if (userKey !== undefined || slab === undefined) checkUserKey(userKey)
    this.userKey = isBytes(userKey) ? Buffer.from(userKey) : userKey
    this.#slab = slab
    this.#at = at
  }

  /** A key known by its digest only, for example from a query. */
  static fromDigest(
    namespace: string,
    set: string | null | undefined,
    digest: Uint8Array,
    userKey?: UserKey,
  ): Key {
    if (!isBytes(digest) || digest.length !== DIGEST_SIZE) {
      throw clientError('INVALID_KEY', `A digest is ${DIGEST_SIZE} bytes`)
    }
    return new Key(namespace, set, userKey, Buffer.from(digest))
  }

  /** RIPEMD-160 of set and user key, 20 bytes. */
  get digest(): Buffer {
    const slab = this.#slab ?? this.#compute()
    return Buffer.from(slab.subarray(this.#at, this.#at + DIGEST_SIZE))
  }

  /**
   * Appends the digest.
   * @internal
   */
  writeDigest(writer: Writer): void {
    const slab = this.#slab ?? this.#compute()
    writer.copy(slab, this.#at, this.#at + DIGEST_SIZE)
  }

  #compute(): Buffer {
    if (nextDigest + DIGEST_SIZE > digests.length) {
      digests = Buffer.allocUnsafeSlow(SLAB_SIZE)
      nextDigest = 0
    }
    // Without a digest there is a user key: the constructor saw to it.
    computeDigest(this.namespace, this.set, this.userKey as UserKey)
    this.#at = nextDigest
    this.#slab = digests
    nextDigest += DIGEST_SIZE
    return digests
  }

  /** Which of the 4096 partitions the record belongs to. */
  get partitionId(): number {
    const slab = this.#slab ?? this.#compute()
    return partitionOf(slab, this.#at)
  }

  /** `namespace/set/digest`: says which record without saying its key, for logs. */
  toString(): string {
    return `${this.namespace}/${this.set}/${this.digest.toString('hex')}`
  }

  toJSON(): { namespace: string; set: string; userKey: string | number | null; digest: string } {
    const { namespace, set, userKey } = this
    const plain = isBytes(userKey) ? Buffer.from(userKey).toString('base64') : userKey
    return {
      namespace,
      set,
      userKey: typeof plain === 'bigint' ? plain.toString() : (plain ?? null),
      digest: this.digest.toString('hex'),
    }
  }
}

/** Whether a value is a key, made by this copy of the package or by another. */
export function isKey(value: unknown): value is Key {
  return kindOf(value) === 'Key'
}

/** Puts the digest at `nextDigest` of `digests`. */
function computeDigest(namespace: string, set: string, userKey: UserKey): void {
  scratch.position = 0
  try {
    scratch.utf8(set)
    const typeAt = scratch.position
    scratch.u8(0)
    // In two steps: writing the key may put another buffer in the place of this one.
    const type = writeUserKey(scratch, userKey)
    scratch.buffer[typeAt] = type
  } catch (error) {
    throw error instanceof ValueFailure ? error.toError(`The key ${namespace}/${set}`) : error
  }
  ripemd160Into(digests, nextDigest, scratch)
  if (scratch.buffer.length > SCRATCH_MAX) scratch = new Writer(256)
}

function checkUserKey(userKey: unknown): void {
  if (typeof userKey === 'string') return
  if (typeof userKey === 'number') {
    if (!Number.isSafeInteger(userKey)) {
      throw clientError('INVALID_KEY', 'A number as a key must be a whole number within ±(2^53 - 1)', {
        hint: 'use a bigint for larger integers, text for anything else',
      })
    }
  } else if (typeof userKey === 'bigint') {
    if (!fitsInt64(userKey)) {
      throw clientError('INVALID_KEY', 'A bigint as a key must fit a signed 64-bit integer')
    }
  } else if (!isBytes(userKey)) {
    throw clientError(
      'INVALID_KEY',
      `A key is text, an integer or bytes, not ${userKey === null ? 'null' : typeof userKey}`,
    )
  }
}

/** Names that were found good last: keys come in thousands of one set. */
let knownNamespace = ''
let knownSet = ''

/** A namespace as the server names them. */
export function checkNamespace(namespace: unknown): string {
  if (namespace === knownNamespace && knownNamespace !== '') return knownNamespace
  const name = checkName(namespace, 'namespace', NAMESPACE_MAX)
  if (name === '') throw clientError('INVALID_KEY', 'The namespace is empty')
  return (knownNamespace = name)
}

/** A set's name; empty for none. */
export function checkSet(set: unknown): string {
  return set === knownSet ? knownSet : (knownSet = checkName(set, 'set', SET_NAME_MAX))
}

function checkName(name: unknown, what: string, max: number): string {
  if (typeof name !== 'string')
    throw clientError('INVALID_KEY', `The ${what} must be text, not ${typeof name}`)
  const fault = nameFault(name, max)
  if (fault === undefined) return name
  throw clientError('INVALID_KEY', `The ${what} ${quoteName(name)} ${fault}`)
}
