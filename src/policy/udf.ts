import { BASE_OPTIONS, READ_OPTIONS, WRITE_OPTIONS } from './command.ts'
import { defaultsOf, type Resolved } from './table.ts'

/** Options of calling a user-defined function on a record. */
export const APPLY_OPTIONS = {
  ...BASE_OPTIONS,
  ttl: WRITE_OPTIONS.ttl,
  commitLevel: WRITE_OPTIONS.commitLevel,
  durableDelete: WRITE_OPTIONS.durableDelete,
  sendKey: WRITE_OPTIONS.sendKey,
  onLockingOnly: WRITE_OPTIONS.onLockingOnly,
  integers: READ_OPTIONS.integers,
  maps: READ_OPTIONS.maps,
  filteredOut: WRITE_OPTIONS.filteredOut,
} as const

export type ApplyPolicy = Resolved<typeof APPLY_OPTIONS>
export const APPLY_DEFAULTS: ApplyPolicy = defaultsOf(APPLY_OPTIONS)
