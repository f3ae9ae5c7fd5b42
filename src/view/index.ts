export { createView, type RunningView, startView, type View } from './view.ts'
export type { StartViewOptions, ViewOptions } from './options.ts'
