import { protocolError } from '../errors/index.ts'

// Info answers that list things are printed with printf: names stand in them as they are, and may hold all that separates
// (server as_namespace_get_set_info in as/src/base/namespace.c, as_sindex_list_str in as/src/sindex/sindex.c,
// udf_cask_smd_get_all_cb in as/src/base/udf_cask.c, 8.1.2). What a node prints around them is known: it tells where they end.

/** A part of a record: the text before its value, and what the value may be. */
export interface InfoField {
  readonly key: string
  readonly lead: string
  /** A regular expression, which must not have more than one way to match a text. */
  readonly value?: string
  /** Instead of `value`: a name of so many bytes at most, of any characters but those of `not`. */
  readonly name?: { readonly max: number; readonly not?: string; readonly known?: readonly string[] }
}

/** A record as it was read. */
export interface InfoRecord {
  /** By key; names that cannot be told are left out. */
  readonly values: ReadonlyMap<string, string>
  /** Null when there is one way to read the record; else its text. */
  readonly ambiguous: string | null
}

/** What a decoder makes of bytes that are no UTF-8: different names may look alike. */
const REPLACEMENT = '\ufffd'

/**
 * Records of one kind, one after another. A record is read twice: once with each name as short as can be, once as long as can
 * be. All other ways to read it lie between these two, so that it is certain when both are the same.
 */
export class InfoRecords {
  readonly #fields: readonly InfoField[]
  readonly #shortest: RegExp
  readonly #longest: RegExp

  /** @param end a regular expression for what ends a record */
  constructor(fields: readonly InfoField[], end: string) {
    this.#fields = fields
    this.#shortest = patternOf(fields, end, false)
    this.#longest = patternOf(fields, end, true)
  }

  /**
   * Reads records to the end of the text.
   * @throws ProtocolError where it is no record
   */
  readAll(text: string): InfoRecord[] {
    const records: InfoRecord[] = []
    let at = 0
    while (at < text.length) {
      const found = this.#readAt(text, at)
      if (found === undefined) throw unreadable(text.slice(at))
      records.push(found.record)
      at = found.end
    }
    return records
  }

  /** Reads a text that is one record; undefined when it is none. */
  readOne(text: string): InfoRecord | undefined {
    const found = this.#readAt(text, 0)
    return found?.end === text.length ? found.record : undefined
  }

  #readAt(text: string, at: number): { readonly record: InfoRecord; readonly end: number } | undefined {
    const shortest = matchAt(this.#shortest, text, at)
    const longest = matchAt(this.#longest, text, at)
    if (shortest === null || longest === null) return undefined
    const end = at + longest[0].length
    return { record: this.#record(text.slice(at, end), shortest, longest), end }
  }

  #record(text: string, shortest: RegExpExecArray, longest: RegExpExecArray): InfoRecord {
    const values = new Map<string, string>()
    let isCertain = true
    for (const [index, { key, name }] of this.#fields.entries()) {
      const value = longest[index + 1] ?? ''
      // Where one name ends, the next begins.
      if (value !== shortest[index + 1]) isCertain = false
      if (isCertain || (name === undefined && value === shortest[index + 1])) values.set(key, value)
    }
    return { values, ambiguous: isCertain && !text.includes(REPLACEMENT) ? null : text }
  }
}

function patternOf(fields: readonly InfoField[], end: string, long: boolean): RegExp {
  return new RegExp(`${fields.map((field) => fieldPattern(field, long)).join('')}${end}`, 'y')
}

function fieldPattern({ lead, value, name }: InfoField, long: boolean): string {
  if (name === undefined) return `${escapeText(lead)}(${value ?? ''})`
  const { max, not = '', known = [] } = name
  const some = `[^${not}]{1,${max}}${long ? '' : '?'}`
  const sorted = known.toSorted((a, b) => (long ? b.length - a.length : a.length - b.length))
  return `${escapeText(lead)}(${[...sorted.map(escapeText), some].join('|')})`
}

/** A text as a regular expression for it. */
function escapeText(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** What is read is no list of records. */
export function unreadable(text: string): Error {
  return protocolError(`The node's list cannot be read at ${JSON.stringify(text.slice(0, 200))}`)
}
