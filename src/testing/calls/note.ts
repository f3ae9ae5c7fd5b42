import { DIGEST_SIZE, FieldType } from '../../wire/proto.ts'
import { BATCH_HEAD, readRows } from '../batch/rows.ts'
import { textOf } from '../latin1.ts'
import { type CommandKind, recordKindOf } from '../record/kind.ts'
import type { Request } from '../record/request.ts'
import type { Call } from './call.ts'
import type { Calls } from './calls.ts'

/** What there is to note of a command. */
interface Noted {
  readonly kind: CommandKind
  readonly request?: Request
  readonly info?: string
}

/** Notes a command, and the rows of a batch. */
export function note(calls: Calls, node: number, { kind, request, info }: Noted): void {
  if (kind !== 'batch' || request === undefined) {
    calls.add(callOf(kind, node, request, digestOf(request), { info: linesOf(info) }))
    return
  }
  calls.add(callOf(kind, node, undefined, ''))
  const rows = request.field(FieldType.batch) ?? request.field(FieldType.batchWithSet)
  if (rows === undefined || rows.length < BATCH_HEAD) return
  for (const row of readRows(rows, rows.readUInt32BE(0), BATCH_HEAD, request)) {
    const digest = Buffer.from(row.id, 'latin1').toString('hex')
    calls.add(callOf(recordKindOf(row.request), node, row.request, digest, { inBatch: true }))
  }
}

function callOf(
  command: CommandKind,
  node: number,
  request: Request | undefined,
  digest: string,
  more: Partial<Call> = {},
): Call {
  const names = new Set(request?.ops.map(({ name }) => textOf(name)))
  names.delete('')
  return {
    command,
    node,
    namespace: textOf(request?.text(FieldType.namespace) ?? ''),
    set: textOf(request?.text(FieldType.set) ?? ''),
    digest,
    bins: [...names],
    inBatch: false,
    info: [],
    ...more,
  }
}

function digestOf(request: Request | undefined): string {
  const digest = request?.field(FieldType.digest)
  return digest?.length === DIGEST_SIZE ? digest.toString('hex') : ''
}

function linesOf(info: string | undefined): string[] {
  return info?.split('\n').filter((line) => line !== '') ?? []
}
