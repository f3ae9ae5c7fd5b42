import { protocolError } from '../errors/index.ts'
import { tooLarge } from './limits.ts'
import { PROTO_BODY_MAX, PROTO_HEADER_SIZE, PROTO_VERSION, ProtoType } from './proto.ts'
import { Writer } from './writer.ts'

/** An info request: one command a line, in one frame. */
export function encodeInfo(commands: readonly string[]): Buffer {
  const writer = new Writer(PROTO_HEADER_SIZE + 256)
  const mark = beginFrame(writer)
  for (const command of commands) {
    writer.utf8(command)
    writer.u8(0x0a)
  }
  endFrame(writer, mark, ProtoType.info)
  return writer.toBuffer()
}

/**
 * An info answer: a line for each command, the command, a tab, and the answer. A server that does not know a command leaves
 * the answer empty or begins it with ERROR. Names in an answer may hold line breaks, and commands tabs: where one command was
 * asked, all that follows it is its answer.
 */
export function decodeInfo(
  buffer: Buffer,
  start: number,
  end: number,
  commands: readonly string[],
): Map<string, string> {
  const text = buffer.toString('utf8', start, end)
  const [only] = commands
  if (commands.length === 1 && only !== undefined && text.startsWith(`${only}\t`)) {
    return new Map([[only, text.slice(only.length + 1, text.endsWith('\n') ? -1 : undefined)]])
  }
  const answers = new Map<string, string>()
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue
    const asked = commands[index]
    const tab = asked !== undefined && line.startsWith(`${asked}\t`) ? asked.length : line.indexOf('\t')
    if (tab < 0) answers.set(line, '')
    else answers.set(line.slice(0, tab), line.slice(tab + 1))
  }
  return answers
}

/**
 * How the server refuses an info command: `ERROR:code:message`, `ERROR::message`, `FAIL:code:message`, or `error=reason` from
 * the UDF commands (thr_info.c and udf_cask.c, 8.1.2). Undefined for a good answer.
 */
export function infoFailure(answer: string): { resultCode: number; message: string } | undefined {
  const match = /^(?:ERROR|FAIL)(?:$|[:=\s])(?:(-?\d+)(?=:|$))?:?([\s\S]*)$/i.exec(answer)
  if (match === null) return undefined
  return { resultCode: Number(match[1] ?? 1), message: match[2] ?? '' }
}

/**
 * The result code when a node refuses a request as a whole, before it looks at the commands: then it repeats none of them
 * (authenticate, thr_info.c, 8.1.2). Undefined for any other answer.
 */
export function wholeRefusal(buffer: Buffer, start: number, end: number): number | undefined {
  if (buffer[start] !== 0x45 || end - start > WHOLE_REFUSAL_MAX) return undefined
  const match = /^ERROR:(\d+):[^\t\n]*\n?$/.exec(buffer.toString('latin1', start, end))
  return match === null ? undefined : Number(match[1])
}
const WHOLE_REFUSAL_MAX = 256

/** `a=1;b=2` as pairs. What has no `=` goes on with the value before it: paths and lists may hold a `;`. */
export function parsePairs(text: string): Map<string, string> {
  const pairs = new Map<string, string>()
  let last: string | undefined
  for (const part of text.split(';')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    if (equals < 0 && last !== undefined) {
      pairs.set(last, `${pairs.get(last) ?? ''};${part}`)
      continue
    }
    last = equals < 0 ? part : part.slice(0, equals)
    pairs.set(last, equals < 0 ? '' : part.slice(equals + 1))
  }
  return pairs
}

/** Leaves room for a proto header; returns its place for {@link endFrame}. */
export function beginFrame(writer: Writer): number {
  writer.reserve(PROTO_HEADER_SIZE)
  const mark = writer.position
  writer.position += PROTO_HEADER_SIZE
  writer.limit = writer.position + PROTO_BODY_MAX
  return mark
}

/**
 * Fills in the proto header of the frame begun at `mark`. A frame that the server would drop the connection for is refused:
 * it would take every other command on the connection with it.
 */
export function endFrame(writer: Writer, mark: number, type: number): void {
  const size = writer.position - mark - PROTO_HEADER_SIZE
  if (size > PROTO_BODY_MAX) throw tooLarge(size)
  writer.limit = 0
  writer.view.setUint32(mark, (PROTO_VERSION << 24) | (type << 16))
  writer.view.setUint32(mark + 4, size)
}

/** A whole number in an info answer. */
export function parseCount(text: string | undefined, what: string): number {
  const value = Number(text)
  if (text === undefined || !/^-?\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw protocolError(`The node answered ${JSON.stringify(text ?? '')} for ${what}, which is no number`)
  }
  return value
}
