export interface Example {
  /** Below the folder, with the line: `key.ts:26`. */
  readonly where: string
  /** What it is an example of: `Client.batch`. */
  readonly name: string
  readonly code: string
}
export function examplesOf(src: string): Example[]
export function exportedNames(src: string): Map<string, string>
export function exportedValues(
  src: string,
): { readonly entry: string; readonly name: string; readonly hasExample: boolean }[]
