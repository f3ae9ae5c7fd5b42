/** Operations on records and whole bins, by expression, and by path into lists and maps. */
export { readExpression, writeExpression } from './expression-ops.ts'
export { modifyByPath, selectByPath } from './paths.ts'
export { add, append, prepend, read, readAll, remove, touch, write } from './scalar.ts'
