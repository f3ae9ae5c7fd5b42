/**
 * Byte in front of a document that holds what msgpackr cannot write. No msgpack begins with it (the format never uses it), so
 * documents without such parts are plain msgpackr.
 */
export const CARRIED_MARK = 0xc1

/** What is carried. The numbers are stored: they never change. */
export const Carried = {
  /** -0, which msgpackr writes as 0. Data: null. */
  minusZero: 0,
  /** Text that UTF-8 or msgpackr's reader would change: half a surrogate pair, or a byte order mark at its start. Data: UTF-16LE. */
  text: 1,
  /** An object with a key that msgpackr renames or stumbles over. Data: pairs of key and value. */
  object: 2,
  /** An object without a prototype. Data: pairs of key and value. */
  bareObject: 3,
  /** An array with holes. Data: its length, then pairs of index and value. */
  sparseArray: 4,
} as const

/**
 * An empty array stands in the document wherever the carried part does; the same array stands here, beside what it stands for.
 * That they are the same is what msgpackr keeps.
 */
export type CarriedPart = [standIn: unknown[], kind: number, data: unknown]
