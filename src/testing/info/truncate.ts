import { bytesOf } from '../latin1.ts'
import { Code } from '../result-code.ts'
import { UNIX_SECONDS } from '../clock.ts'
import { type InfoCommand, InfoRefusal, type InfoRequest, optional, parameter, required } from './command.ts'

/** Commands that remove all records of a set or a namespace at once (as/src/base/truncate.c, 8.1.2). */
export const truncateCommands: Record<string, InfoCommand> = {
  truncate: (request) => truncateSet(request, truncate),
  'truncate-namespace': (request) => truncateAll(request, truncate),
  'truncate-undo': (request) => truncateSet(request, undo),
  'truncate-namespace-undo': (request) => truncateAll(request, undo),
}

function truncateSet(request: InfoRequest, act: (request: InfoRequest, set: string) => string): string {
  required(request.params, 'namespace', 31)
  return act(request, required(request.params, 'set', 63))
}

/** Who names a set does not mean the whole namespace. */
function truncateAll(request: InfoRequest, act: (request: InfoRequest, set: undefined) => string): string {
  required(request.params, 'namespace', 31)
  if (parameter(request.params, 'set') !== undefined) {
    throw new InfoRefusal(Code.parameter, 'unexpected set name')
  }
  return act(request, undefined)
}

/** A namespace or set that this node does not know is no error. */
function truncate({ cluster, params }: InfoRequest, set: string | undefined): string {
  const name = required(params, 'namespace', 31)
  const text = optional(params, 'lut', 23)
  const now = cluster.clock.now()
  const before = text === undefined ? undefined : cutOff(text)
  if (before !== undefined && before <= UNIX_SECONDS * 1000)
    throw new InfoRefusal(Code.parameter, 'would truncate to 0')
  if (before !== undefined && before > now)
    throw new InfoRefusal(Code.parameter, 'would truncate in the future')
  cluster.namespaces.get(name)?.truncate(set === undefined ? undefined : bytesOf(set), before)
  return 'ok'
}

/** Nanoseconds since 1970, decimal, hexadecimal or octal, as milliseconds. */
function cutOff(text: string): number {
  if (!/^(0[xX][0-9a-fA-F]+|\d+)$/.test(text)) return 0
  return Number(BigInt(/^0\d/.test(text) ? `0o${text.slice(1)}` : text) / 1_000_000n)
}

function undo({ cluster, params }: InfoRequest, set: string | undefined): string {
  const namespace = cluster.namespaces.get(required(params, 'namespace', 31))
  namespace?.undoTruncate(set === undefined ? undefined : bytesOf(set))
  return 'ok'
}
