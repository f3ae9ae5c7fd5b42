import { BytesCache } from './cache.ts'
import { compileTree } from './compile.ts'
import type { Node } from './node.ts'

/** Expressions are sent again and again: so many are kept compiled. */
const KEPT = 256
const cache = new BytesCache<{ readonly node: Node | undefined }>(KEPT, (bytes) => ({
  node: compileTree(bytes),
}))

/** A compiled expression, remembered by its bytes; `undefined` where the server refuses it with result code 4. */
export function treeOf(bytes: Buffer): Node | undefined {
  return cache.get(bytes).node
}
