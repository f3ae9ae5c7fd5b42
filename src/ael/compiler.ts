import { build, toExp } from '../expressions/build.ts'
import { regex } from '../expressions/compare.ts'
import { condOf, letOf, variableOf } from '../expressions/control.ts'
import type { Expression } from '../expressions/expression.ts'
import { Expression as Reader } from '../expressions/readable.ts'
import { literal, typeOf } from '../expressions/literal.ts'
import { type Shape, SHAPES } from '../expressions/shapes.ts'
import { isPosix, TYPE_WORDS } from '../expressions/text/words.ts'
import { isError, isBytes } from '../kinds.ts'
import { LISTS } from '../collections/list-calls.ts'
import { readOn } from '../expressions/call.ts'
import type { ExpressionType } from '../expression.ts'
import { GeoJSON, type Value } from '../values.ts'
import { AelError } from './ael-error.ts'
import { decided, fixed, type Known, NONE, NUMBER, together } from './known.ts'
import { PathCompiler } from './path-compiler.ts'
import { type AelValue, isExp, isRegExp, Placeholders } from './placeholders.ts'
import type {
  CallSyntax,
  InSyntax,
  LetSyntax,
  ListSyntax,
  Literal,
  OperationSyntax,
  PlaceholderSyntax,
  RegexSyntax,
  Syntax,
  VariableSyntax,
  WhenSyntax,
} from './syntax.ts'
import { ValueReader } from './values.ts'

/** A variable of a let around, whose type may only be known when it is looked at. */
interface Variable {
  type: ExpressionType | undefined
}

/** Makes an expression of what a text says: finds the types of bins, then builds the tree. */
export class Compiler {
  readonly placeholders: Placeholders
  readonly values: ValueReader
  readonly #text: string
  readonly #paths: PathCompiler
  readonly #known = new Map<Syntax, Known>()
  #scope: ReadonlyMap<string, Variable> = new Map()

  constructor(text: string, values: readonly AelValue[] | { readonly [name: string]: AelValue }) {
    this.#text = text
    const fault = (at: number, message: string, hint?: string): AelError => this.fault(at, message, hint)
    this.placeholders = new Placeholders(values, fault)
    this.values = new ValueReader(this.placeholders, fault)
    this.#paths = new PathCompiler(this)
  }

  /** The whole text. */
  whole(syntax: Syntax, wanted: ExpressionType | undefined): Expression {
    const expression = this.compile(syntax, wanted)
    this.placeholders.checkUsed()
    return expression
  }

  /** An expression, of a type that is taken for granted where its text says none. */
  compile(syntax: Syntax, wanted?: ExpressionType): Expression {
    try {
      const made = this.#make(syntax, wanted)
      if (wanted === undefined || made.type === undefined || made.type === wanted || isUnknown(syntax))
        return made
      throw this.#mismatch(syntax, wanted, made.type)
    } catch (error) {
      if (error instanceof AelError || !isError(error)) throw error
      // What a builder refuses, it says by its own name.
      throw this.fault(syntax.at, error.message.replace(/^ael: |^exp\./, ''), undefined, error)
    }
  }

  fault(at: number, fault: string, hint?: string, cause?: unknown): AelError {
    return new AelError(this.#text, at, fault, hint, cause)
  }

  /** Runs what sees no variables: the expressions within a path are compiled by themselves. */
  apart<Result>(work: () => Result): Result {
    const outside = this.#scope
    this.#scope = new Map()
    const result = work()
    this.#scope = outside
    return result
  }

  /** What is known of a type before anything is built. */
  known(syntax: Syntax): Known {
    // A variable may be known later.
    const known = this.#known.get(syntax) ?? this.#find(syntax)
    if (known.sure === 'fixed') this.#known.set(syntax, known)
    return known
  }

  #find(syntax: Syntax): Known {
    switch (syntax.kind) {
      case 'literal':
        return { type: typeOf(syntax.value), sure: syntax.isOpen ? 'open' : 'fixed' }
      case 'list':
        return fixed('list')
      case 'map':
        return fixed('map')
      case 'placeholder':
        return this.#knownValue(this.placeholders.take(syntax))
      case 'variable': {
        const type = this.#scope.get(syntax.name)?.type
        return type === undefined ? NONE : fixed(type)
      }
      case 'operation':
        return this.#knownOperation(syntax)
      case 'regex':
      case 'in':
        return fixed('bool')
      case 'when':
        return together(
          resultsOf(syntax)
            .filter((result) => !isUnknown(result))
            .map((result) => this.known(result)),
        )
      case 'let':
        return this.#within(syntax, () => this.known(syntax.body))
      case 'call':
        return fixed(this.compile(syntax).type)
      case 'path':
        return this.#paths.known(syntax)
      default:
        return NONE
    }
  }

  #knownValue(value: AelValue): Known {
    if (isExp(value)) return fixed(value.type)
    if (isRegExp(value)) return NONE
    const type = typeOf(value)
    return {
      type,
      sure: typeof value === 'string' || (type === 'int' && typeof value === 'number') ? 'open' : 'fixed',
    }
  }

  #knownOperation({ op, operands }: OperationSyntax): Known {
    const { gives }: Shape = SHAPES[op]
    if (gives !== 'operand') return gives === 'fixed' ? NONE : fixed(gives)
    const known = together(operands.map((operand) => this.known(operand)))
    return known.sure === 'none' ? NUMBER : known
  }

  #make(syntax: Syntax, wanted: ExpressionType | undefined): Expression {
    switch (syntax.kind) {
      case 'literal':
        return this.#literal(syntax, wanted)
      case 'list':
      case 'map':
        return literal('ael', 'value', this.values.read(syntax))
      case 'placeholder':
        return this.#placeholder(syntax, wanted)
      case 'variable':
        return this.#variable(syntax, wanted)
      case 'operation':
        return this.#operation(syntax, wanted)
      case 'regex':
        return this.#regex(syntax)
      case 'in':
        return this.#in(syntax)
      case 'when':
        return this.#when(syntax, wanted)
      case 'let':
        return this.#let(syntax, wanted)
      case 'call':
        return this.#call(syntax)
      case 'path':
        return this.#paths.compile(syntax, wanted)
      case 'word':
        throw this.fault(syntax.at, `${syntax.word} is no value`)
    }
  }

  #literal({ value, isOpen }: Literal, wanted: ExpressionType | undefined): Expression {
    return this.#value(isOpen ? openAs(value, wanted) : value, wanted)
  }

  #value(value: Value, wanted: ExpressionType | undefined): Expression {
    const type = typeOf(value)
    const isFloat = wanted === 'float' && type === 'int' && typeof value === 'number'
    return literal('ael', 'value', value, isFloat ? 'float' : type)
  }

  #placeholder(syntax: PlaceholderSyntax, wanted: ExpressionType | undefined): Expression {
    const value = this.placeholders.take(syntax)
    if (isExp(value)) return toExp('ael', syntax.word, value, undefined)
    if (isRegExp(value))
      throw this.fault(syntax.at, `${syntax.word} is a regular expression`, 'it belongs behind =~')
    return this.#value(openAs(value, wanted), wanted)
  }

  #variable({ name, at }: VariableSyntax, wanted: ExpressionType | undefined): Expression {
    const variable = this.#scope.get(name)
    if (variable === undefined) {
      throw this.fault(at, `no let around it names \${${name}}`, 'write let (x = …) then (${x} > 18)')
    }
    variable.type ??= wanted
    if (variable.type === undefined)
      throw this.fault(
        at,
        `the type of \${${name}} cannot be told`,
        'give its value a type: let (x = $.age:INT) …',
      )
    return variableOf(name, variable.type)
  }

  #operation(syntax: OperationSyntax, wanted: ExpressionType | undefined): Expression {
    const { op, operands } = syntax
    const shape: Shape = SHAPES[op]
    const [rule] = shape.operands
    if (rule !== 'ordered' && rule !== 'number') {
      const made = operands.map((operand, index) => {
        const type = shape.operands[index] ?? rule
        return type === 'any'
          ? this.compile(operand)
          : this.compile(operand, type as ExpressionType | undefined)
      })
      return build(op, op, made)
    }
    const type = rule === 'number' && (wanted === 'int' || wanted === 'float') ? wanted : this.#common(syntax)
    return build(
      op,
      op,
      operands.map((operand) => this.#alike(operand, type, syntax)),
    )
  }

  /** The type of operands that are all of one. */
  #common({ op, operands }: OperationSyntax): ExpressionType | undefined {
    const all = operands.map((operand) => this.known(operand))
    const known = together(all)
    if (all.some(({ type, sure }) => sure === 'fixed' && type === undefined)) return undefined
    if (known.sure !== 'none') return decided(known)
    const { gives }: Shape = SHAPES[op]
    if (gives === 'operand') return 'int'
    throw this.untyped(operands[0] as Syntax)
  }

  #alike(operand: Syntax, type: ExpressionType | undefined, { operands }: OperationSyntax): Expression {
    const known = this.known(operand)
    const isStrange =
      type !== undefined && known.sure === 'fixed' && known.type !== undefined && known.type !== type
    if (!isStrange || operands.length !== 2) return this.compile(operand, type)
    throw this.fault(
      operand.at,
      `${wordOf(known.type)} cannot be compared or combined with ${wordOf(type)}`,
      this.#pathHint(operand),
    )
  }

  /** A path in quotes is text. */
  #pathHint(syntax: Syntax): string | undefined {
    if (syntax.kind !== 'literal' || typeof syntax.value !== 'string' || !syntax.value.startsWith('$'))
      return undefined
    return 'a path stands without quotes'
  }

  untyped(syntax: Syntax): AelError {
    return this.fault(
      syntax.at,
      'the type cannot be told',
      `say it behind the path, as in $.name:STRING; types are ${Object.values(TYPE_WORDS).slice(1).join(', ')}`,
    )
  }

  #mismatch(syntax: Syntax, wanted: ExpressionType, given: ExpressionType): AelError {
    const subject = syntax.kind === 'placeholder' ? `${syntax.word} must` : 'this must'
    return this.fault(
      syntax.at,
      `${subject} be of type ${wordOf(wanted)}, not ${wordOf(given)}`,
      this.#pathHint(syntax),
    )
  }

  #regex({ text, pattern, flags, at }: RegexSyntax): Expression {
    const given = typeof pattern === 'string' ? { source: pattern, flags } : this.#pattern(pattern)
    if (!isPosix(given.source)) {
      throw this.fault(
        at,
        'the regular expression has what servers know from 8.2 on',
        'write [0-9] for \\d and ( ) for (?: ); regex(…) sends any pattern',
      )
    }
    const later = /[^i]/.exec(given.flags)?.[0]
    if (later !== undefined) {
      const hint = 'msxw'.includes(later)
        ? `servers know ${later} from 8.2 on; regex(text, 'pattern', newline: true) matches lines`
        : 'there is i, to ignore case'
      throw this.fault(at, `the flag ${later} is not known`, hint)
    }
    return regex(this.compile(text, 'string') as Expression<'string'>, given.source, {
      ignoreCase: given.flags.includes('i'),
    })
  }

  #pattern(syntax: PlaceholderSyntax): { readonly source: string; readonly flags: string } {
    const value = this.placeholders.take(syntax)
    if (!isExp(value) && isRegExp(value)) return value
    if (typeof value === 'string') return { source: value, flags: '' }
    throw this.fault(syntax.at, `${syntax.word} must be text or a regular expression`)
  }

  /** Whether a value is in a list, in the way that all servers know. */
  #in({ value, list }: InSyntax): Expression {
    const inside = this.compile(list, 'list')
    const known = this.known(value)
    const type = known.sure === 'none' ? this.#itemType(list) : decided(known)
    if (type === undefined && known.sure === 'none') throw this.untyped(value)
    const made = this.compile(value, type)
    return readOn(LISTS.getByValue, 'list', inside as Expression<'list'>, { value: made }, 'bool', {
      returnType: 'exists',
    })
  }

  /** The type of all items of a list that is written out. */
  #itemType(syntax: Syntax): ExpressionType | undefined {
    const value = syntax.kind === 'list' || syntax.kind === 'placeholder' ? this.#listOf(syntax) : undefined
    const [first, ...others] = (value ?? []).map((item) => typeOf(item))
    if (first === undefined || first === 'nil' || first === 'marker') return undefined
    return others.every((type) => type === first) ? first : undefined
  }

  #listOf(syntax: ListSyntax | PlaceholderSyntax): readonly Value[] | undefined {
    if (syntax.kind === 'placeholder' && isExp(this.placeholders.take(syntax))) return undefined
    const value = this.values.read(syntax)
    return Array.isArray(value) ? (value as readonly Value[]) : undefined
  }

  #when(syntax: WhenSyntax, wanted: ExpressionType | undefined): Expression {
    const known = this.known(syntax)
    const results = new Set(resultsOf(syntax))
    const type = wanted ?? decided(known)
    if (type === undefined && known.sure === 'none') {
      const open = [...results].find((result) => !isUnknown(result))
      if (open !== undefined) throw this.untyped(open)
    }
    const cases = syntax.cases.map((part) => this.compile(part, results.has(part) ? type : 'bool'))
    return condOf('when', cases)
  }

  #let(syntax: LetSyntax, wanted: ExpressionType | undefined): Expression {
    return this.#within(syntax, (variables) => {
      const body = this.compile(syntax.body, wanted)
      const values: (readonly [string, Expression])[] = []
      // Backwards: what looks at a variable may say what it is.
      for (const { name, value } of [...syntax.variables].reverse()) {
        const variable = variables.get(name) as Variable
        this.#scope = this.#before(syntax, name)
        values.unshift([name, this.compile(value, variable.type ?? decided(this.known(value)))])
      }
      return letOf('let', values, body)
    })
  }

  readonly #scopes = new Map<LetSyntax, ReadonlyMap<string, Variable>>()

  /** Runs what sees the variables of a let. */
  #within<Result>(syntax: LetSyntax, work: (variables: ReadonlyMap<string, Variable>) => Result): Result {
    const outside = this.#scope
    const scope = new Map(this.#scopes.get(syntax) ?? outside)
    for (const { name, value, at } of syntax.variables) {
      if (!this.#scopes.has(syntax) && scope.has(name))
        throw this.fault(at, `\${${name}} stands twice`, 'a variable cannot hide another')
      this.#scope = new Map(scope)
      const known = this.known(value)
      if (!scope.has(name))
        scope.set(name, { type: known.sure === 'fixed' || known.sure === 'open' ? known.type : undefined })
    }
    this.#scopes.set(syntax, scope)
    this.#scope = scope
    const result = work(scope)
    this.#scope = outside
    return result
  }

  /** What the value of a variable sees: those before it. */
  #before(syntax: LetSyntax, name: string): ReadonlyMap<string, Variable> {
    const scope = new Map(this.#scopes.get(syntax))
    const from = syntax.variables.findIndex((variable) => variable.name === name)
    for (const variable of syntax.variables.slice(from)) scope.delete(variable.name)
    return scope
  }

  #call(syntax: CallSyntax): Expression {
    const { name, args, at } = syntax
    if (name === 'regex') return this.#regexCall(syntax)
    if (name !== 'expression') return literal('ael', name, this.values.read(syntax))
    const bytes = args[0] === undefined ? undefined : this.values.read(args[0].value)
    if (bytes === undefined || !isBytes(bytes))
      throw this.fault(at, 'expression takes bytes', "write expression(b64'…')")
    return Reader.fromBytes(bytes)
  }

  #regexCall({ args, at }: CallSyntax): Expression {
    const [text, pattern, ...options] = args
    const source = pattern === undefined ? undefined : this.values.read(pattern.value)
    if (text === undefined || typeof source !== 'string')
      throw this.fault(at, 'regex takes text and a pattern', "write regex($.name, '^A')")
    const given = options.map(({ name, value, at: place }) => {
      if (name === undefined) throw this.fault(place, 'an option has a name', 'write ignoreCase: true')
      return [name, this.values.read(value)]
    })
    return regex(
      this.compile(text.value, 'string') as Expression<'string'>,
      source,
      Object.fromEntries(given) as object,
    )
  }
}

function isUnknown(syntax: Syntax): boolean {
  return syntax.kind === 'operation' && syntax.op === 'unknown'
}

function resultsOf({ cases }: WhenSyntax): Syntax[] {
  return cases.filter((_, index) => index % 2 === 1 || index === cases.length - 1)
}

/** Text where bytes or GeoJSON are wanted is base64, or GeoJSON. */
function openAs(value: Value, wanted: ExpressionType | undefined): Value {
  if (typeof value !== 'string') return value
  if (wanted === 'geo') return new GeoJSON(value)
  if (wanted !== 'blob') return value
  const bytes = Buffer.from(value, 'base64')
  return bytes.toString('base64') === value ? bytes : value
}

function wordOf(type: ExpressionType | undefined): string {
  return (TYPE_WORDS as Readonly<Record<string, string>>)[type ?? ''] ?? String(type)
}
