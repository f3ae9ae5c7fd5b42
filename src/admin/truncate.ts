import { clientError } from '../errors/index.ts'
import { filterBytes } from '../commands/fields.ts'
import { ask, infoValue } from '../execute/info.ts'
import type { Session } from '../execute/session.ts'
import { isDate } from '../kinds.ts'
import { administer } from './administer.ts'
import { NAMESPACE_MAX, SET_NAME_MAX } from '../wire/names.ts'
import { checkKnown } from './namespace.ts'
import type { FilterExpression } from '../policy/filter-expression.ts'
import type { InfoOptions } from '../policy/query-options.ts'

/** Options of truncating. */
export interface TruncateOptions extends InfoOptions {
  /** Only records last written before this moment; all that are there now when left out. */
  readonly before?: Date | undefined
}

/**
 * Deletes all records of a set, or of a namespace, without durable deletes: they may come back after a cold start.
 * @throws ClusterError `NAMESPACE_NOT_FOUND`; a set that is not there has nothing to delete
 */
export async function truncate(
  session: Session,
  namespace: string,
  set: string | null | undefined,
  options: TruncateOptions = {},
): Promise<void> {
  const { before, ...rest } = options
  await administer(session, 'truncate', rest, async (scope, node) => {
    const command = truncateCommand(namespace, set, before)
    await checkKnown(scope, namespace)
    await ask(scope, await node(), command, { changes: true })
  })
}

/** The moment goes as nanoseconds since 1970 (server cmd_truncate in as/src/base/thr_info.c, 8.1.2). */
export function truncateCommand(
  namespace: string,
  set: string | null | undefined,
  before: Date | undefined,
): string {
  const scope = `namespace=${infoValue('namespace', namespace, NAMESPACE_MAX)}`
  const whole = set === undefined || set === null || set === ''
  const name = whole
    ? `truncate-namespace:${scope}`
    : `truncate:${scope};set=${infoValue('set', set, SET_NAME_MAX)}`
  if (before === undefined) return name
  if (!isDate(before) || Number.isNaN(before.getTime()))
    throw clientError('INVALID_OPTION', 'truncate: before must be a valid Date')
  return `${name};lut=${BigInt(before.getTime()) * 1_000_000n}`
}

/**
 * Sets which records a data centre is sent (enterprise edition); null takes the filter away.
 * @throws ServerError `ENTERPRISE_ONLY`
 */
export async function setXdrFilter(
  session: Session,
  dataCenter: string,
  namespace: string,
  filter: FilterExpression | null,
  options?: InfoOptions,
): Promise<void> {
  await administer(session, 'setXdrFilter', options, async (scope, node) => {
    const expression = filter === null ? 'null' : Buffer.from(filterBytes(filter)).toString('base64')
    const command = `xdr-set-filter:dc=${infoValue('dataCenter', dataCenter)};namespace=${infoValue('namespace', namespace, NAMESPACE_MAX)};exp=${expression}`
    await ask(scope, await node(), command, { changes: true })
  })
}
