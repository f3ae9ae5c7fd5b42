export { Batches, type PutEntry } from './batches.ts'
export type { RowSource } from './portions.ts'
export type {
  BatchResult,
  BatchResults,
  ExistsResult,
  OperationsResult,
  ReadResult,
  RemoveResult,
  RowIdentity,
  RowOutcome,
  UdfResult,
  WriteResult,
} from './result.ts'
export type {
  BatchRow,
  ReadOperationsRow,
  ReadRow,
  RemoveRow,
  UdfRow,
  WriteOperationsRow,
  WriteRow,
} from './row.ts'
export * as rows from './rows.ts'
export { BatchStream } from './stream.ts'
