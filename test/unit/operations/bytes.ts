import { expect } from 'vitest'
import { AerospikeError } from '../../../src/errors/index.ts'
import type { Operation } from '../../../src/operations/index.ts'

/** What a builder must pack, in hex. */
export type Row = readonly [build: () => Operation, hex: string]

/** The names of the builders of `family` that no row of the table calls. */
export function uncalled(family: object, name: string, rows: readonly Row[]): string[] {
  const text = rows.map(([build]) => String(build)).join('\n')
  return Object.keys(family).filter((builder) => !text.includes(`${name}.${builder}(`))
}

/** The error that a call throws at once. */
export function thrown(call: () => unknown): AerospikeError {
  try {
    call()
  } catch (error) {
    if (error instanceof AerospikeError) return error
    throw error
  }
  return expect.fail('nothing was thrown')
}

/** The source of a row's call, for the test's name. */
export function nameOf(build: () => unknown): string {
  return String(build)
    .replace(/^\(\)\s*=>\s*/, '')
    .replace(/__vi_import_\d+__\./g, '')
    .replace(/\s+/g, ' ')
}
