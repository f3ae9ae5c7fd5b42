import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ENTRIES } from '../../../scripts/entries.mjs'
import { type Example, examplesOf, exportedNames } from '../../../scripts/examples.mjs'
import { buildPrograms, programFolder, runProgram } from '../programs.ts'
import { mainOf, moduleName, moduleOf } from './program.ts'

// Every `@example` of the source is run, on a memory server, and what its comments say is compared.

const SRC = resolve('src')
const examples = examplesOf(SRC)
const specifierOf = new Map(ENTRIES.map(({ specifier, file }) => [file, specifier]))
const specifiers = new Map(
  [...exportedNames(SRC)].map(([name, entry]) => [name, specifierOf.get(entry) ?? entry]),
)
const SETTING = resolve('test/integration/examples/setting.ts')
/** What must be found out: a result that is another, an operation that does something else, an error, a wrong type. */
const WRONG: readonly Example[] = [
  { where: 'wrong.ts:1', name: 'sum', code: '1 + 1 // 3' },
  { where: 'wrong.ts:2', name: 'add', code: "ops.add('n', 1) // { n: 1 } becomes { n: 3 }" },
  { where: 'wrong.ts:3', name: 'eq', code: "exp.eq(exp.bin('n', 'int'), 1) // true for { n: 2 }" },
  { where: 'wrong.ts:4', name: 'error', code: "await client.get(new Key('nowhere', 'users', 1))" },
  { where: 'wrong.ts:5', name: 'type', code: 'const port: number = server.hosts' },
]
const all = [...examples, ...WRONG]
const programs = [
  { name: 'main', code: mainOf(all, SETTING) },
  ...all.map((example) => ({
    name: moduleName(example),
    code: moduleOf(example, specifiers, SETTING),
  })),
]
let folder: string
/** What became of each, by where it stands. */
const outcomes = new Map<string, string | undefined>()

beforeAll(async () => {
  folder = programFolder('examples-')
  await buildPrograms(folder, programs, ['main'])
  const { stdout, stderr } = await runProgram(folder, 'main', { timeout: 100_000 })
  expect(stderr).toBe('')
  // Others are what examples print.
  for (const line of stdout.split('\n').filter((each) => each.startsWith('{"where":'))) {
    const { where, error } = JSON.parse(line) as { where: string; error?: string }
    outcomes.set(where, error)
  }
}, 120_000)

afterAll(() => {
  rmSync(folder, { recursive: true })
})

test.each(examples)('$where: the example of $name runs', ({ where }) => {
  expect(outcomes.has(where), 'it was run').toBe(true)
  expect(outcomes.get(where)).toBeUndefined()
})

test('examples have the types that they need', { timeout: 200_000 }, () => {
  const names = programs.slice(1).map(({ name }) => resolve(folder, `${name}.ts`))
  const program = ts.createProgram(names, strict())
  const complaints = names.flatMap((name, index) => {
    const file = program.getSourceFile(name)
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText }) =>
        `${all[index]?.where ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    )
  })
  expect(complaints).toEqual(["wrong.ts:5: Type 'string' is not assignable to type 'number'."])
})

test.each([
  ['wrong.ts:1', '// 3\nbut it is 2'],
  ['wrong.ts:2', 'but it is { n: 2 }'],
  ['wrong.ts:3', 'but it is false'],
  ['wrong.ts:4', 'nowhere'],
])('what is wrong is found: %s', (where, complaint) => {
  expect(outcomes.get(where)).toContain(complaint)
})

/** The settings of this repository, for the sources instead of the package. */
function strict(): ts.CompilerOptions {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as {
    config: unknown
  }
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, resolve('.'))
  return {
    ...options,
    allowImportingTsExtensions: true,
    experimentalDecorators: true,
    // An example ends where the reader goes on.
    noUnusedLocals: false,
    noUnusedParameters: false,
    // Names are imported, whether they are of types or of values.
    verbatimModuleSyntax: false,
    rewriteRelativeImportExtensions: false,
    // A matter of taste: examples read `bins.name`.
    noPropertyAccessFromIndexSignature: false,
    isolatedModules: false,
    skipLibCheck: true,
    erasableSyntaxOnly: false,
    paths: Object.fromEntries(ENTRIES.map(({ specifier, file }) => [specifier, [join(SRC, `${file}.ts`)]])),
  }
}
