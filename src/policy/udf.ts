import { BASE_OPTIONS, READ_OPTIONS, WRITE_OPTIONS } from './command.ts'
import { defaultsOf, pick, type Resolved } from './table.ts'

/** Options of calling a user-defined function on a record. */
export const APPLY_OPTIONS = {
  ...BASE_OPTIONS,
  ...pick(WRITE_OPTIONS, 'ttl', 'commitLevel', 'durableDelete', 'sendKey', 'onLockingOnly', 'filteredOut'),
  ...pick(READ_OPTIONS, 'integers', 'maps'),
} as const

export type ApplyPolicy = Resolved<typeof APPLY_OPTIONS>
export const APPLY_DEFAULTS: ApplyPolicy = defaultsOf(APPLY_OPTIONS)
