import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import * as batch from '../../../src/policy/batch.ts'
import * as client from '../../../src/policy/client.ts'
import * as command from '../../../src/policy/command.ts'
import { METRICS_OPTIONS } from '../../../src/policy/metrics.ts'
import * as query from '../../../src/policy/query.ts'
import type { OptionSpec, OptionTable } from '../../../src/policy/table.ts'
import { APPLY_OPTIONS } from '../../../src/policy/udf.ts'
import * as server from '../../../src/testing/options.ts'

const SRC = fileURLToPath(new URL('../../../src/', import.meta.url))

/** A type of options: what its documentation says, its table, and whose options it has too. */
interface Shape {
  readonly doc: string
  readonly table: OptionTable
  /** File and name of the table. */
  readonly from: readonly [file: string, constant: string]
  readonly parents?: readonly string[]
  /** Types that it shares options with: those that mean the same in both. */
  readonly shares?: readonly string[]
  readonly required?: readonly string[]
}

type Shapes = Readonly<Record<string, Shape>>

const shape = (
  doc: string,
  table: OptionTable,
  file: string,
  constant: string,
  parents: readonly string[] = [],
  shares: readonly string[] = [],
): Shape => ({ doc, table, from: [file, constant], parents, shares })

const COMMAND: Shapes = {
  CommandOptions: shape(
    'Options of every command.',
    command.BASE_OPTIONS,
    'policy/command.ts',
    'BASE_OPTIONS',
  ),
  ReadOptions: shape('Options of reading.', command.READ_OPTIONS, 'policy/command.ts', 'READ_OPTIONS', [
    'CommandOptions',
  ]),
  GetOptions: shape('Options of `get`.', command.GET_OPTIONS, 'policy/command.ts', 'GET_OPTIONS', [
    'ReadOptions',
  ]),
  WriteOptions: shape('Options of writing.', command.WRITE_OPTIONS, 'policy/command.ts', 'WRITE_OPTIONS', [
    'CommandOptions',
  ]),
  OperateOptions: shape(
    'Options of `operate`.',
    command.OPERATE_OPTIONS,
    'policy/command.ts',
    'OPERATE_OPTIONS',
    ['ReadOptions', 'WriteOptions'],
  ),
  ApplyOptions: shape(
    'Options of `apply`.',
    APPLY_OPTIONS,
    'policy/udf.ts',
    'APPLY_OPTIONS',
    ['CommandOptions'],
    ['WriteOptions', 'ReadOptions'],
  ),
}

const BATCH: Shapes = {
  BatchOptions: shape(
    'Options of a batch as a whole.',
    batch.BATCH_OPTIONS,
    'policy/batch.ts',
    'BATCH_OPTIONS',
    ['CommandOptions'],
    ['ReadOptions'],
  ),
  BatchStreamOptions: shape(
    'Options of a batch as a stream.',
    batch.BATCH_STREAM_OPTIONS,
    'policy/batch.ts',
    'BATCH_STREAM_OPTIONS',
    ['BatchOptions'],
  ),
  ReadRowOptions: shape(
    'Options of one row that reads. What is left out is as the batch says.',
    batch.READ_ROW_OPTIONS,
    'policy/batch.ts',
    'READ_ROW_OPTIONS',
    [],
    ['ReadOptions'],
  ),
  WriteRowOptions: shape(
    'Options of one row that writes.',
    batch.WRITE_ROW_OPTIONS,
    'policy/batch.ts',
    'WRITE_ROW_OPTIONS',
    [],
    ['WriteOptions'],
  ),
  OperateRowOptions: shape(
    'Options of one row that runs operations: those of reading when all operations only read, else those of writing.',
    batch.OPERATE_ROW_OPTIONS,
    'policy/batch.ts',
    'OPERATE_ROW_OPTIONS',
    ['ReadRowOptions', 'WriteRowOptions'],
  ),
  RemoveRowOptions: shape(
    'Options of one row that removes a record.',
    batch.REMOVE_ROW_OPTIONS,
    'policy/batch.ts',
    'REMOVE_ROW_OPTIONS',
    [],
    ['WriteOptions'],
  ),
  ApplyRowOptions: shape(
    'Options of one row that calls a user-defined function.',
    batch.APPLY_ROW_OPTIONS,
    'policy/batch.ts',
    'APPLY_ROW_OPTIONS',
    [],
    ['WriteOptions'],
  ),
  GetManyOptions: shape(
    'Options of `getMany`.',
    batch.GET_MANY_OPTIONS,
    'policy/batch.ts',
    'GET_MANY_OPTIONS',
    ['BatchOptions'],
    ['GetOptions'],
  ),
  PutManyOptions: shape(
    'Options of `putMany` and `operateMany`: those of the batch, and those of its rows.',
    batch.PUT_MANY_OPTIONS,
    'policy/batch.ts',
    'PUT_MANY_OPTIONS',
    ['BatchOptions', 'WriteRowOptions'],
  ),
  RemoveManyOptions: shape(
    'Options of `removeMany`.',
    batch.REMOVE_MANY_OPTIONS,
    'policy/batch.ts',
    'REMOVE_MANY_OPTIONS',
    ['BatchOptions', 'RemoveRowOptions'],
  ),
}

const QUERY: Shapes = {
  QueryOptions: shape(
    'Options of a query that records come back from.',
    query.QUERY_OPTIONS,
    'policy/query.ts',
    'QUERY_OPTIONS',
    [],
    ['ReadOptions'],
  ),
  ExecuteOptions: shape(
    'Options of a job that writes to what a query finds.',
    query.EXECUTE_OPTIONS,
    'policy/query.ts',
    'EXECUTE_OPTIONS',
    [],
    ['WriteOptions'],
  ),
  WaitOptions: shape(
    'Options of waiting for something that nodes do in the background.',
    query.WAIT_OPTIONS,
    'policy/query.ts',
    'WAIT_OPTIONS',
  ),
  ToArrayOptions: shape(
    'Options of `toArray`.',
    query.TO_ARRAY_OPTIONS,
    'policy/query.ts',
    'TO_ARRAY_OPTIONS',
  ),
  ForEachOptions: shape(
    'Options of `forEach`.',
    query.FOR_EACH_OPTIONS,
    'policy/query.ts',
    'FOR_EACH_OPTIONS',
  ),
  InfoOptions: shape(
    'Options of whatever is asked of nodes by info commands.',
    query.INFO_OPTIONS,
    'policy/query.ts',
    'INFO_OPTIONS',
  ),
}

const CLIENT: Shapes = {
  ClientOptions: shape('Options of a client.', client.CLIENT_OPTIONS, 'policy/client.ts', 'CLIENT_OPTIONS'),
  ConnectOptions: shape(
    'Options of `connect()` of a client.',
    client.CONNECT_OPTIONS,
    'policy/client.ts',
    'CONNECT_OPTIONS',
  ),
  CloseOptions: shape('Options of `close()`.', client.CLOSE_OPTIONS, 'policy/client.ts', 'CLOSE_OPTIONS'),
}

const METRICS: Shapes = {
  MetricsOptions: shape(
    'Options of `enableMetrics`.',
    METRICS_OPTIONS,
    'policy/metrics.ts',
    'METRICS_OPTIONS',
  ),
}

const SERVER: Shapes = {
  MemoryNamespaceOptions: {
    ...shape(
      "Settings of one namespace, named as in the server's configuration file.",
      server.NAMESPACE_OPTIONS,
      'testing/options.ts',
      'NAMESPACE_OPTIONS',
    ),
    required: ['name'],
  },
  MemoryServerOptions: shape(
    'How to start a memory server.',
    server.SERVER_OPTIONS,
    'testing/options.ts',
    'SERVER_OPTIONS',
  ),
}

/** What is written where. */
const FILES: readonly (readonly [file: string, shapes: Shapes])[] = [
  ['policy/command-options.ts', COMMAND],
  ['policy/batch-options.ts', BATCH],
  ['policy/query-options.ts', QUERY],
  ['policy/client-options.ts', CLIENT],
  ['policy/metrics-options.ts', METRICS],
  ['testing/memory-server-options.ts', SERVER],
]

/** Where the names come from that stand in the types of options, besides those of the file itself. */
const SOURCES: readonly (readonly [file: string, names: readonly string[]])[] = [
  ['address.ts', ['Address']],
  ['observe/metrics.ts', ['MetricsListener']],
  ['policy/client-defaults.ts', ['CommandDefaults']],
  ['policy/command-options.ts', ['CommandOptions', 'GetOptions', 'ReadOptions', 'WriteOptions']],
  ['policy/filter-expression.ts', ['FilterExpression']],
  ['policy/credentials.ts', ['Credentials', 'CredentialsFunction']],
  ['policy/config-provider.ts', ['ConfigProvider']],
  ['policy/logger.ts', ['Logger']],
  ['policy/tls.ts', ['TlsFunction', 'TlsOptions']],
  ['testing/security/options.ts', ['MemorySecurityOptions']],
  ['testing/tls-options.ts', ['MemoryTlsOptions']],
]

const ALL: Shapes = Object.assign({}, ...FILES.map(([, shapes]) => shapes)) as Shapes

/** The type of every option as text, as the compiler infers it from the table: by type of options, by option. */
function inferTypes(): Map<string, Map<string, string>> {
  const probe = `${SRC}option-types-probe.ts`
  const lines = Object.entries(ALL).map(
    ([
      name,
      {
        from: [file, constant],
      },
    ]) =>
      `export type ${name} = import('./policy/table.ts').Resolved<typeof import('./${file}').${constant}>`,
  )
  const config = ts.readConfigFile(`${SRC}../tsconfig.json`, (path) => readFileSync(path, 'utf8'))
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, `${SRC}..`)
  const host = ts.createCompilerHost(options)
  const { fileExists, getSourceFile } = host
  host.fileExists = (path) => path === probe || fileExists(path)
  host.getSourceFile = (path, language, ...rest) =>
    path === probe
      ? ts.createSourceFile(path, lines.join('\n'), language, true)
      : getSourceFile(path, language, ...rest)
  const program = ts.createProgram([probe], options, host)
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(probe)!
  const { NoTruncation, UseAliasDefinedOutsideCurrentScope, UseSingleQuotesForStringLiteralType } =
    ts.TypeFormatFlags
  // A sum of flags is a number to the compiler, and what it takes.
  const flags = (NoTruncation |
    UseAliasDefinedOutsideCurrentScope |
    UseSingleQuotesForStringLiteralType) as ts.TypeFormatFlags
  const types = new Map<string, Map<string, string>>()
  for (const symbol of checker.getExportsOfModule(checker.getSymbolAtLocation(source)!)) {
    const properties = checker.getDeclaredTypeOfSymbol(symbol).getProperties()
    types.set(
      symbol.name,
      new Map(
        properties.map((each) => [
          each.name,
          checker.typeToString(checker.getTypeOfSymbol(each), source, flags),
        ]),
      ),
    )
  }
  return types
}

const TYPES = inferTypes()

/** An option's documentation: what it means, its default, its bounds. */
function documentation({ doc, ...spec }: OptionSpec): string {
  const initial = JSON.stringify(spec.default) as string | undefined
  const text = spec.kind === 'custom' && ['', '{}', '[]'].includes(initial ?? '') ? undefined : initial
  const bounds = spec.kind === 'integer' ? `; from ${spec.min} to ${spec.max}` : ''
  return text === undefined ? doc : `${doc} Default: ${text.replaceAll('"', "'")}${bounds}.`
}

/** The words of a choice stay in the order of the table, which the compiler does not keep. */
function typeOf(name: string, option: string, spec: OptionSpec): string {
  if (spec.kind === 'choice') return spec.values.map((value) => `'${value}'`).join(' | ')
  const type = TYPES.get(name)!
    .get(option)!
    .replace(/ \| undefined$/, '')
  return type.includes('=>') ? `(${type})` : type
}

const same = (one: OptionSpec, other: OptionSpec | undefined): boolean =>
  other !== undefined && documentation(one) === documentation(other)

/** The options of a type that none of its parents has. */
function ownOptions(name: string): [option: string, spec: OptionSpec][] {
  const { table, parents = [] } = ALL[name]!
  return Object.entries(table).filter(([option, spec]) => {
    const above = parents.map((parent) => ALL[parent]!.table[option]).filter((each) => each !== undefined)
    return above.length === 0 || !above.every((each) => same(spec, each))
  })
}

/** The type that has this option with the same meaning. */
function sharedWith(name: string, option: string, spec: OptionSpec): string | undefined {
  return ALL[name]!.shares?.find((other) => same(spec, ALL[other]!.table[option]))
}

/** What a type extends: its parents, and picks of those it shares options with. */
function heritage(name: string): string[] {
  const { parents = [], shares = [] } = ALL[name]!
  const own = ownOptions(name)
  const picks = shares
    .map(
      (other) => [other, own.filter(([option, spec]) => sharedWith(name, option, spec) === other)] as const,
    )
    .filter(([, options]) => options.length > 0)
    .map(([other, options]) => `Pick<${other}, ${options.map(([option]) => `'${option}'`).join(' | ')}>`)
  return [...parents, ...picks]
}

function members(name: string): string {
  const { required = [] } = ALL[name]!
  return ownOptions(name)
    .filter(([option, spec]) => sharedWith(name, option, spec) === undefined)
    .map(([option, spec]) => {
      const type = typeOf(name, option, spec)
      return required.includes(option)
        ? `/** ${spec.doc} */\nreadonly ${option}: ${type}`
        : `/** ${documentation(spec)} */\nreadonly ${option}?: ${type} | undefined`
    })
    .join('\n')
}

function declaration(name: string, doc: string): string {
  const above = heritage(name)
  const own = members(name)
  if (own === '' && above.length === 1) return `/** ${doc} */\nexport type ${name} = ${above.join()}`
  const extending = above.length === 0 ? '' : ` extends ${above.join(', ')}`
  return `/** ${doc} */\nexport interface ${name}${extending} {\n${own}\n}`
}

function imports(file: string, body: string): string {
  const code = body.replace(/\/\*\*.*\*\//g, '')
  return SOURCES.filter(([source]) => source !== file)
    .map(
      ([source, names]) => [source, names.filter((name) => new RegExp(`\\b${name}\\b`).test(code))] as const,
    )
    .filter(([, names]) => names.length > 0)
    .map(([source, names]) => {
      const path =
        source.startsWith('policy/') && file.startsWith('policy/') ? `./${source.slice(7)}` : `../${source}`
      return `import type { ${names.join(', ')} } from '${path}'`
    })
    .join('\n')
}

async function declarations(file: string, shapes: Shapes): Promise<string> {
  const body = Object.entries(shapes)
    .map(([name, { doc }]) => declaration(name, doc))
    .join('\n\n')
  const intro =
    '// Written from the tables of options: npx vitest run test/unit/policy/option-types.test.ts -u'
  const config = await resolveConfig(`${SRC}${file}`)
  return format([intro, imports(file, body), body].join('\n\n'), { ...config, parser: 'typescript' })
}

describe('the types of options are those of their tables', () => {
  test.each(FILES)('%s', async (file, shapes) => {
    await expect(await declarations(file, shapes)).toMatchFileSnapshot(`${SRC}${file}`)
  })

  test('a type has all options of those it extends', () => {
    for (const { table, parents = [] } of Object.values(ALL)) {
      for (const parent of parents) {
        expect(Object.keys(table)).toEqual(expect.arrayContaining(Object.keys(ALL[parent]!.table)))
      }
    }
  })
})
