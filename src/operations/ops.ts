/** Operations on records and whole bins, by expression, and by path into lists and maps. */
export * from './expression-ops.ts'
export * from './paths.ts'
export * from './scalar.ts'
