import { EXP_CASE_SIZE, ExpOp, ExpType } from '../../expressions/codes.ts'
import { ParticleType } from '../../wire/proto.ts'
import { Kind } from '../payload/msgpack.ts'
import { type Builder, demand, given, type Node, TYPE_NONE } from './node.ts'

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

const cond: Builder = (source, count) => {
  demand(count >= 3 && count % 2 === 1)
  // The server counts the default as a case.
  source.take(EXP_CASE_SIZE)
  const cases: { readonly when: Node; readonly then: Node }[] = []
  for (let i = 0; i + 1 < count; i += 2) {
    source.take(EXP_CASE_SIZE)
    cases.push({ when: source.next(ExpType.bool), then: source.next() })
  }
  const otherwise = source.next()
  const typed = cases.map(({ then }) => then).filter((node) => node.unknown !== true)
  const type = typed[0]?.type ?? otherwise.type
  demand(typed.every((node) => node.type === type))
  demand(typed.length === 0 || otherwise.unknown === true || otherwise.type === type)
  return {
    type,
    evaluate: (runtime) => {
      for (const { when, then } of cases) {
        const holds = when.evaluate(runtime)
        if (holds === undefined) return undefined
        if (holds === true) return then.evaluate(runtime)
      }
      return otherwise.evaluate(runtime)
    },
  }
}

const variable: Builder = (source, count) => {
  demand(count === 1)
  const name = given(source.reader.bytes()).toString('latin1')
  const { index, type } = given(source.scope.find((entry) => entry.name === name))
  demand(type !== TYPE_NONE)
  return { type: given(type), evaluate: ({ variables }) => variables[index] }
}

/** Variables are evaluated once, in order; a later one sees the earlier ones. No name may hide another. */
const letIn: Builder = (source, count) => {
  demand(count >= 3 && count % 2 === 1)
  const outside = source.scope.length
  const values: { readonly index: number; readonly node: Node }[] = []
  for (let i = 0; i + 1 < count; i += 2) {
    const name = given(source.reader.bytes()).toString('latin1')
    demand(VARIABLE_NAME.test(name) && source.scope.every((entry) => entry.name !== name))
    const entry = { name, index: source.scope.length, type: undefined as number | undefined }
    source.scope.push(entry)
    const node = source.next()
    entry.type = node.type
    values.push({ index: entry.index, node })
  }
  const body = source.next()
  source.scope.length = outside
  return {
    type: body.type,
    unknown: body.unknown === true,
    evaluate: (runtime) => {
      for (const { index, node } of values) runtime.variables[index] = node.evaluate(runtime)
      return body.evaluate(runtime)
    },
  }
}

const quote: Builder = (source, count) => {
  demand(count === 1 && source.reader.peek() === Kind.list)
  const value = { type: ParticleType.list, data: given(source.reader.element()) }
  return { type: ExpType.list, evaluate: () => value }
}

export const CONTROL: Readonly<Record<number, Builder>> = {
  [ExpOp.cond]: cond,
  [ExpOp.variable]: variable,
  [ExpOp.let]: letIn,
  [ExpOp.quote]: quote,
}
