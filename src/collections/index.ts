export type { Integer } from './check.ts'
export { contextFromBase64, contextToBase64 } from './context-base64.ts'
export type { Context, ContextStep } from './context-step.ts'
export * as ctx from './context.ts'
export type { ContextOption } from './pack-call.ts'
export type { ListStepOptions, MapStepOptions } from './context.ts'
export type {
  ListReturnType,
  Many,
  ManyResults,
  MapResult,
  MapReturnType,
  One,
  OneResults,
} from './return-types.ts'
