import { digestAt, fitsRow, isWriteFrame, RowWriter, timeoutOf } from '../wire/batch-row.ts'
import { DigestSet } from '../wire/digest-set.ts'
import type { Writer } from '../wire/writer.ts'
import { CoalescedRequest, type CoalescedOwner } from './coalesced-request.ts'
import type { Request } from './request.ts'
import { giveWriter } from './writers.ts'

/** What may travel together. */
export interface CoalesceLimits {
  /** Most commands in one batch; below 2 every command travels by itself. */
  readonly rows: number
  /** Most requests that one turn may write ahead on the connection. */
  readonly requests: number
}

/** Commands encoded in one turn for one connection, in the order in which they were issued. */
export interface TurnOfCommands {
  readonly requests: readonly Request[]
  /** Their frames, back to back. */
  readonly frames: Writer
  /** Where each frame begins. */
  readonly starts: readonly number[]
}

/** A larger command goes by itself: it would hold up those that are answered with it. */
const ROW_SIZE_MAX = 16 * 1024

/** One for all: a turn is looked through in one go. */
const seen = new DigestSet()

/**
 * Writes a turn's commands: as batches those that can share one, and what has to go by itself ahead of these or behind them. Returns
 * the requests in the order in which the node answers. Where any command of the turn writes, only the last one on a record may be
 * in a batch, whose rows have no order, and those before it go ahead: so the order holds for a batch too that the node
 * refuses, whose commands go again later.
 */
export function writeCoalesced(
  turn: TurnOfCommands,
  out: Writer,
  limits: CoalesceLimits,
  owner: CoalescedOwner,
): Request[] {
  const { ahead, groups, behind } = divide(turn)
  const written: Request[] = []
  let users = 0
  const release = (): void => {
    if (--users === 0) giveWriter(turn.frames)
  }
  for (const index of ahead) writeAlone(turn, index, out, limits, owner, written)
  for (const group of groups.values()) {
    for (let from = 0; from < group.indexes.length; from += limits.rows) {
      const to = Math.min(group.indexes.length, from + limits.rows)
      // A batch of one would cost more than the command by itself.
      if (to - from === 1 || written.length >= limits.requests) behind.push(...group.indexes.slice(from, to))
      else {
        users++
        written.push(writeBatch(turn, group, from, to, out, owner, release))
      }
    }
  }
  behind.sort((one, other) => one - other)
  for (const index of behind) writeAlone(turn, index, out, limits, owner, written)
  if (users === 0) giveWriter(turn.frames)
  return written
}

/** Commands that may share a batch, for which the server has one time limit. */
interface Group {
  readonly timeout: number
  /** Their numbers in the turn. */
  readonly indexes: number[]
  /** Where the digest of each of them lies. */
  readonly digests: number[]
}

interface Division {
  /** Commands on records that others of the turn follow on. */
  readonly ahead: number[]
  /** By time limit. */
  readonly groups: Map<number, Group>
  /** Commands that cannot share a batch. */
  readonly behind: number[]
}

function divide({ requests, frames, starts }: TurnOfCommands): Division {
  const { buffer } = frames
  const hasWrites = starts.some((start) => isWriteFrame(buffer, start))
  const groups = new Map<number, Group>()
  const ahead: number[] = []
  const behind: number[] = []
  let group: Group | undefined
  seen.clear()
  // From the end, since it matters what follows on a command.
  for (let index = requests.length - 1; index >= 0; index--) {
    const start = starts[index] as number
    const end = starts[index + 1] ?? frames.position
    const digest = digestAt(buffer, start)
    // What cannot be looked into may be about any record: all before it goes ahead of it.
    if (digest < 0) {
      for (let i = index; i >= 0; i--) ahead.push(i)
      break
    }
    // Noted whether it goes together or alone: what comes before it on the same record has to stay ahead of it.
    if (hasWrites && !seen.add(buffer, digest)) {
      ahead.push(index)
      continue
    }
    const mayShare = requests[index]?.coalesces === true && end - start <= ROW_SIZE_MAX
    if (!mayShare || !fitsRow(buffer, start)) {
      behind.push(index)
      continue
    }
    const timeout = timeoutOf(buffer, start)
    if (group?.timeout !== timeout) group = groupOf(groups, timeout)
    group.indexes.push(index)
    group.digests.push(digest)
  }
  ahead.reverse()
  for (const { indexes, digests } of groups.values()) {
    indexes.reverse()
    digests.reverse()
  }
  return { ahead, groups, behind }
}

function groupOf(groups: Map<number, Group>, timeout: number): Group {
  let group = groups.get(timeout)
  if (group === undefined) groups.set(timeout, (group = { timeout, indexes: [], digests: [] }))
  return group
}

/** Writes the commands from one number to another of a group as one batch. */
function writeBatch(
  { requests, frames, starts }: TurnOfCommands,
  { timeout, indexes, digests }: Group,
  from: number,
  to: number,
  out: Writer,
  owner: CoalescedOwner,
  release: () => void,
): CoalescedRequest {
  const rows = new RowWriter(out, timeout)
  const batch = new CoalescedRequest(owner, frames, release)
  for (let row = from; row < to; row++) {
    const index = indexes[row] as number
    const start = starts[index] as number
    const end = starts[index + 1] ?? frames.position
    rows.append(frames.buffer, start, end, digests[row] as number)
    batch.add(requests[index] as Request, start, end)
  }
  rows.finish()
  return batch
}

function writeAlone(
  { requests, frames, starts }: TurnOfCommands,
  index: number,
  out: Writer,
  limits: CoalesceLimits,
  owner: CoalescedOwner,
  written: Request[],
): void {
  const request = requests[index] as Request
  const start = starts[index] as number
  const end = starts[index + 1] ?? frames.position
  if (written.length >= limits.requests) {
    owner.sendLater(request, frames.buffer, start, end)
    return
  }
  out.copy(frames.buffer, start, end)
  written.push(request)
}
