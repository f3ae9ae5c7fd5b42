import { type Context, ctx, Expression, type Operation, type Value } from '../../src/index.ts'
import { FAMILIES, type OpData, type StepInto } from './scenario.ts'

type Builder = (...args: readonly unknown[]) => unknown

/** Calls the builder that the data names. */
export function buildOperation([name, ...args]: OpData): Operation<Value> {
  const [family, builder] = name.split('.') as [keyof typeof FAMILIES, string]
  const build = (FAMILIES[family] as unknown as Record<string, Builder>)[builder]
  if (build === undefined) throw new TypeError(`There is no builder ${name}`)
  const isPath = name === 'ops.selectByPath' || name === 'ops.modifyByPath'
  return build(
    ...args.map((arg, index) => (isPath && index === 1 ? buildContext(arg) : withContext(arg))),
  ) as Operation<Value>
}

/** Options whose context is data get the steps that it stands for. */
function withContext(arg: unknown): unknown {
  if (typeof arg !== 'object' || arg === null || !('context' in arg) || !isOptions(arg)) return arg
  return { ...arg, context: buildContext(arg.context) }
}

function isOptions(arg: object): boolean {
  return Object.getPrototypeOf(arg) === Object.prototype && !(arg instanceof Expression)
}

export function buildContext(steps: unknown): Context {
  return (steps as readonly StepInto[]).map(([name, ...args]) => (ctx[name] as Builder)(...args)) as Context
}
