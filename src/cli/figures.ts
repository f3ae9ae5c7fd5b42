/** Stands for what is not known. */
export const UNKNOWN = '-'

const THOUSAND = 1000
const KIBI = 1024
const COUNTS = ['', 'k', 'M', 'G', 'T', 'P']
const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

/** `0`, `7.5`, `123`, `12.3k`. */
export function countText(value: number | undefined): string {
  return value === undefined ? UNKNOWN : scaled(value, THOUSAND, COUNTS, '')
}

/** `0 B`, `1.5 MiB`. */
export function sizeText(value: number | undefined): string {
  return value === undefined ? UNKNOWN : scaled(value, KIBI, SIZES, ' ')
}

function scaled(value: number, base: number, units: readonly string[], gap: string): string {
  let at = 0
  let rest = value
  // What would be rounded up to the next unit belongs to it.
  while (Math.abs(rest) >= base - 0.5 && at < units.length - 1) {
    rest /= base
    at++
  }
  const digits = Number.isInteger(rest) || Math.abs(rest) >= 100 ? 0 : 1
  return `${rest.toFixed(digits)}${gap}${units[at] ?? ''}`
}

/** `42 %`, of parts that are known. */
export function percentText(value: number | undefined, digits = 0): string {
  return value === undefined ? UNKNOWN : `${value.toFixed(digits)} %`
}

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const

/** `2d 3h`, `4m 5s`, `0s`: the two largest units. */
export function durationText(seconds: number | undefined): string {
  if (seconds === undefined) return UNKNOWN
  const first = UNITS.findIndex(([, size]) => seconds >= size)
  if (first < 0) return '0s'
  let rest = Math.floor(seconds)
  const parts = UNITS.slice(first, first + 2).map(([unit, size]) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return [count, unit] as const
  })
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join(' ')
}
