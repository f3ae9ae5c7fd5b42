import { clientError } from '../errors/index.ts'
import { BATCH_OPTIONS, type BatchPolicy, WRITE_ROW_OPTIONS, type WriteRowPolicy } from './batch.ts'
import { CLIENT_OPTIONS, type ClientPolicy } from './client.ts'
import { READ_OPTIONS, type ReadPolicy, WRITE_OPTIONS, type WritePolicy } from './command.ts'
import {
  DYNAMIC_FIELDS,
  type DynamicFields,
  type DynamicSection,
  FieldFault,
  STATIC_FIELDS,
  UNUSED_SECTIONS,
} from './dynamic-fields.ts'
import { METRICS_OPTIONS, type MetricsPolicy } from './metrics.ts'
import { QUERY_OPTIONS, type QueryPolicy } from './query.ts'
import { boolean, defaultsOf, type OptionTable, resolveOptions } from './table.ts'

/** What a file says of metrics. */
export type MetricsConfig = Partial<Pick<MetricsPolicy, 'latencyColumns' | 'latencyShift' | 'labels'>> & {
  /** Whether they are on; undefined leaves it to the application. */
  readonly enable?: boolean
}

/** What a dynamic configuration sets: options that hold over those of the client and those of a call. */
export interface DynamicConfig {
  /** Milliseconds between two looks at it. */
  readonly interval: number | undefined
  /** Read once, when the client connects. */
  readonly fixed: Partial<Pick<ClientPolicy, 'maxConnections' | 'minConnections'>>
  readonly client: Partial<ClientPolicy>
  readonly read: Partial<ReadPolicy>
  readonly write: Partial<WritePolicy>
  readonly query: Partial<QueryPolicy>
  readonly scan: Partial<QueryPolicy>
  readonly batch_read: Partial<BatchPolicy>
  readonly batch_write: Partial<BatchPolicy & WriteRowPolicy>
  readonly batch_udf: Partial<WriteRowPolicy>
  readonly batch_delete: Partial<WriteRowPolicy>
  readonly metrics: MetricsConfig
}

/** One that sets nothing. */
export const NO_CONFIG: DynamicConfig = {
  ...{ interval: undefined, fixed: {}, client: {}, read: {}, write: {}, query: {}, scan: {} },
  ...{ batch_read: {}, batch_write: {}, batch_udf: {}, batch_delete: {}, metrics: {} },
}

/** The options that each section may set, which say what values they take. */
const TABLES: { readonly [S in DynamicSection]: OptionTable } = {
  client: CLIENT_OPTIONS,
  read: READ_OPTIONS,
  write: WRITE_OPTIONS,
  query: QUERY_OPTIONS,
  scan: QUERY_OPTIONS,
  batch_read: BATCH_OPTIONS,
  batch_write: { ...WRITE_ROW_OPTIONS, ...BATCH_OPTIONS },
  batch_udf: WRITE_ROW_OPTIONS,
  batch_delete: WRITE_ROW_OPTIONS,
  metrics: { ...METRICS_OPTIONS, enable: boolean(false, 'Whether metrics are on.') },
}

/** The version of the format; another one is read all the same, as the C client does. */
const VERSION = '1.0.0'

type Fields = { readonly [name: string]: unknown }

/**
 * Reads a configuration.
 * @param document what its YAML says
 * @param notice told of what is not known, or of no use here
 * @throws ArgumentError `INVALID_CONFIG` that names the field; nothing of the configuration counts then
 */
export function readDynamicConfig(document: unknown, notice: (text: string) => void): DynamicConfig {
  const { version, static: fixed = {}, dynamic = {}, ...others } = fieldsOf(document, 'the file')
  if (version !== VERSION) notice(`its version is ${String(version)}, where ${VERSION} is known`)
  for (const name of Object.keys(others)) notice(`${name} is not known`)
  const { client: once = {}, ...unknown } = fieldsOf(fixed, 'static')
  for (const name of Object.keys(unknown)) notice(`static.${name} is not known`)
  const { interval, ...limits } = optionsOf('static.client', once, STATIC_FIELDS, notice)
  check(
    { maxConnections: CLIENT_OPTIONS.maxConnections, minConnections: CLIENT_OPTIONS.minConnections },
    limits,
    'static.client',
  )
  const sections = { ...NO_CONFIG, interval: interval as number | undefined, fixed: limits } as {
    -readonly [K in keyof DynamicConfig]: DynamicConfig[K]
  }
  for (const [name, section] of Object.entries(fieldsOf(dynamic, 'dynamic'))) {
    if (isSection(name)) Object.assign(sections, { [name]: readSection(name, section, notice) })
    else notice(`dynamic.${name} is ${UNUSED_SECTIONS.has(name) ? 'of no use here' : 'not known'}`)
  }
  return sections
}

function readSection(name: DynamicSection, section: unknown, notice: (text: string) => void): Fields {
  const where = `dynamic.${name}`
  const options = optionsOf(where, section, DYNAMIC_FIELDS[name], notice)
  check(TABLES[name], options, where)
  return options
}

function optionsOf(
  where: string,
  section: unknown,
  known: DynamicFields,
  notice: (text: string) => void,
): { [option: string]: unknown } {
  const given = fieldsOf(section, where)
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(known, name)) notice(`${where}.${name} is not known`)
    else if (known[name]?.option === undefined) notice(`${where}.${name} is of no use here`)
  }
  const options: { [option: string]: unknown } = {}
  // In the order of the table, which says what comes behind what.
  for (const [name, { option, read }] of Object.entries(known)) {
    if (option === undefined || !Object.hasOwn(given, name)) continue
    const value = readField(`${where}.${name}`, read, given[name])
    if (value !== undefined) options[option] = value
  }
  return options
}

function readField(where: string, read: (value: unknown) => unknown, value: unknown): unknown {
  try {
    return read(value)
  } catch (error) {
    if (error instanceof FieldFault) throw invalid(`${where} ${error.message}`)
    throw error
  }
}

/** The limits of the options hold for a file too. */
function check(table: OptionTable, options: Fields, where: string): void {
  try {
    resolveOptions(table, defaultsOf(table), options, where)
  } catch (error) {
    throw invalid((error as Error).message)
  }
}

function fieldsOf(value: unknown, where: string): Fields {
  // A section without fields is null in YAML.
  if (value === null || value === undefined) return {}
  if (typeof value === 'object' && !Array.isArray(value)) return value as Fields
  throw invalid(`${where} must hold fields`)
}

function isSection(name: string): name is DynamicSection {
  return Object.hasOwn(DYNAMIC_FIELDS, name)
}

function invalid(what: string): Error {
  return clientError('INVALID_CONFIG', `Dynamic configuration: ${what}`, {
    hint: 'nothing of the file counts; what held before goes on',
  })
}
