import type { BuiltExpression } from '../expressions/index.ts'
import type { ExpressionType } from '../expression.ts'
import { Compiler } from './compiler.ts'
import { parseText } from './parser.ts'
import type { AelValue, AelValues } from './placeholders.ts'
import type { Syntax } from './syntax.ts'

/** Reads expressions of one type from text. */
export interface Ael<Type extends ExpressionType> {
  /**
   * An expression from text, in which values stand for themselves: they are never read as text, whatever they hold.
   *
   * ```ts
   * ael`$.age >= ${18} and $.name == ${name}`
   * ```
   *
   * A value may be anything that can be stored, an expression, or behind `=~` a `RegExp`. A variable of a `let` is written `\${x}`.
   * Throws `INVALID_EXPRESSION` with the place in the text.
   */
  (text: TemplateStringsArray, ...values: readonly AelValue[]): BuiltExpression<Type>
  /**
   * The same of text that is not written in the program. Its placeholders get their values from an array (`?0` or `$1` is the first) or
   * from an object (`?age`). Every placeholder needs one, and every value its placeholder.
   *
   * ```ts
   * ael.parse('$.age >= ?0 and $.name == ?1', [18, name])
   * ael.parse('$.age >= ?min', { min: 18 })
   * ```
   */
  parse(text: string, values?: AelValues): BuiltExpression<Type>
}

/** Reads expressions of any type from text: {@link Ael}. */
export interface AelFace extends Ael<'bool'> {
  readonly int: Ael<'int'>
  readonly float: Ael<'float'>
  readonly string: Ael<'string'>
  readonly blob: Ael<'blob'>
  readonly list: Ael<'list'>
  readonly map: Ael<'map'>
  readonly geo: Ael<'geo'>
  readonly hll: Ael<'hll'>
  /** Of a type that only the text says. */
  readonly any: Ael<ExpressionType>
}

/** A template is read once for each place in the program. */
const templates = new WeakMap<TemplateStringsArray, { readonly text: string; readonly syntax: Syntax }>()

function reader<Type extends ExpressionType>(type: Type | undefined): Ael<Type> {
  const parse = (text: string, values: AelValues = []): BuiltExpression<Type> =>
    compile(text, parseText(text), values, type)
  const tag = (strings: TemplateStringsArray, ...values: readonly AelValue[]): BuiltExpression<Type> => {
    let known = templates.get(strings)
    if (known === undefined) {
      const text = textOf(strings)
      known = { text, syntax: parseText(text) }
      templates.set(strings, known)
    }
    return compile(known.text, known.syntax, values, type)
  }
  return Object.assign(tag, { parse })
}

function compile<Type extends ExpressionType>(
  text: string,
  syntax: Syntax,
  values: AelValues,
  type: Type | undefined,
): BuiltExpression<Type> {
  return new Compiler(text, values).whole(syntax, type) as BuiltExpression<Type>
}

/** A template's text as it is written, since a backslash may belong to a regular expression; its values become placeholders. */
function textOf({ raw }: TemplateStringsArray): string {
  return raw
    .map((part, index) => (index === 0 ? part : `?${index - 1}${part}`))
    .join('')
    .replaceAll('\\`', '`')
}

/**
 * Expressions from text in the Aerospike Expression Language (AEL). It is read here, so that it works with every server that has
 * expressions. `ael` reads conditions, `ael.int` and the others what gives a value.
 *
 * @example
 * const adults = ael`$.age >= ${18} and $.tags.[0] == 'member'`
 * adults // true for { age: 31, tags: ['member'] }
 */
export const ael: AelFace = Object.assign(reader('bool'), {
  int: reader('int'),
  float: reader('float'),
  string: reader('string'),
  blob: reader('blob'),
  list: reader('list'),
  map: reader('map'),
  geo: reader('geo'),
  hll: reader('hll'),
  any: reader<ExpressionType>(undefined),
})
