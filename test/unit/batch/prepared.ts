import { chunkLimits } from '../../../src/batch/encode-request.ts'
import { RowList } from '../../../src/batch/given-rows.ts'
import { PreparedRows, rowDefaults } from '../../../src/batch/prepare.ts'
import type { BatchRow } from '../../../src/batch/row.ts'
import { BATCH_DEFAULTS } from '../../../src/policy/batch.ts'

/** Rows that travel together, checked and encoded. */
export function preparedOf(
  given: readonly BatchRow[],
  { policy = BATCH_DEFAULTS, defaults = rowDefaults(policy), base = 0 } = {},
): PreparedRows {
  const prepared = new PreparedRows(new RowList([...given], base), defaults, chunkLimits(policy), base)
  for (let n = 0; n < given.length; n++) prepared.add()
  return prepared
}
