import { refuse } from '../cdt/refusal.ts'
import type { Node } from '../expression/node.ts'
import { type ExpressionValue, fromPacked, REMOVE, toPacked } from '../expression/value.ts'
import { Kind } from '../payload/msgpack.ts'
import { PayloadReader } from '../payload/reader.ts'
import { Code } from '../result-code.ts'
import { type Chooser, chooserFor, type Element, positionOf } from './choose.ts'
import { closeContainer, type Container, openContainer } from './container.ts'
import { By, type Level, type SelectRequest, SelectKind } from './parse.ts'

const LIST_TYPE = 0x10
const MAP_TYPE = 0x20
const EMPTY = Buffer.alloc(0)

/**
 * Follows a path through a bin (cdt_select_level and below, cdt.c, 8.1.2). As in the server the position in the bin is one
 * cursor, which a choice by rank, and in maps by index, leaves at the bin's end: what comes behind such a choice in the
 * containers around it is then malformed.
 */
export class Walk {
  /** Keys and values chosen at the last level, for the kinds that list them. */
  readonly leaves: Buffer[] = []
  /** What becomes of chosen values when they are modified, by where they start; `null` takes them out. */
  readonly changes = new Map<number, Buffer | null>()
  /** Where the lists and maps that were entered start. */
  readonly entered = new Set<number>()
  readonly #reader: PayloadReader
  readonly #request: SelectRequest

  constructor(data: Buffer, request: SelectRequest) {
    this.#reader = new PayloadReader(data)
    this.#request = request
  }

  /** Goes through the list or map at the cursor; answers what is chosen of it, when a tree is wanted. */
  enter(depth: number): Buffer {
    const start = this.#reader.offset
    const container = openContainer(this.#reader) ?? refuse(this.#notContainer())
    this.entered.add(start)
    const isList = !container.isMap
    const whole = container.count + (container.marker.length > 0 ? 1 : 0)
    if (whole === 0) return closeContainer(container.isMap, EMPTY, 0, [])
    if (isList && this.#isLeaf(depth) && this.#wantsKeys()) return this.#skipKeyless(container)
    if (container.count === 0) return closeContainer(container.isMap, container.marker, 0, [])
    const level = this.#request.levels[depth] ?? refuse(Code.parameter)
    checkFits(level, container)
    const byPosition = level.by === By.index || level.by === By.rank
    const parts = byPosition ? this.#atPosition(level, container, depth) : this.#each(level, container, depth)
    return closeContainer(container.isMap, EMPTY, parts.length, parts)
  }

  #notContainer(): number {
    const type = this.#reader.peek()
    return type === Kind.list || type === Kind.map ? Code.unknown : Code.incompatibleType
  }

  #isLeaf(depth: number): boolean {
    return depth + 1 === this.#request.levels.length
  }

  #wantsKeys(): boolean {
    return this.#request.kind === SelectKind.keys || this.#request.kind === SelectKind.pairs
  }

  #skipKeyless(container: Container): Buffer {
    if (!this.#request.noFail) refuse(Code.incompatibleType)
    this.#pass(container.count)
    return EMPTY
  }

  #pass(count: number): void {
    if (count > 0 && !this.#reader.skip(count)) refuse(Code.unknown)
  }

  /** Chooses one element by index or rank. An unknown condition leaves it out. */
  #atPosition(level: Level, container: Container, depth: number): Buffer[] {
    const width = container.isMap ? 2 : 1
    const start = this.#reader.offset
    const position = positionOf(level, container, () => this.#elements(container, level, start))
    if (position === undefined) {
      this.#pass(container.count * width)
      return []
    }
    this.#pass(position * width)
    const element = this.#element(container, position)
    const chosen = level.and === undefined || this.#test(level.and, element) === true
    const parts = chosen ? [this.#include(element, depth)] : []
    if (container.isMap || level.by === By.rank) this.#reader.offset = this.#reader.end
    else this.#pass(container.count - position - (chosen ? 1 : 0))
    return parts
  }

  /** What a choice by rank or, in a map, by index compares: values, or keys. */
  #elements(container: Container, level: Level, start: number): readonly Buffer[] {
    const reader = new PayloadReader(this.#reader.buffer, start)
    const whole = (): Buffer => reader.element() ?? refuse(Code.unknown)
    return Array.from({ length: container.count }, () => {
      if (!container.isMap) return whole()
      const pair = [whole(), whole()] as const
      return level.by === By.index ? pair[0] : pair[1]
    })
  }

  #each(level: Level, container: Container, depth: number): Buffer[] {
    const choose = this.#chooser(level, container)
    const parts: Buffer[] = []
    for (let i = 0; i < container.count; i++) {
      const element = this.#element(container, i)
      const value = (): Buffer => this.#valueOf(element)
      let chosen = choose(element, value)
      if (chosen === true && level.and !== undefined) chosen = this.#test(level.and, element)
      if (chosen === undefined && !this.#request.noFail) refuse(Code.parameter)
      if (chosen === true) parts.push(this.#include(element, depth))
      else this.#pass(1)
    }
    return parts
  }

  #chooser(level: Level, container: Container): Chooser {
    if (level.by !== By.expression) return chooserFor(level, container.isMap)
    const { filter } = level
    return filter === undefined ? () => true : (element) => this.#test(filter, element)
  }

  /** Reads a pair's key, or nothing in a list, and stays before the value. */
  #element(container: Container, index: number): Element {
    if (!container.isMap) return { index, key: undefined, offset: this.#reader.offset }
    const key = this.#reader.element() ?? refuse(Code.unknown)
    return { index, key, offset: this.#reader.offset }
  }

  #valueOf(element: Element): Buffer {
    return new PayloadReader(this.#reader.buffer, element.offset).element() ?? refuse(Code.unknown)
  }

  #test(node: Node, element: Element): boolean | undefined {
    const result = this.#evaluate(node, element)
    return result === undefined ? undefined : result === true
  }

  /** A path expression sees the current element only, not the record; one that is malformed is unknown to it (exp.c, rt_init_builtin_vars). */
  #evaluate(node: Node, element: Element): ExpressionValue {
    const key = element.key === undefined ? undefined : fromPacked(element.key)
    const index = element.key === undefined ? BigInt(element.index) : undefined
    const value = new PayloadReader(this.#reader.buffer, element.offset).element()
    const loop: ExpressionValue[] = [key, value && fromPacked(value), index]
    return node.evaluate({ record: undefined, variables: [], loop })
  }

  /** Takes a chosen element: goes into it, or at the last level keeps or modifies it. */
  #include(element: Element, depth: number): Buffer {
    const type = this.#reader.peek()
    const isContainer = type === Kind.list || type === Kind.map
    if (!this.#isLeaf(depth) && isContainer) return this.#withKey(element, this.enter(depth + 1))
    const value = this.#reader.element() ?? refuse(Code.unknown)
    if (this.#isLeaf(depth)) this.#leaf(element, value)
    return this.#withKey(element, value)
  }

  #withKey({ key }: Element, value: Buffer): Buffer {
    if (this.#request.kind !== SelectKind.tree) return EMPTY
    return key === undefined ? value : Buffer.concat([key, value])
  }

  #leaf(element: Element, value: Buffer): void {
    switch (this.#request.kind) {
      case SelectKind.values:
        this.leaves.push(value)
        return
      case SelectKind.keys:
        this.leaves.push(element.key ?? EMPTY)
        return
      case SelectKind.pairs:
        this.leaves.push(element.key ?? EMPTY, value)
        return
      case SelectKind.modify:
        this.#modify(element)
    }
  }

  #modify(element: Element): void {
    const { modify, noFail } = this.#request
    const result = modify === undefined ? undefined : this.#evaluate(modify, element)
    if (result === REMOVE) {
      this.changes.set(element.offset, null)
      return
    }
    const packed = toPacked(result)
    const reader = packed === undefined ? undefined : new PayloadReader(packed)
    if (packed === undefined || reader?.skip(1) !== true) {
      if (!noFail) refuse(Code.unknown)
      return
    }
    if (reader.nonStorage) refuse(Code.incompatibleType)
    this.changes.set(element.offset, packed)
  }
}

/** A level may be for lists or maps only; contexts that create are none of a path's. */
function checkFits({ type }: Level, { isMap }: Container): void {
  const kind = isMap ? type & 0xf0 : type & (LIST_TYPE | MAP_TYPE)
  if (kind !== 0 && kind !== (isMap ? MAP_TYPE : LIST_TYPE)) refuse(Code.parameter)
}
