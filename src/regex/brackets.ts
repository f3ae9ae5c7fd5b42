import { BadPattern, isWordByte, type RegexOptions } from './ast.ts'

/** POSIX character classes of the C locale. */
const CLASSES: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/,
  digit: /[0-9]/,
  alnum: /[A-Za-z0-9]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /[ \t\n\v\f\r]/,
  blank: /[ \t]/,
  punct: /[!-/:-@[-`{-~]/,
  print: /[ -~]/,
  graph: /[!-~]/,
  // eslint-disable-next-line no-control-regex -- control characters are what the class is of
  cntrl: /[\x00-\x1f\x7f]/,
  xdigit: /[0-9A-Fa-f]/,
}

export function byteSet(member: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (member(byte) ? 1 : 0))
}

export function classSet(name: string): Uint8Array | undefined {
  const pattern = CLASSES[name]
  return pattern && byteSet((byte) => byte < 0x80 && pattern.test(String.fromCharCode(byte)))
}

export const WORD_SET = byteSet(isWordByte)
export const inverted = (set: Uint8Array): Uint8Array => set.map((flag) => 1 - flag)

const CODE = { bracket: 0x5d, caret: 0x5e, dash: 0x2d, open: 0x5b, newline: 0x0a } as const

/** A pattern in the case that it is compared in, and as it was given. */
export interface PatternBytes {
  readonly folded: Buffer
  readonly given: Buffer
}

/** Reads a bracket expression whose `[` has been read; answers its set and where it ends. */
export function parseBrackets(
  bytes: PatternBytes,
  start: number,
  options: RegexOptions,
): { readonly set: Uint8Array; readonly end: number } {
  const pattern = bytes.folded
  const set = new Uint8Array(256)
  let at = start
  const negated = pattern[at] === CODE.caret
  if (negated) at++
  const first = at
  for (; pattern[at] !== CODE.bracket || at === first;) {
    if (at >= pattern.length) throw new BadPattern('unmatched [')
    at = addItem(bytes, at, set, options)
  }
  const complete = negated ? inverted(set) : set
  if (negated && options.newline) complete[CODE.newline] = 0
  return { set: complete, end: at + 1 }
}

function addItem(bytes: PatternBytes, at: number, set: Uint8Array, options: RegexOptions): number {
  const pattern = bytes.folded
  const named = namedItem(bytes, at)
  if (named !== undefined && named.kind !== '.') {
    if (named.kind === ':') addClass(named.name, set, options)
    else set[singleByte(named.name)] = 1
    // Neither is the beginning of a range.
    if (isRangeAt(pattern, named.end)) throw new BadPattern('invalid range end')
    return named.end
  }
  const low = named === undefined ? (pattern[at] ?? 0) : singleByte(named.name)
  const next = named?.end ?? at + 1
  if (!isRangeAt(pattern, next)) {
    set[low] = 1
    return next
  }
  const upper = namedItem(bytes, next + 1)
  if (upper !== undefined && upper.kind !== '.') throw new BadPattern('invalid range end')
  const high = upper === undefined ? (pattern[next + 1] ?? 0) : singleByte(upper.name)
  if (low > high) throw new BadPattern('invalid range end')
  set.fill(1, low, high + 1)
  return upper?.end ?? next + 2
}

/** A dash that ends the brackets is itself. */
function isRangeAt(pattern: Buffer, at: number): boolean {
  return pattern[at] === CODE.dash && pattern[at + 1] !== CODE.bracket && at + 1 < pattern.length
}

function addClass(name: string, set: Uint8Array, options: RegexOptions): void {
  const folded = options.ignoreCase && (name === 'upper' || name === 'lower') ? 'alpha' : name
  const members = classSet(folded)
  if (members === undefined) throw new BadPattern('unknown character class')
  members.forEach((flag, byte) => {
    if (flag === 1) set[byte] = 1
  })
}

/** Characters of a name in brackets, at most (BRACKET_NAME_BUF_SIZE in posix/regcomp.c of glibc). */
const NAME_MAX = 31

/** `[:name:]`, `[=x=]` or `[.x.]` at `at`. */
function namedItem(
  { folded, given }: PatternBytes,
  at: number,
): { readonly kind: string; readonly name: string; readonly end: number } | undefined {
  const kind = String.fromCharCode(folded[at + 1] ?? 0)
  if (folded[at] !== CODE.open || !':=.'.includes(kind)) return undefined
  // The name of a class is read in the case in which it was written (parse_bracket_symbol, posix/regcomp.c of glibc).
  const inside = (kind === ':' ? given : folded).toString('latin1', at + 2, at + 2 + NAME_MAX + 2)
  const length = inside.indexOf(`${kind}]`)
  if (length < 0) throw new BadPattern('unmatched [')
  return { kind, name: inside.slice(0, length), end: at + length + 4 }
}

function singleByte(name: string): number {
  if (name.length !== 1) throw new BadPattern('unknown collating element')
  return name.charCodeAt(0)
}
