import { ExpLoopPart, ExpOp, ExpType } from '../../expressions/codes.ts'
import { ParticleType } from '../../wire/proto.ts'
import { listHeader } from '../payload/pack.ts'
import { isExt } from '../payload/msgpack.ts'
import { PayloadReader } from '../payload/reader.ts'
import { PARTICLE_OF_TYPE } from './data.ts'
import { type Builder, demand, given, toUint32, TYPE_REMOVE } from './node.ts'
import { type ExpressionValue, isParticle, REMOVE } from './value.ts'

/** A loop variable; unknown outside a path expression, and when the element is of another type. */
const loopVariable: Builder = (source, count) => {
  demand(count === 2)
  const type = toUint32(given(source.reader.uint64()))
  const part = given(source.reader.uint64())
  demand(part <= ExpLoopPart.index && type <= TYPE_REMOVE)
  const index = Number(part)
  demand(index !== ExpLoopPart.index || type === ExpType.int)
  return {
    type,
    evaluate: ({ loop }) => {
      const value = loop[index]
      return isOfType(value, type) ? value : undefined
    },
  }
}

function isOfType(value: ExpressionValue, type: number): boolean {
  switch (typeof value) {
    case 'bigint':
      return type === ExpType.int
    case 'number':
      return type === ExpType.float
    case 'boolean':
      return type === ExpType.bool
    case 'object':
      return value === null ? type === ExpType.nil : value.type === PARTICLE_OF_TYPE[type]
    default:
      return false
  }
}

const remove: Builder = (_source, count) => {
  demand(count === 0)
  return { type: TYPE_REMOVE, evaluate: () => REMOVE }
}

/** All keys or all values of a map, in the order in which the map holds them. */
function mapHalf(half: 'keys' | 'values'): Builder {
  return (source, count) => {
    demand(count === 1)
    const map = source.next()
    return {
      type: ExpType.list,
      evaluate: (runtime) => {
        const value = map.evaluate(runtime)
        if (!isParticle(value) || value.type !== ParticleType.map) return undefined
        const data = listOfHalf(value.data, half)
        return data === undefined ? undefined : { type: ParticleType.list, data }
      },
    }
  }
}

function listOfHalf(map: Buffer, half: 'keys' | 'values'): Buffer | undefined {
  const reader = new PayloadReader(map)
  let count = reader.mapCount()
  if (count === undefined) return undefined
  if (count > 0 && isExt(map, reader.offset)) {
    if (!reader.skip(2)) return undefined
    count--
  }
  const chosen: Buffer[] = []
  for (let i = 0; i < count; i++) {
    const key = reader.element()
    const value = reader.element()
    if (key === undefined || value === undefined) return undefined
    chosen.push(half === 'keys' ? key : value)
  }
  return Buffer.concat([listHeader(chosen.length), ...chosen])
}

export const LOOP: Readonly<Record<number, Builder>> = {
  [ExpOp.loopVariable]: loopVariable,
  [ExpOp.resultRemove]: remove,
  [ExpOp.mapKeys]: mapHalf('keys'),
  [ExpOp.mapValues]: mapHalf('values'),
}
