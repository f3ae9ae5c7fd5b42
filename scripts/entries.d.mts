export interface Entry {
  readonly specifier: string
  readonly file: string
}
export const ENTRIES: readonly Entry[]
export const ENTRY_FILES: readonly string[]
