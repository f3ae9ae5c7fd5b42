/** Calls on lists. */
export * from './list-modify.ts'
export * from './list-read.ts'
export * from './list-remove.ts'
