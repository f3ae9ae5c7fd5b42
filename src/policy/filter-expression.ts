/** A filter expression: what `exp` compiles, its bytes, or its base64. */
export type FilterExpression = { readonly bytes: Uint8Array } | Uint8Array | string

/** A call that cannot give null for a record that its filter leaves out. */
export interface OrError {
  readonly filteredOut?: 'error' | undefined
}
