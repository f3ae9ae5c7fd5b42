// Node's zlib, loaded when a frame is compressed for the first time: most clients never do, and every process that starts would
// pay for it.
let loaded: typeof import('node:zlib') | undefined

function zlib(): typeof import('node:zlib') {
  return (loaded ??= process.getBuiltinModule('node:zlib'))
}

/** Compresses quickly rather than well. */
export function deflate(data: Uint8Array): Buffer {
  return zlib().deflateSync(data, { level: 1 })
}

/** Unpacks; throws for what is no zlib data, or has more than `size` bytes. */
export function inflate(data: Uint8Array, size: number): Buffer {
  return zlib().inflateSync(data, { maxOutputLength: size })
}
