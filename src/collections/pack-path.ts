import { packListHeader, packNumber } from '../wire/msgpack/pack.ts'
import type { Writer } from '../wire/writer.ts'
import { CdtEnvelope, PathFlag } from './cdt-codes.ts'
import { checkOptions } from './check.ts'
import { checkPath, type Context, packContext } from './context-step.ts'

/**
 * What to answer about the elements that a path leads to: the elements (`value`); the keys of map entries (`key`), or each
 * key followed by its value (`keyValue`); or the bin itself, cut down to what the path leads to (`tree`).
 */
export type PathReturnType = 'tree' | 'value' | 'key' | 'keyValue'

const RETURN_TYPES = {
  tree: PathFlag.tree,
  value: PathFlag.value,
  key: PathFlag.key,
  keyValue: PathFlag.keyValue,
} as const satisfies Record<PathReturnType, number>

/** The flags of a select by path. */
export function selectFlags(
  where: string,
  options: { readonly returnType?: PathReturnType; readonly noFail?: boolean },
): number {
  checkOptions(where, options, { returnType: Object.keys(RETURN_TYPES), noFail: 'boolean' })
  return RETURN_TYPES[options.returnType ?? 'value'] | noFail(options.noFail)
}

/** The flags of a modify by path. */
export function modifyFlags(where: string, options: { readonly noFail?: boolean }): number {
  checkOptions(where, options, { noFail: 'boolean' })
  return PathFlag.apply | noFail(options.noFail)
}

function noFail(on: boolean | undefined): number {
  return on === true ? PathFlag.noFail : 0
}

/** Checks a path; returns what writes `[0xFE, [step, …], flags, change?]`. */
export function pathWriter(
  where: string,
  context: Context,
  flags: number,
  change?: Buffer,
): (writer: Writer) => void {
  checkPath(where, context)
  return (writer) => {
    writePath(writer, context, flags, change)
  }
}

/** Writes a path that has been checked. */
export function writePath(writer: Writer, context: Context, flags: number, change: Buffer | undefined): void {
  packListHeader(writer, change === undefined ? 3 : 4)
  packNumber(writer, CdtEnvelope.select)
  packContext(writer, context)
  packNumber(writer, flags)
  if (change !== undefined) writer.bytes(change)
}
