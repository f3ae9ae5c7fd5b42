/** A filter expression: what `exp` compiles, its bytes, or its base64. */
export type FilterExpression = { readonly bytes: Uint8Array } | Uint8Array | string
