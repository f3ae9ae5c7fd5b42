/** Operations on maps, whole bins or nested ones. */
export * from './map-modify.ts'
export * from './map-read.ts'
export * from './map-remove.ts'
