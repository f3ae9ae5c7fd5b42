import { clientError, sortOf } from '../errors/index.ts'
import { ctx, type ContextStep } from '../collections/index.ts'
import { bits, hll, lists, maps, ops, type Operation } from '../operations/index.ts'
import type { Value } from '../values.ts'
import type { Layout } from './layout.ts'

/** A bin, and the way to a place inside it. */
interface Place {
  readonly bin: string
  readonly context: readonly ContextStep[]
}

type Builder = (bin: string, ...rest: unknown[]) => Operation
type Builders = Readonly<Record<string, Builder>>

/** How many arguments stand between the bin and the options. */
const LISTS = {
  size: 0, get: 1, getRange: 2, getByIndex: 1, getByIndexRange: 2, getByRank: 1, getByRankRange: 2, getByValue: 1, getByValueList: 1,
  getByValueRange: 2, getByValueRelRankRange: 3, create: 0, setOrder: 1, append: 1, appendItems: 1, insert: 2, insertItems: 2, set: 2,
  increment: 2, sort: 0, trim: 2, clear: 0, pop: 1, popRange: 2, remove: 1, removeRange: 2, removeByIndex: 1, removeByIndexRange: 2,
  removeByRank: 1, removeByRankRange: 2, removeByValue: 1, removeByValueList: 1, removeByValueRange: 2, removeByValueRelRankRange: 3,
} as const satisfies Record<keyof typeof lists, number> // prettier-ignore

const MAPS = {
  size: 0, getByKey: 1, getByKeyList: 1, getByKeyRange: 2, getByKeyRelIndexRange: 3, getByIndex: 1, getByIndexRange: 2, getByRank: 1,
  getByRankRange: 2, getByValue: 1, getByValueList: 1, getByValueRange: 2, getByValueRelRankRange: 3, create: 0, setOrder: 1, put: 2,
  putItems: 1, increment: 2, decrement: 2, clear: 0, removeByKey: 1, removeByKeyList: 1, removeByKeyRange: 2, removeByKeyRelIndexRange: 3,
  removeByIndex: 1, removeByIndexRange: 2, removeByRank: 1, removeByRankRange: 2, removeByValue: 1, removeByValueList: 1,
  removeByValueRange: 2, removeByValueRelRankRange: 3,
} as const satisfies Record<keyof typeof maps, number> // prettier-ignore

/** The functions of a family on a place. */
function family(
  builders: object,
  { bin, context }: Place,
  optionsAt?: Readonly<Record<string, number>>,
): object {
  const bound =
    (name: string, build: Builder) =>
    (...args: unknown[]): Operation => {
      const at = optionsAt?.[name]
      if (at === undefined || context.length === 0) return build(bin, ...args)
      const given = Array.from({ length: at }, (_, index) => args[index])
      return build(bin, ...given, { ...(args[at] as object | undefined), context })
    }
  // Only the one that is called is made.
  return new Proxy(builders, {
    get: (_, name) =>
      typeof name === 'string' && Object.hasOwn(builders, name)
        ? bound(name, (builders as Builders)[name] as Builder)
        : undefined,
  })
}

/** A list or map. */
class NestedPlace {
  readonly #place: Place

  constructor(place: Place) {
    this.#place = place
  }

  get lists(): object {
    return family(lists, this.#place, LISTS)
  }

  get maps(): object {
    return family(maps, this.#place, MAPS)
  }

  at(index: number): NestedPlace {
    return this.#inside(ctx.listIndex(index))
  }

  key(key: Value): NestedPlace {
    return this.#inside(ctx.mapKey(key))
  }

  #inside(step: ContextStep): NestedPlace {
    const { bin, context } = this.#place
    return new NestedPlace({ bin, context: [...context, step] })
  }
}

/** How the results of operations are decoded that read a field with a codec. */
const DECODERS = new WeakMap<Operation, (stored: Value) => unknown>()

/** A whole bin. */
class OperableBin extends NestedPlace {
  readonly #bin: string
  readonly #field: string
  readonly #layout: Layout

  constructor(layout: Layout, field: string) {
    const bin = layout.binOf(field)
    super({ bin, context: [] })
    this.#bin = bin
    this.#field = field
    this.#layout = layout
  }

  read(): Operation {
    const operation = ops.read(this.#bin)
    const codec = this.#layout.codecs.get(this.#field)
    if (codec !== undefined)
      DECODERS.set(operation, (stored) => this.#layout.decodeField(this.#field, stored))
    return operation
  }

  write(value: unknown): Operation {
    return ops.write(this.#bin, this.#layout.encodeField(this.#field, value))
  }

  add(amount: Value): Operation {
    return ops.add(this.#bin, amount)
  }

  append(value: string | Uint8Array): Operation {
    return ops.append(this.#bin, value)
  }

  prepend(value: string | Uint8Array): Operation {
    return ops.prepend(this.#bin, value)
  }

  get bits(): object {
    return family(bits, { bin: this.#bin, context: [] })
  }

  get hll(): object {
    return family(hll, { bin: this.#bin, context: [] })
  }
}

/** What stands for the bins: nobody knows their names at run time. */
export function operableBins(layout: Layout): unknown {
  return new Proxy(
    {},
    { get: (_, name) => (typeof name === 'symbol' ? undefined : new OperableBin(layout, name)) },
  )
}

/** The operations that a function makes of the bins. */
export function operationsOf<Bins, Operations>(
  where: string,
  bins: Bins,
  build: (bins: Bins) => Operations,
): Operations {
  if (typeof build !== 'function')
    throw clientError('INVALID_ARGUMENT', `${where} takes a function of the bins, not ${sortOf(build)}`, {
      hint: '(bins) => [bins.visits.add(1), bins.visits.read()]',
    })
  return build(bins)
}

/** Results as the application has them. */
export function decodeResults<Results>(operations: readonly Operation[], results: Results): Results {
  if (!operations.some((operation) => DECODERS.has(operation))) return results
  const decoded = operations.map((operation, index) => {
    const result = (results as readonly Value[])[index] as Value
    const decode = DECODERS.get(operation)
    return decode === undefined || result === null ? result : decode(result)
  })
  return decoded as Results
}
