import { refuse } from '../cdt/refusal.ts'
import { Code } from '../result-code.ts'
import { PayloadReader } from '../payload/reader.ts'
import { type Container, openContainer } from './container.ts'
import { comparePacked, compareWhole, selectRank } from './order.ts'
import { By, type Level } from './parse.ts'

/** One element of a list or map where it lies. */
export interface Element {
  /** Position in its container. */
  readonly index: number
  /** Packed key; absent in a list. */
  readonly key: Buffer | undefined
  /** Where the value starts. */
  readonly offset: number
}

/** The position an index or rank names; `undefined` when it is outside. */
export function positionOf(
  level: Level,
  container: Container,
  elements: () => readonly Buffer[],
): number | undefined {
  const count = BigInt(container.count)
  const wanted = level.index < 0n ? level.index + count : level.index
  if (wanted < 0n || wanted >= count) return undefined
  const position = Number(wanted)
  if (!container.isMap && level.by === By.index) return position
  if (container.ordered && (level.by === By.index || !container.isMap)) return position
  const values = elements()
  return selectRank(container.count, position, (a, b) => compareWhole(values[a] ?? NONE, values[b] ?? NONE))
}
const NONE = Buffer.from([0xc0])

/** Decides about elements one after another; `undefined` means that this level does not fit the container. */
export type Chooser = (element: Element, value: () => Buffer) => boolean | undefined

/** Chooses by key, value or list of keys; choosing by expression is left to the caller. */
export function chooserFor(level: Level, isMap: boolean): Chooser {
  if (level.by === By.value) return (_element, value) => equals(value(), level.value)
  if (!isMap) return () => undefined
  if (level.by === By.key) return singleKey(level.value)
  return level.by === By.keyList ? keyList(level.value) : () => undefined
}

function equals(a: Buffer, b: Buffer): boolean {
  return (comparePacked(a, b) ?? refuse(Code.unknown)) === 0
}

/** Keys are unique: once found, no other is looked at. */
function singleKey(wanted: Buffer): Chooser {
  let found = false
  return ({ key }) => {
    if (found || key === undefined) return false
    found = equals(key, wanted)
    return found
  }
}

function keyList(list: Buffer): Chooser {
  const reader = new PayloadReader(list)
  const head = openContainer(reader)
  if (head === undefined || head.isMap) return refuse(Code.parameter)
  const keys = Array.from({ length: head.count }, () => reader.element() ?? refuse(Code.parameter))
  if (head.ordered && keys.some((key, i) => i > 0 && compareWhole(keys[i - 1] ?? key, key) > 0)) {
    refuse(Code.parameter)
  }
  return ({ key }) => key !== undefined && keys.some((wanted) => equals(key, wanted))
}
