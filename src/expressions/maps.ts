/** Calls on maps. */
export * from './map-modify.ts'
export * from './map-read.ts'
export * from './map-remove.ts'
