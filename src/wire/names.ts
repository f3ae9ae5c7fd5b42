import { BIN_NAME_MAX } from './proto.ts'

// What names the server takes (8.1.2), in bytes of UTF-8. Each function returns what is wrong with a name, as the end of a
// sentence about it; undefined for a good one.

/** AS_ID_NAMESPACE_SZ - 1, as/include/base/datamodel.h. */
export const NAMESPACE_MAX = 31
/** AS_SET_NAME_MAX_SIZE - 1, datamodel.h. */
export const SET_NAME_MAX = 63
/** INAME_MAX_SZ - 1, as/include/sindex/sindex_manager.h. */
export const INDEX_NAME_MAX = 63
/** Modules and functions: MAX_FILE_NAME_SZ - 1, as/src/base/udf_cask.c; UDF_MAX_STRING_SZ - 1, as/include/transaction/udf.h. */
export const UDF_NAME_MAX = 127

/** Any bytes but NUL, which ends a name inside the server (as_bin_name_check, datamodel.h; cf_vmapx_put_unique_w_len, cf/src/vmapx.c). */
export function nameFault(name: string, max: number): string | undefined {
  // A short name of any script fits; only one that might not is measured.
  if (name.length * 3 > max && Buffer.byteLength(name) > max) return `is longer than ${max} bytes`
  if (name.includes('\0')) return 'has a NUL, which no name may have'
  return name.isWellFormed() ? undefined : 'has half a surrogate pair, which UTF-8 cannot express'
}

export function binNameFault(name: string): string | undefined {
  return name === '' ? 'is empty' : nameFault(name, BIN_NAME_MAX)
}
