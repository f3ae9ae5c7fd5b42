import { regex } from '../expressions/compare.ts'
import type { Expression } from '../expressions/expression.ts'
import { isPosix } from '../expressions/text/words.ts'
import type { Compiling } from './compiling.ts'
import { isExp, isRegExp, type Placeholders } from './placeholders.ts'
import type { CallSyntax, PlaceholderSyntax, RegexSyntax } from './syntax.ts'

/** `text =~ /pattern/i`, as far as servers before 8.2 know it. */
export function compileMatch(
  compiler: Compiling,
  placeholders: Placeholders,
  syntax: RegexSyntax,
): Expression {
  const { text, pattern, at } = syntax
  const { source, flags } =
    typeof pattern === 'string'
      ? { source: pattern, flags: syntax.flags }
      : patternOf(compiler, placeholders, pattern)
  if (!isPosix(source)) {
    const hint =
      'before that they are POSIX: [0-9] instead of \\d, ( ) instead of (?: ); regex(text, pattern) sends any pattern'
    throw compiler.fault(at, 'servers know what this regular expression has from 8.2 on', hint)
  }
  const other = /[^i]/.exec(flags)?.[0]
  if (other !== undefined) {
    const isLater = 'msxw'.includes(other)
    const fault = isLater ? `servers know the flag ${other} from 8.2 on` : `there is no flag ${other}`
    throw compiler.fault(
      at,
      fault,
      isLater ? 'regex(text, pattern, newline: true) goes by lines' : 'there is i, to ignore case',
    )
  }
  const compiled = compiler.compile(text, 'string') as Expression<'string'>
  return regex(compiled, source, { ignoreCase: flags.includes('i') })
}

function patternOf(
  compiler: Compiling,
  placeholders: Placeholders,
  syntax: PlaceholderSyntax,
): { readonly source: string; readonly flags: string } {
  const value = placeholders.take(syntax)
  if (!isExp(value) && isRegExp(value)) return value
  if (typeof value === 'string') return { source: value, flags: '' }
  throw compiler.fault(syntax.at, `${syntax.word} must be text or a RegExp`)
}

/** `regex(text, pattern, ignoreCase: true)`, which sends the pattern as it is. */
export function compileRegexCall(compiler: Compiling, { args, at }: CallSyntax): Expression {
  const [text, pattern, ...rest] = args
  const source = pattern === undefined ? undefined : compiler.values.read(pattern.value)
  if (text === undefined || typeof source !== 'string') {
    throw compiler.fault(at, 'regex takes text and a pattern', "write regex($.name, '^A')")
  }
  const options: Record<string, unknown> = {}
  for (const { name, value, at: place } of rest) {
    if (name === undefined) throw compiler.fault(place, 'an option has a name', 'write ignoreCase: true')
    options[name] = compiler.values.read(value)
  }
  return regex(compiler.compile(text.value, 'string') as Expression<'string'>, source, options)
}
