import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/**
 * Inputs that a coverage-guided fuzzer found in an hour, each of which reached something that those before it did not: their lengths
 * (4 bytes, big-endian) and bytes, one behind another, compressed.
 */
export function foundInputs(file: string): Buffer[] {
  const all = gunzipSync(readFileSync(file))
  const inputs: Buffer[] = []
  for (let at = 0; at < all.length;) {
    const end = at + 4 + all.readUInt32BE(at)
    inputs.push(all.subarray(at + 4, end))
    at = end
  }
  return inputs
}
