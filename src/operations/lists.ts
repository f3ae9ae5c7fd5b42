/** Operations on lists, whole bins or nested ones. */
export * from './list-modify.ts'
export * from './list-read.ts'
export * from './list-remove.ts'
