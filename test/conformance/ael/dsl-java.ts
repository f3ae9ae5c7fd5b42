import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { AelValues } from '../../../src/ael.ts'

// Texts that the tests of the vendor's parser for Java read (aerospike/expression-dsl-java), and what is held of them here.

/** A text, and the values of its placeholders. */
export interface Example {
  readonly text: string
  readonly values: AelValues
  /** What it compiles to, as base64, where those tests show it. */
  readonly bytes?: string
  /** Why it is left out, or taken although their parser refuses it. */
  readonly why?: string
}

type Row = string | readonly [text: string, values?: AelValues]
interface Reasoned {
  readonly text: string
  readonly values?: AelValues
  readonly why: string
}

const FILE = new URL('test/conformance/ael/dsl-java.json', `${pathToFileURL(process.cwd()).href}/`)
const DATA = JSON.parse(readFileSync(FILE, 'utf8')) as {
  readonly same: readonly (readonly [text: string, bytes: string, values?: AelValues])[]
  readonly other: readonly Row[]
  readonly refused: readonly Row[]
  readonly wider: readonly Reasoned[]
  readonly leftOut: readonly Reasoned[]
}

function exampleOf(row: Row): Example {
  const [text, values = []] = typeof row === 'string' ? [row] : row
  return { text, values }
}

function reasonOf({ text, values = [], why }: Reasoned): Example {
  return { text, values, why }
}

/** Compiles to what their tests show. */
export const SAME: readonly Example[] = DATA.same.map(([text, bytes, values = []]) => ({
  text,
  bytes,
  values,
}))
/** Their tests show no expression, or one that servers refuse or that is of another size of the record. */
export const OTHER: readonly Example[] = DATA.other.map(exampleOf)
/** Refused there and here. */
export const REFUSED: readonly Example[] = DATA.refused.map(exampleOf)
/** Refused there, and taken here. */
export const WIDER: readonly Example[] = DATA.wider.map(reasonOf)
/** Taken there, and refused here. */
export const LEFT_OUT: readonly Example[] = DATA.leftOut.map(reasonOf)
