import { UsageError } from './usage.ts'

/** The names that `--bins a,b` has. */
export function binNames(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined
  const names = text.split(',')
  if (names.some((name) => name === ''))
    throw new UsageError('--bins takes names of bins, separated by commas')
  return names
}
