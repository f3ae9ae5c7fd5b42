import { clientError, quoteName } from '../errors/index.ts'
import type { Key } from '../key.ts'
import type { Bins } from '../record.ts'
import type { Value } from '../values.ts'
import { setProperty } from '../wire/msgpack/unpack.ts'
import type { Codec } from './codec.ts'
import { checkAliases, type ResolvedSet } from './options.ts'
import { SchemaError, StoredError } from './schema-error.ts'

/** Fields by name, as the application has them. */
export type Fields = Readonly<Record<string, unknown>>

/** How the fields of the application lie in bins. */
export class Layout {
  readonly codecs: ReadonlyMap<string, Codec>
  readonly #bins: ReadonlyMap<string, string>
  readonly #fields: ReadonlyMap<string, string>
  readonly #version: number
  readonly #versionBin: string

  constructor(options: ResolvedSet) {
    this.#bins = checkAliases(options)
    this.#fields = new Map(Array.from(this.#bins, ([field, bin]) => [bin, field]))
    this.codecs = new Map(Object.entries(options.codecs))
    this.#version = options.version
    this.#versionBin = options.versionBin
  }

  /** Whether bins are fields, as they are. */
  get isPlain(): boolean {
    return this.#bins.size === 0 && this.codecs.size === 0 && this.#version === 0
  }

  /** The bin of a field. */
  binOf(field: string): string {
    return this.#bins.get(field) ?? field
  }

  /** The field of a bin; undefined for a bin that is none of the set's own. */
  #fieldOf(bin: string): string | undefined {
    if (this.#version > 0 && bin === this.#versionBin) return undefined
    return this.#fields.get(bin) ?? (this.#bins.has(bin) ? undefined : bin)
  }

  /** The bins of fields that are asked for. */
  binsOf(fields: readonly string[]): readonly string[] {
    const bins = fields.map((field) => this.binOf(field))
    return this.#version > 0 && bins.length > 0 ? [...bins, this.#versionBin] : bins
  }

  /** Bins to be written. What is undefined is left as it is. */
  encode(fields: Fields, key: Key): Bins {
    const bins: Bins = {}
    for (const [field, value] of Object.entries(fields)) {
      if (value === undefined) continue
      const bin = this.binOf(field)
      if (this.#fieldOf(bin) !== field) throw takenError(field)
      setProperty(bins, bin, this.encodeField(field, value, key))
    }
    if (this.#version > 0) bins[this.#versionBin] = this.#version
    return bins
  }

  encodeField(field: string, value: unknown, key?: Key): Value {
    const codec = value === null ? undefined : this.codecs.get(field)
    if (codec === undefined) return value as Value
    try {
      return codec.encode(value)
    } catch {
      // What it threw may have the value in its message.
      throw new SchemaError({ ...this.#issue(field, key), hint: 'its codec does not take the value' })
    }
  }

  /** Fields of bins that were read. */
  decode(bins: Bins, key: Key): Record<string, unknown> {
    const fields: Record<string, unknown> = {}
    for (const [bin, value] of Object.entries(bins)) {
      const field = this.#fieldOf(bin)
      if (field !== undefined)
        setProperty(fields as Bins, field, this.decodeField(field, value, key) as Value)
    }
    return fields
  }

  decodeField(field: string, stored: Value, key?: Key): unknown {
    const codec = this.codecs.get(field)
    if (codec === undefined) return stored
    try {
      return codec.decode(stored)
    } catch {
      throw new StoredError({ ...this.#issue(field, key), hint: 'its codec does not take what is stored' })
    }
  }

  /** The version of a record that was read whole; 0 for none. */
  versionOf(bins: Bins, key: Key): number {
    const version = this.#version > 0 ? Number(bins[this.#versionBin] ?? 0) : 0
    if (version <= this.#version) return version
    throw clientError(
      'VERSION_TOO_NEW',
      `The record has version ${version}, and the set is defined for ${this.#version}`,
      {
        key: key.toString(),
        hint: 'it was written by a later release of the application',
      },
    )
  }

  #issue(
    field: string,
    key: Key | undefined,
  ): {
    readonly issues: readonly { field: string; bin: string; place: string }[]
    readonly key: Key | undefined
  } {
    return { issues: [{ field, bin: this.binOf(field), place: '' }], key }
  }
}

function takenError(field: string): Error {
  return clientError(
    'INVALID_BIN_NAME',
    `The field ${quoteName(field)} would lie in a bin that holds another one`,
    {
      hint: 'give it an alias',
    },
  )
}
