import { OrderedList, OrderedMap, type Value } from '../../../src/index.ts'
import type { OpData, Step } from '../scenario.ts'
import { bitOperation, hllOperation } from './blobs.ts'
import { listOperation, mapOperation } from './collections.ts'
import { compiled, expressionOperation, pathOperation } from './expressions.ts'
import type { Random } from './random.ts'
import { typed, typedBins, TYPES } from './typed.ts'
import { entries, integer, list, map, plain, scalar, text, value } from './values.ts'

/** The bins of a round, each for operations of its kind: what is safe for one is not for another. */
function bins(r: Random): Record<string, Value> {
  const all: Record<string, () => Value> = {
    i: () => integer(r),
    f: () => 2.5,
    s: () => text(r),
    t: () => r.chance(0.5),
    l: () => list(r, 3),
    pl: () =>
      new OrderedList(
        r.list(0, 6, () => value(r, 1)),
        { persistIndex: true },
      ),
    m: () => map(r, 3),
    pm: () =>
      new OrderedMap(
        entries(r, 6, () => value(r, 1)),
        { persistIndex: true },
      ),
    b: () => r.bytes(0, 8),
    // Only for paths.
    j: () => (r.chance(0.5) ? r.list(0, 4, () => plain(r, 2)) : entries(r, 4, () => plain(r, 2))),
  }
  return Object.fromEntries(
    Object.entries(all)
      .filter(() => r.chance(0.7))
      .map(([name, make]) => [name, make()]),
  )
}

function scalarOperation(r: Random): OpData {
  const name = r.pick(['i', 'f', 's', 'b', 'n'])
  return r.either<OpData>(
    () => ['ops.read', r.pick(['i', 's', 'l', 'm', 'b', 'n'])],
    () => ['ops.write', name, r.chance(0.2) ? null : scalar(r)],
    () => [
      'ops.add',
      name,
      r.either<Value>(
        () => integer(r),
        () => 1.5,
      ),
    ],
    () => [
      r.pick(['ops.append', 'ops.prepend']),
      name,
      r.either<Value>(
        () => text(r),
        () => r.bytes(0, 3),
      ),
    ],
    () => ['ops.touch'],
    () => (r.chance(0.15) ? ['ops.remove'] : ['ops.read', 'i']),
  )
}

function operation(r: Random): OpData {
  const other = r.chance(0.05) ? r.pick(['i', 's', 'b', 'none']) : undefined
  return r.either<OpData>(
    () => scalarOperation(r),
    () => listOperation(r, { bin: other ?? 'l', persisted: false }),
    () => listOperation(r, { bin: other ?? 'l', persisted: false }),
    () => listOperation(r, { bin: 'pl', persisted: true }),
    () => mapOperation(r, { bin: other ?? 'm', persisted: false }),
    () => mapOperation(r, { bin: other ?? 'm', persisted: false }),
    () => mapOperation(r, { bin: 'pm', persisted: true }),
    () => bitOperation(r, other ?? 'b'),
    () => hllOperation(r, other ?? 'h'),
    () => expressionOperation(r),
    () => pathOperation(r, 'j'),
  )
}

function writeOptions(r: Random): object {
  return {
    ...(r.chance(0.1)
      ? { exists: r.pick(['update', 'updateOnly', 'replace', 'replaceOnly', 'createOnly']) }
      : {}),
    ...(r.chance(0.1)
      ? { generation: r.int(0, 6), generationPolicy: r.pick(['equal', 'greater', 'ignore']) }
      : {}),
    ...(r.chance(0.15) ? { ttl: r.pick([-2, -1, 0, 1000, 5000]) } : {}),
    ...(r.chance(0.1) ? { sendKey: true } : {}),
    ...filtered(r),
  }
}

function filtered(r: Random): object {
  return r.chance(0.08) ? { filterExpression: compiled(r, 'bool', 2) } : {}
}

function step(r: Random): Step {
  if (r.chance(0.7)) {
    const all = Array.from({ length: r.pick([1, 1, 1, 2, 4]) }, () => operation(r))
    return ['operate', all, { ...writeOptions(r), ...(r.chance(0.1) ? { respondAllOps: false } : {}) }]
  }
  return r.either<Step>(
    () => ['put', { i: integer(r), n: scalar(r) }, writeOptions(r)],
    () => ['put', bins(r), writeOptions(r)],
    () => ['add', { i: integer(r) }, writeOptions(r)],
    () => [r.pick(['append', 'prepend']), { s: text(r) }, writeOptions(r)],
    () => ['touch', writeOptions(r)],
    () => ['get', { ...filtered(r), ...(r.chance(0.4) ? { bins: ['i', 'l', 'none'] } : {}) }],
    () => ['exists', filtered(r)],
    () => ['metadata', filtered(r)],
    () => (r.chance(0.3) ? ['remove', writeOptions(r)] : ['metadata']),
  )
}

/** How many expressions a round of {@link typedSequence} has. */
export const EXPRESSIONS = 10

/** A record, and well-typed expressions over it: read all at once, written, and as filters. */
export function typedSequence(r: Random): Step[] {
  const reads = Array.from({ length: EXPRESSIONS - 2 }, (): OpData => [
    'ops.readExpression',
    'x',
    typed(r, r.pick(TYPES), r.int(1, 4)),
    { evalNoFail: true },
  ])
  const written = r.pick(TYPES)
  return [
    ['put', { z: 1, ...typedBins(r) }, { sendKey: r.chance(0.5) }],
    ['operate', [['hll.add', 'h', r.list(1, 6, () => text(r)), { indexBits: 6 }]]],
    ['operate', reads],
    ['operate', [['ops.writeExpression', 'w', typed(r, written, 3), { evalNoFail: true }]]],
    ['get', { filterExpression: typed(r, 'bool', 4) }],
  ]
}

/** A record to start with, and calls on it. */
export function sequence(r: Random): Step[] {
  return [['put', { i: 1, ...bins(r) }], ...r.list(3, 12, () => step(r))]
}
