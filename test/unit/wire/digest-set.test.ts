import { expect, test } from 'vitest'
import { DigestSet } from '../../../src/wire/digest-set.ts'

function digest(word: number): Buffer {
  const bytes = Buffer.alloc(20)
  bytes.writeUInt32LE(word, 2)
  return bytes
}

test('a set of digests holds what was noted since it was cleared, and nothing before the first time', () => {
  const seen = new DigestSet()
  expect(seen.add(digest(1), 0)).toBe(true)
  // The first one's place, and its neighbour's.
  expect(seen.add(digest(0x1001), 0)).toBe(true)
  expect(seen.add(digest(1), 0)).toBe(false)
  seen.clear()
  expect(seen.add(digest(1), 0)).toBe(true)
  expect(seen.add(digest(1), 0)).toBe(false)
})
