import ts from 'typescript'
import type { Example } from '../../../scripts/examples.mjs'

/** Examples that are about users and roles. */
const SECURED = ['Administration.createUser', 'Administration.createRole']

/** The module of an example: its code in a function, with imports of what it names, and its comments as checks. */
export function moduleOf(example: Example, specifiers: ReadonlyMap<string, string>, setting: string): string {
  const lines = example.code.split('\n')
  const imports = lines.filter((line) => line.startsWith('import '))
  const code = lines.filter((line) => !line.startsWith('import ')).join('\n')
  const file = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2023, true)
  const taken = declaredIn(file, imports)
  const ours = [...namesIn(file)].flatMap((name) => {
    const specifier = taken.has(name) ? undefined : specifiers.get(name)
    return specifier === undefined ? [] : [`import { ${name} } from '${specifier}'`]
  })
  const given = ['client', 'key', 'server'].filter((name) => !taken.has(name))
  return `// ${example.where}
import { type Setting, says } from '${setting}'
${[...imports, ...ours].join('\n')}
export async function example(setting: Setting): Promise<void> {
const { ${given.join(', ')} } = setting
${withChecks(file, example.where).replaceAll("'127.0.0.1:3000'", 'setting.server.hosts').replaceAll('port: 8087', 'port: 0')}
}
`
}

/** The name of an example's module, which tells where it stands: compilers complain by it. */
export function moduleName({ where }: Pick<Example, 'where'>): string {
  return where.replaceAll(/\W/g, '-')
}

/** The program that runs all of them, by the names of their modules. */
export function mainOf(examples: readonly Example[], setting: string): string {
  const rows = examples.map(({ where, name }) => {
    const isSecured = SECURED.includes(name)
    return `{ where: '${where}', isSecured: ${isSecured}, load: () => import('./${moduleName({ where })}.ts') }`
  })
  return `import { runExamples } from '${setting}'\nvoid runExamples([\n${rows.join(',\n')}\n])\n`
}

function namesIn(file: ts.SourceFile): Set<string> {
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isMember(node)) names.add(node.text)
    ts.forEachChild(node, visit)
  }
  visit(file)
  // Names in comments are names of what they say.
  for (const { comment } of commentsIn(file)) {
    for (const [name] of comment.replaceAll(/'[^']*'/g, '').matchAll(/\b[A-Z]\w+/g)) names.add(name)
  }
  return names
}

/** Whether a name is that of a property, and not of a value. */
function isMember(node: ts.Identifier): boolean {
  const { parent } = node
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isPropertySignature(parent) && parent.name === node)
  )
}

/** What the example declares or imports itself. */
function declaredIn(file: ts.SourceFile, imports: readonly string[]): Set<string> {
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (
      'name' in node &&
      node.name !== undefined &&
      ts.isIdentifier(node.name as ts.Node) &&
      isDeclared(node)
    )
      names.add((node.name as ts.Identifier).text)
    ts.forEachChild(node, visit)
  }
  visit(file)
  visit(ts.createSourceFile('imports.ts', imports.join('\n'), ts.ScriptTarget.ES2023, true))
  return names
}

function isDeclared(node: ts.Node): boolean {
  return (
    ts.isVariableDeclaration(node) ||
    ts.isBindingElement(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportSpecifier(node) ||
    ts.isImportClause(node)
  )
}

/** The statements that have a comment behind or below them. */
function commentsIn(file: ts.SourceFile): { statement: ts.Statement; comment: string }[] {
  return file.statements.flatMap((statement) => {
    const rest = file.text.slice(statement.end)
    const [, comment] = /^;?\s*?\n?\s*\/\/ (?<comment>.*)/.exec(rest) ?? []
    return comment === undefined ? [] : [{ statement, comment }]
  })
}

function withChecks(file: ts.SourceFile, where: string): string {
  const comments = new Map(commentsIn(file).map(({ statement, comment }) => [statement, comment]))
  return file.statements
    .map((statement) => {
      const text = statement.getText()
      const comment = comments.get(statement)
      if (comment === undefined) return text
      if (ts.isExpressionStatement(statement))
        return `await says(setting, ${statement.expression.getText()}, ${saidBy(comment)})`
      const name = constantOf(statement)
      if (name === undefined)
        throw new Error(`${where}: a comment stands behind an expression or a constant: // ${comment}`)
      return `${text}\nawait says(setting, ${name}, ${saidBy(comment)})`
    })
    .join('\n')
}

function constantOf(statement: ts.Statement): string | undefined {
  if (!ts.isVariableStatement(statement)) return undefined
  const [declaration] = statement.declarationList.declarations
  return declaration !== undefined && ts.isIdentifier(declaration.name) ? declaration.name.text : undefined
}

/** `VALUE`, `VALUE for BINS`, `BINS becomes BINS` or `BINS becomes BINS, answers VALUE`. */
function saidBy(comment: string): string {
  const [, before, after, answer] =
    /^(?<before>\{.*\}) becomes (?<after>\{.*?\})(?:, answers (?<answer>.*))?$/.exec(comment) ?? []
  const [, value, bins] = /^(?<value>.*) for (?<bins>\{.*\})$/.exec(comment) ?? []
  const parts =
    before === undefined ? { value: value ?? comment, before: bins } : { before, after, value: answer }
  const written = Object.entries(parts)
    .filter(([, code]) => code !== undefined)
    .map(([name, code]) => `${name}: () => (${code ?? ''})`)
  return `{ comment: ${JSON.stringify(comment)}, ${written.join(', ')} }`
}
