import { refuse } from '../cdt/refusal.ts'
import { PayloadReader } from '../payload/reader.ts'
import { Code } from '../result-code.ts'
import { closeContainer, openContainer } from './container.ts'
import { compareWhole } from './order.ts'
import type { Walk } from './walk.ts'

/**
 * The bin with the changes a walk made: ordered lists on its way are sorted again, and what lies off its way stays byte
 * for byte (cdt_select_apply, cdt.c, 8.1.2).
 */
export function rebuild(data: Buffer, walk: Walk): Buffer {
  return rebuilt(new PayloadReader(data), walk) ?? data
}

/** The element at the reader, which is passed over; `undefined` when it is taken out. */
function rebuilt(reader: PayloadReader, walk: Walk): Buffer | undefined {
  const start = reader.offset
  const change = walk.changes.get(start)
  if (change !== undefined || !walk.entered.has(start)) {
    const element = reader.element() ?? refuse(Code.unknown)
    return change === undefined ? element : (change ?? undefined)
  }
  const container = openContainer(reader) ?? refuse(Code.unknown)
  const parts: Buffer[] = []
  for (let i = 0; i < container.count; i++) {
    const key = container.isMap ? (reader.element() ?? refuse(Code.unknown)) : undefined
    const value = rebuilt(reader, walk)
    if (value !== undefined) parts.push(key === undefined ? value : Buffer.concat([key, value]))
  }
  if (container.ordered && !container.isMap) parts.sort(compareWhole)
  return closeContainer(container.isMap, container.marker, parts.length, parts)
}
