/** Where an assertion that takes no byte holds. */
export type Anchor =
  'lineStart' | 'lineEnd' | 'textStart' | 'textEnd' | 'wordStart' | 'wordEnd' | 'edge' | 'noEdge'

/** A parsed POSIX regular expression. */
export type RegexNode =
  | { readonly kind: 'empty' }
  /** One byte of a set: 256 flags. */
  | { readonly kind: 'set'; readonly set: Uint8Array }
  | { readonly kind: 'anchor'; readonly anchor: Anchor }
  | { readonly kind: 'all'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'any'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly part: RegexNode; readonly min: number; readonly max: number }
  | { readonly kind: 'group'; readonly part: RegexNode; readonly index: number }
  | { readonly kind: 'same'; readonly index: number }

export interface RegexOptions {
  readonly extended: boolean
  readonly ignoreCase: boolean
  readonly newline: boolean
}

/** Thrown where regcomp would refuse the pattern. */
export class BadPattern extends Error {
  /** The byte where it was noticed. */
  at = 0
}

/** Thrown where a pattern is more than is done with one here; regcomp takes it as long as there is memory. */
export class PatternTooLarge extends BadPattern {}

const WORD = /[A-Za-z0-9_]/

export function isWordByte(byte: number | undefined): boolean {
  return byte !== undefined && byte < 0x80 && WORD.test(String.fromCharCode(byte))
}

/** What case is ignored by: patterns and texts in upper case (build_upper_buffer, posix/regex_internal.c of glibc), so `[A-_]` is a range. */
export function upperByte(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte
}
