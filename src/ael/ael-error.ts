import { ArgumentError } from '../errors/index.ts'

/** How much of a line is shown on each side of the place. */
const SHOWN = 60
/** How much is said of a fault, and of what was meant. */
const SAID_MAX = 240

/**
 * A fault in a text of the Aerospike Expression Language, code `INVALID_EXPRESSION`. The message shows the line with the place
 * marked, and says what was meant where that can be guessed. Values of placeholders are never in it.
 *
 * @example
 * try {
 *   ael.parse('$.age = 18')
 * } catch (error) {
 *   if (error instanceof AelError) console.log(error.line, error.column, error.hint)
 * }
 */
export class AelError extends ArgumentError {
  static override readonly brands: readonly string[] = ['AelError', ...ArgumentError.brands]

  /** The line of the text, counted from 1. */
  readonly line: number
  /** The character in the line, counted from 1. */
  readonly column: number

  /** @internal */
  constructor(text: string, at: number, fault: string, hint: string | undefined, cause: unknown) {
    const before = text.slice(0, at).split(/\r\n|[\n\r]/)
    const column = (before.at(-1) ?? '').length + 1
    const said = [fault, hint].flatMap((part) => (part === undefined ? [] : shorten(part))).join('; ')
    const shown = showLine(text, at, column)
    super('INVALID_EXPRESSION', `Line ${before.length}, column ${column}: ${said}\n${shown}`, { cause })
    this.line = before.length
    this.column = column
    // Not given to the constructor: the message has it already.
    Object.assign(this, { hint: hint && shorten(hint) })
  }
}

/** What is said may hold a word of the text, however long that is. */
function shorten(said: string): string {
  return said.length <= SAID_MAX ? said : `${said.slice(0, SAID_MAX / 2)}…${said.slice(-SAID_MAX / 2)}`
}

/** The line that a place is in, and a caret under it. */
function showLine(text: string, at: number, column: number): string {
  const [rest = ''] = text.slice(at).split(/[\n\r]/, 1)
  const line = text.slice(at - column + 1, at) + rest
  const start = Math.max(0, column - 1 - SHOWN)
  // A tab or a control character would move the caret.
  // eslint-disable-next-line no-control-regex -- they are what is replaced
  const part = line.slice(start, column - 1 + SHOWN).replace(/[\u0000-\u001f\u007f]/g, ' ')
  const cut = start > 0 ? '…' : ''
  const caret = ' '.repeat(column - 1 - start + cut.length)
  return `  ${cut}${part}${line.length > column - 1 + SHOWN ? '…' : ''}\n  ${caret}^`
}
