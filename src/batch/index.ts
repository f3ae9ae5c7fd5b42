export { Batches, type PutEntry } from './batches.ts'
export type { RowSource } from './row-chunks.ts'
export type {
  ApplyRowResult,
  BatchResult,
  BatchResults,
  ExistsRowResult,
  GetRowResult,
  NoRecord,
  OperateRowResult,
  OrElse,
  PutRowResult,
  RemoveRowResult,
  RowIdentity,
  RowOutcome,
} from './result.ts'
export type { ApplyRow, BatchRow, ExistsRow, GetRow, OperateRow, PutRow, RemoveRow } from './row.ts'
export * as rows from './rows.ts'
export type { BatchStream } from './batch-stream.ts'
