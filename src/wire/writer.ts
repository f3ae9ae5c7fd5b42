import { tooLarge } from './limits.ts'
import { PROTO_BODY_MAX } from './proto.ts'
import { ValueFailure } from './value-failure.ts'

const SHORT_TEXT = 32
const SHORT_COPY = 128
/** Text beyond this many units is measured before room is made for it: three bytes a unit would be far too much mostly. */
const LONG_TEXT = 0x1_0000
/** Room for text that is not measured may be made beyond the limit by so many bytes. */
const LIMIT_SLACK = 3 * LONG_TEXT
const TWO_32 = 0x1_0000_0000

/** A growing buffer that numbers, text and bytes are appended to, big endian as the protocol wants them. */
export class Writer {
  buffer: Buffer
  view: DataView
  /** Where the next byte goes; what was written is `buffer[0, position)`. */
  position = 0
  /**
   * Where what is being written must end, 0 for no such place. No room is made far beyond it: what is larger than the server
   * takes is refused before it takes the memory here.
   */
  limit = 0
  /** Whether what was written is to be wiped when it has been sent. */
  isSecret = false

  constructor(size = 1024) {
    this.buffer = Buffer.allocUnsafeSlow(size)
    this.view = new DataView(this.buffer.buffer, this.buffer.byteOffset, this.buffer.length)
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    if (this.position + count > this.buffer.length) this.#grow(this.position + count)
  }

  /** Makes room for text, and for `more` bytes. */
  reserveText(text: string, more: number): void {
    this.reserve((text.length < LONG_TEXT ? text.length * 3 : Buffer.byteLength(text)) + more)
  }

  /** Goes back to a place, as if nothing had been written since. */
  rewind(position: number): void {
    this.position = position
    this.limit = 0
  }

  #grow(needed: number): void {
    const { limit } = this
    if (limit > 0 && needed > limit + LIMIT_SLACK) throw tooLarge(needed - limit + PROTO_BODY_MAX)
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2))
    this.buffer.copy(grown, 0, 0, this.position)
    if (this.isSecret) this.buffer.fill(0)
    this.buffer = grown
    this.view = new DataView(grown.buffer, grown.byteOffset, grown.length)
  }

  u8(value: number): void {
    this.reserve(1)
    this.buffer[this.position++] = value
  }

  u16(value: number): void {
    this.reserve(2)
    this.view.setUint16(this.position, value)
    this.position += 2
  }

  u32(value: number): void {
    this.reserve(4)
    this.view.setUint32(this.position, value)
    this.position += 4
  }

  /** An integer that a number holds exactly, as 64 bits. */
  i64(value: number): void {
    this.reserve(8)
    const high = Math.floor(value / TWO_32)
    this.view.setInt32(this.position, high)
    this.view.setUint32(this.position + 4, value - high * TWO_32)
    this.position += 8
  }

  bigint64(value: bigint): void {
    this.reserve(8)
    this.view.setBigInt64(this.position, value)
    this.position += 8
  }

  f64(value: number): void {
    this.reserve(8)
    this.view.setFloat64(this.position, value)
    this.position += 8
  }

  bytes(value: Uint8Array): void {
    this.reserve(value.length)
    this.buffer.set(value, this.position)
    this.position += value.length
  }

  /**
   * Appends `source[start, end)`. A short range is copied by a loop: `Buffer.copy` makes a view of it first, 190 bytes of
   * garbage for 20 bytes of digest.
   */
  copy(source: Buffer, start: number, end: number): void {
    this.reserve(end - start)
    const { buffer, position } = this
    if (end - start > SHORT_COPY) source.copy(buffer, position, start, end)
    else for (let from = start, to = position; from < end; from++, to++) buffer[to] = source[from] as number
    this.position = position + (end - start)
  }

  /**
   * Text as UTF-8; returns the number of bytes. Short ASCII is copied by a loop: half the time of the call into native
   * code at 16 characters, the same at about 40. Text that UTF-8 cannot hold (a lone surrogate) is refused, never replaced.
   */
  utf8(value: string): number {
    const { length } = value
    this.reserveText(value, 0)
    const start = this.position
    if (length < SHORT_TEXT && this.#shortAscii(value, length, start)) return length
    const written = this.buffer.write(value, start, 'utf8')
    if (written !== length && !value.isWellFormed()) {
      throw new ValueFailure('a string with half a surrogate pair, which UTF-8 cannot express')
    }
    this.position = start + written
    return written
  }

  #shortAscii(value: string, length: number, start: number): boolean {
    const { buffer } = this
    for (let i = 0; i < length; i++) {
      const unit = value.charCodeAt(i)
      if (unit > 0x7f) return false
      buffer[start + i] = unit
    }
    this.position = start + length
    return true
  }

  /** Leaves room for a 32-bit length; returns its place for {@link endLength}. */
  beginLength(): number {
    this.reserve(4)
    const mark = this.position
    this.position += 4
    return mark
  }

  /** Fills the length that {@link beginLength} left room for with the number of bytes written since. */
  endLength(mark: number): void {
    this.view.setUint32(mark, this.position - mark - 4)
  }

  /** A copy of what was written, in a buffer of its own. */
  toBuffer(): Buffer {
    return Buffer.from(this.buffer.subarray(0, this.position))
  }
}
