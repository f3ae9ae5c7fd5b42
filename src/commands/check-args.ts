import { clientError } from '../errors/index.ts'
import { isKey, type Key } from '../key.ts'
import type { BinValues } from './write.ts'

export function checkKey(key: unknown): Key {
  if (isKey(key)) return key
  throw clientError('INVALID_KEY', 'The key must be a Key', { hint: "new Key('namespace', 'set', key)" })
}

export function checkBins(bins: unknown): BinValues {
  if (typeof bins === 'object' && bins !== null && !Array.isArray(bins)) return bins as BinValues
  throw clientError('INVALID_ARGUMENT', 'Bins are given as an object: { name: value }')
}
