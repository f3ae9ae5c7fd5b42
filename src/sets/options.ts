import { checkBin } from '../collections/bin-name.ts'
import { clientError, quoteName } from '../errors/index.ts'
import { WRITE_OPTIONS } from '../policy/command.ts'
import { boolean, custom, defaultsOf, integer, type OptionTable, type Resolved } from '../policy/table.ts'
import type { Bins } from '../record.ts'
import type { Codec, KeyCodec } from './codec.ts'
import type { AliasesThatFit } from './names.ts'

/** Options of `define`. */
export interface SetOptions<Fields, Aliases, Codecs, Defaults, Id> {
  /** Names of bins for fields whose own name is too long, or shall not be stored: 1 to 15 bytes, each given once. */
  readonly aliases?: (Aliases & AliasesThatFit<Aliases, Fields>) | undefined
  /** How fields are stored whose values no bin holds as they are: see `codecs`. */
  readonly codecs?: (Codecs & { readonly [Name in Exclude<keyof Codecs, keyof Fields>]: never }) | undefined
  /** What keys are: `keys.string`, `keys.integer`, `keys.bytes`, or a codec for any others. Default: any of the three. */
  readonly key?: KeyCodec<Id> | undefined
  /** Values, or functions that make them, for fields that are missing when a record is written or read whole. */
  readonly defaults?:
    (Defaults & { readonly [Name in Exclude<keyof Defaults, keyof Fields>]: never }) | undefined
  /** Version of the form in which records are stored; written into `versionBin` by `put`, `putMany` and `update`. Default: none. */
  readonly version?: number | undefined
  /** The bin that holds the version. Default `_v`. */
  readonly versionBin?: string | undefined
  /**
   * Brings the bins of an older record, as they are stored, into the form of today; when it is read, whole. `from` is 0 for a record without a
   * version. What it gives is not written back by reading.
   */
  readonly migrate?: ((bins: Bins, from: number) => Bins | Promise<Bins>) | undefined
  /** Seconds until records expire that a call of this set writes, when the call does not say it. Default: as the client is set. */
  readonly ttl?: number | undefined
  /** Check by the schema what is read, too. Default false. */
  readonly checkReads?: boolean | undefined
}

type Names = Readonly<Record<string, string>>
type Codecs = Readonly<Record<string, Codec>>

function objectFault(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? undefined
    : 'must be an object by field'
}

function isCodec(value: unknown): boolean {
  const { encode, decode } = (value ?? {}) as Partial<Codec>
  return typeof encode === 'function' && typeof decode === 'function'
}

function codecsFault(value: unknown): string | undefined {
  const fault = objectFault(value)
  if (fault !== undefined) return fault
  const [wrong] = Object.entries(value as object).find(([, codec]) => !isCodec(codec)) ?? []
  return wrong === undefined ? undefined : `: that of ${quoteName(wrong)} must have encode and decode`
}

function keyFault(value: unknown): string | undefined {
  const { encode, decode } = (value ?? {}) as Partial<KeyCodec>
  return typeof encode === 'function' && (decode === undefined || typeof decode === 'function')
    ? undefined
    : 'must be one of keys, or have encode'
}

function functionFault(value: unknown): string | undefined {
  return typeof value === 'function' ? undefined : 'must be a function'
}

export const SET_OPTIONS = {
  aliases: custom<Names>({}, objectFault, 'Names of bins by field.'),
  codecs: custom<Codecs>({}, codecsFault, 'How fields are stored.'),
  key: custom<KeyCodec | undefined>(undefined, keyFault, 'What keys are.'),
  defaults: custom<Readonly<Record<string, unknown>>>({}, objectFault, 'Values of fields that are missing.'),
  version: integer(0, 1, Number.MAX_SAFE_INTEGER, 'Version of the form in which records are stored.'),
  versionBin: custom<string>('_v', () => undefined, 'The bin that holds the version.'),
  migrate: custom<((bins: Bins, from: number) => Bins | Promise<Bins>) | undefined>(
    undefined,
    functionFault,
    'Brings older records into the form of today.',
  ),
  ttl: custom<number | undefined>(undefined, ttlFault, 'Seconds until records expire.'),
  checkReads: boolean(false, 'Check by the schema what is read, too.'),
} as const satisfies OptionTable

export type ResolvedSet = Resolved<typeof SET_OPTIONS>
export const SET_DEFAULTS = defaultsOf(SET_OPTIONS)

function ttlFault(value: unknown): string | undefined {
  const { min, max } = WRITE_OPTIONS.ttl
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max
    ? undefined
    : `must be a whole number from ${min} to ${max}`
}

/** Bins by field for those that have another name. @throws ArgumentError for one that cannot be a bin, or stands for two fields */
export function checkAliases({ aliases, version, versionBin }: ResolvedSet): ReadonlyMap<string, string> {
  const taken = new Set(version === 0 ? [] : [checkBin(versionBin)])
  for (const [field, bin] of Object.entries(aliases)) {
    if (taken.has(checkBin(bin)))
      throw clientError(
        'INVALID_OPTION',
        `define: the alias ${quoteName(bin)} of ${quoteName(field)} is taken`,
        {
          hint: 'each bin holds one field',
        },
      )
    taken.add(bin)
  }
  return new Map(Object.entries(aliases))
}
