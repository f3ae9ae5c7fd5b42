import { clientError } from '../../errors/index.ts'
import { isPlainObject } from '../../kinds.ts'
import {
  boolean,
  custom,
  defaultsOf,
  describe,
  integer,
  resolveOptions,
  type Resolved,
} from '../../policy/table.ts'

const TTL_MAX = 315_360_000

/** What a record of a seed may say. */
const SEED_FIELDS = {
  namespace: custom<string>('', (value) => must(typeof value === 'string', 'be text', value), ''),
  set: custom<string | null>(
    null,
    (value) => must(value === null || typeof value === 'string', 'be text', value),
    '',
  ),
  key: custom<unknown>(null, () => undefined, ''),
  digest: custom<string>(
    '',
    (value) =>
      must(typeof value === 'string' && /^[0-9a-f]{40}$/i.test(value), 'be 40 hexadecimal digits', value),
    '',
  ),
  bins: custom<object>(
    {},
    (value) =>
      must(typeof value === 'object' && value !== null && isPlainObject(value), 'be an object', value),
    '',
  ),
  ttl: integer(0, -1, TTL_MAX, ''),
  generation: integer(1, 1, 0xffff, ''),
  sendKey: boolean(false, ''),
} as const
const DEFAULTS = defaultsOf(SEED_FIELDS)

export type CheckedSeed = Resolved<typeof SEED_FIELDS>

/** @throws ArgumentError `INVALID_OPTION` that names what is wrong */
export function checkSeed(record: unknown, where: string): CheckedSeed {
  if (typeof record !== 'object' || record === null) {
    throw clientError('INVALID_OPTION', `${where} must be an object, not ${describe(record)}`)
  }
  const seed = resolveOptions(SEED_FIELDS, DEFAULTS, record, where)
  for (const name of ['namespace', 'bins'] as const) {
    if (!Object.hasOwn(record, name)) throw clientError('INVALID_OPTION', `${where}: ${name} is missing`)
  }
  if (seed.key === null && seed.digest === '') {
    throw clientError('INVALID_OPTION', `${where}: key or digest is missing`)
  }
  return seed
}

function must(holds: boolean, what: string, value: unknown): string | undefined {
  return holds ? undefined : `must ${what}, not ${describe(value)}`
}
