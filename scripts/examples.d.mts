export interface Sources {
  readonly src: string
  readonly program: object
}
export interface Example {
  /** Below the folder, with the line: `key.ts:26`. */
  readonly where: string
  /** What it is an example of: `Client.batch`. */
  readonly name: string
  readonly code: string
}
export function readSources(src: string): Sources
export function examplesOf(sources: Sources): Example[]
export function exportedValues(
  sources: Sources,
): { readonly entry: string; readonly name: string; readonly hasExample: boolean }[]
export function exportedNames(sources: Sources): Map<string, string>
