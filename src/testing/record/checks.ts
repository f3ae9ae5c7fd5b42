import { BIN_NAME_MAX, FieldType, ParticleType } from '../../wire/proto.ts'
import type { NamespaceSettings } from '../options.ts'
import { Code } from '../result-code.ts'
import type { StoredRecord } from '../store/stored-record.ts'
import type { Request } from './request.ts'

/** Most operations in one request (MAX_N_OPS, rw_utils.h). */
export const MAX_OPS = 32 * 1024

/** Special values of a write's ttl (datamodel.h); 0 stands for the namespace's default. */
export const Ttl = {
  useDefault: 0,
  neverExpire: 0xffff_ffff,
  dontUpdate: 0xffff_fffe,
  max: 315_360_000,
} as const

/** At most 15 bytes, and no NUL (as_bin_name_check, datamodel.h). */
export function isBinName(name: string): boolean {
  return name.length <= BIN_NAME_MAX && !name.includes('\0')
}

/** Reads and deletes need not name the set; when they do, it must be the record's (set_name_check, rw_utils.c). */
export function fitsSet(request: Request, record: StoredRecord): boolean {
  const set = request.text(FieldType.set)
  return set === '' || isSetOf(set, record)
}

/** Names are compared up to a NUL, as the server's are (strncmp in set_name_check_on_update, rw_utils.c). */
export function isSetOf(set: string, record: StoredRecord): boolean {
  if (set === record.set) return true
  return record.set !== '' && set.startsWith(`${record.set}\0`)
}

/** Whether a key that the request carries is the stored one; a record without a stored key fits any. */
export function fitsKey(request: Request, record: StoredRecord): boolean {
  if (record.key === undefined) return true
  const key = request.field(FieldType.key)
  return key === undefined || key.equals(record.key)
}

/** Whether a key can be stored (get_msg_key, rw_utils.c). */
export function isStorableKey(key: Buffer): boolean {
  if (key.length === 0) return false
  return key[0] !== ParticleType.integer || key.length === 9
}

/** Refusal of a ttl, or {@link Code.ok} (write_master, write.c). */
export function checkTtl(ttl: number, settings: NamespaceSettings): number {
  if (ttl > Ttl.max && ttl !== Ttl.neverExpire && ttl !== Ttl.dontUpdate) return Code.parameter
  const expires = ttl === Ttl.useDefault ? settings.defaultTtl !== 0 : ttl <= Ttl.max
  const swept = settings.nsupPeriod !== 0 || settings.allowTtlWithoutNsup
  return expires && !swept ? Code.forbidden : Code.ok
}
