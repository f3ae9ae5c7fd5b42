export * as exp from './exp.ts'
export { Expression, type ExpressionLike, type ExpressionType } from './expression.ts'
