/** More of a name helps nobody, and fills a log. */
const NAME_MAX = 64

/** A name in quotes, as errors show it: what is longer than any good one is cut. */
export function quoteName(name: string): string {
  return JSON.stringify(name.length <= NAME_MAX ? name : `${name.slice(0, NAME_MAX)}…`)
}

/** The same of what should be a name. */
export function quoteWord(word: unknown): string {
  return typeof word === 'string' ? quoteName(word) : sortOf(word)
}

/** What a value is, for errors that must not show the value itself: it may be a record's. */
export function sortOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'text'
    case 'number':
      if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : 'infinity'
      return Number.isInteger(value) ? 'a whole number' : 'a fraction'
    case 'undefined':
      return 'undefined'
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'an array' : 'an object'
    default:
      return `a ${typeof value}`
  }
}
