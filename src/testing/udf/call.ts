import { FieldType } from '../../wire/proto.ts'
import type { Request } from '../record/request.ts'
import { Code } from '../result-code.ts'

/** Longest names, in bytes (UDF_MAX_STRING_SZ, as/include/transaction/udf.h). */
const MAX_NAME = 127

/** A function of a module, and what it is called with (udf_def, udf.c). */
export interface UdfCall {
  readonly module: string
  readonly function: string
  /** A packed list; anything else is no arguments. */
  readonly args: Buffer
}

/** The function that a request names, or the result code that refuses it (udf_def_init_from_msg, udf.c, 8.1.2). */
export function callOf(request: Request): UdfCall | number {
  const module = request.field(FieldType.udfFilename)
  const name = request.field(FieldType.udfFunction)
  const args = request.field(FieldType.udfArgs)
  if (module === undefined || name === undefined || args === undefined) return Code.parameter
  if (module.length > MAX_NAME || name.length > MAX_NAME) return Code.parameter
  return { module: module.toString(), function: name.toString(), args }
}
