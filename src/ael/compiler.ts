import { LISTS } from '../collections/list-calls.ts'
import { build, toExp } from '../expressions/build.ts'
import { readOn } from '../expressions/call.ts'
import { condOf, letOf, variableOf } from '../expressions/control.ts'
import type { Expression } from '../expressions/expression.ts'
import { literal, typeOf } from '../expressions/literal.ts'
import { Expression as Reader } from '../expressions/readable.ts'
import { type Shape, SHAPES } from '../expressions/shapes.ts'
import type { ExpressionType } from '../expression.ts'
import { isBytes, isError } from '../kinds.ts'
import type { Value } from '../values.ts'
import { AelError } from './ael-error.ts'
import type { Compiling } from './compiling.ts'
import { decided, fixed, type Known, NONE, NUMBER, together } from './known.ts'
import { knownValue, openAs, valueAs } from './open-values.ts'
import { PathCompiler } from './path-compiler.ts'
import { type AelValue, type AelValues, isExp, isRegExp, Placeholders } from './placeholders.ts'
import { compileMatch, compileRegexCall } from './regexes.ts'
import { Scopes } from './scopes.ts'
import type {
  CallSyntax,
  InSyntax,
  LetSyntax,
  ListSyntax,
  Literal,
  OperationSyntax,
  PlaceholderSyntax,
  Syntax,
  VariableSyntax,
  WhenSyntax,
} from './syntax.ts'
import { sayType, wordOf } from './type-words.ts'
import { ValueReader } from './values.ts'

/** Makes an expression of what a text says: finds the types of bins, then builds the tree. */
export class Compiler implements Compiling {
  readonly values: ValueReader
  readonly #placeholders: Placeholders
  readonly #text: string
  readonly #paths: PathCompiler
  readonly #scopes = new Scopes()
  readonly #known = new Map<Syntax, Known>()

  constructor(text: string, values: AelValues) {
    this.#text = text
    const fault = (at: number, message: string, hint?: string): AelError => this.fault(at, message, hint)
    this.#placeholders = new Placeholders(values, fault)
    this.values = new ValueReader(this.#placeholders, fault)
    this.#paths = new PathCompiler(this)
  }

  /** The whole text. */
  whole(syntax: Syntax, wanted: ExpressionType | undefined): Expression {
    const expression = this.compile(syntax, wanted)
    this.#placeholders.checkUsed()
    return expression
  }

  compile(syntax: Syntax, wanted?: ExpressionType): Expression {
    try {
      const made = this.#make(syntax, wanted)
      const { type } = made
      if (wanted === undefined || type === undefined || type === wanted || isUnknown(syntax)) return made
      throw this.#mismatch(syntax, wanted, type)
    } catch (error) {
      if (error instanceof AelError || !isError(error)) throw error
      // What a builder refuses, it says by its own name.
      throw this.fault(syntax.at, error.message.replace(/^(?:ael: |exp\.)/, ''), undefined, error)
    }
  }

  fault(at: number, fault: string, hint?: string, cause?: unknown): AelError {
    return new AelError(this.#text, at, fault, hint, cause)
  }

  apart<Result>(work: () => Result): Result {
    return this.#scopes.apart(work)
  }

  known(syntax: Syntax): Known {
    const known = this.#known.get(syntax) ?? this.#find(syntax)
    // What is not fixed may be known better later: a variable is.
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
        return knownValue(this.#taken(syntax))
      case 'variable': {
        const { type, isForeign = false } = this.#scopes.find(syntax.name) ?? {}
        return type === undefined && !isForeign ? NONE : fixed(type)
      }
      case 'operation':
        return this.#knownOperation(syntax)
      case 'regex':
      case 'in':
        return fixed('bool')
      case 'when': {
        const results = resultsOf(syntax).filter((result) => !isUnknown(result))
        // Nothing but unknown is a condition.
        if (results.length === 0) return fixed('bool')
        return together(results.map((result) => this.known(result)))
      }
      case 'let':
        return this.#scopes.with(this.#inside(syntax), () => this.known(syntax.body))
      case 'call':
        return fixed(this.compile(syntax).type)
      case 'path':
        return this.#paths.known(syntax)
      case 'word':
        return NONE
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
        return compileMatch(this, this.#placeholders, syntax)
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
    return valueAs(isOpen ? openAs(value, wanted) : value, wanted)
  }

  #placeholder(syntax: PlaceholderSyntax, wanted: ExpressionType | undefined): Expression {
    const value = this.#taken(syntax)
    if (isExp(value)) return toExp('ael', syntax.word, value, undefined)
    return valueAs(value, wanted)
  }

  /** What stands for a placeholder that is an operand. */
  #taken(syntax: PlaceholderSyntax): Exclude<AelValue, RegExp> {
    const value = this.#placeholders.take(syntax)
    if (isExp(value) || !isRegExp(value)) return value
    throw this.fault(syntax.at, `${syntax.word} is a regular expression`, 'it belongs behind =~')
  }

  #variable({ name, at }: VariableSyntax, wanted: ExpressionType | undefined): Expression {
    const variable = this.#scopes.find(name)
    if (variable === undefined) {
      throw this.fault(at, `no let around it names \${${name}}`, 'write let (x = …) then (${x} > 18)')
    }
    variable.type ??= wanted
    if (variable.type !== undefined || variable.isForeign) return variableOf(name, variable.type)
    const hint = `give its value a type: let (${name} = $.age:INT) …`
    throw this.fault(at, `the type of \${${name}} cannot be told`, hint)
  }

  #operation(syntax: OperationSyntax, wanted: ExpressionType | undefined): Expression {
    const { op, operands } = syntax
    const shape: Shape = SHAPES[op]
    const [rule] = shape.operands
    if (rule !== 'ordered' && rule !== 'number') {
      const made = operands.map((operand, index) => {
        const type = shape.operands[index] ?? rule
        return this.compile(operand, type === 'any' ? undefined : (type as ExpressionType | undefined))
      })
      return build(op, op, made)
    }
    if (rule === 'number') this.#checkNumbers(operands)
    const isGiven = rule === 'number' && (wanted === 'int' || wanted === 'float')
    const type = isGiven ? wanted : this.#common(syntax)
    const made = operands.map((operand) => this.#alike(operand, type, syntax))
    return build(op, op, made)
  }

  #checkNumbers(operands: readonly Syntax[]): void {
    for (const operand of operands) {
      const { type, sure } = this.known(operand)
      if (type === undefined || type === 'int' || type === 'float' || sure === 'none') continue
      throw this.fault(operand.at, `numbers are wanted here, not ${wordOf(type)}`, quotedPath(operand))
    }
  }

  /** The type of operands that are all of one. */
  #common({ op, operands }: OperationSyntax): ExpressionType | undefined {
    const all = operands.map((operand) => this.known(operand))
    // What only newer servers know can be anything.
    if (all.some(({ type, sure }) => sure === 'fixed' && type === undefined)) return undefined
    const known = together(all)
    if (known.sure !== 'none') return decided(known)
    const { gives }: Shape = SHAPES[op]
    if (gives === 'operand') return 'int'
    throw this.#untyped(operands[0] as Syntax)
  }

  #alike(operand: Syntax, type: ExpressionType | undefined, { operands }: OperationSyntax): Expression {
    const known = this.known(operand)
    if (known.sure === 'open' && known.type !== type && operands.length === 2)
      this.#refuseQuotedPath(operands)
    const isFixed = known.sure === 'fixed' && known.type !== undefined
    if (!isFixed || type === undefined || known.type === type || operands.length !== 2) {
      return this.compile(operand, type)
    }
    const fault = `${wordOf(known.type)} cannot be compared or combined with ${wordOf(type)}`
    throw this.fault(operand.at, fault, quotedPath(operand))
  }

  #refuseQuotedPath(operands: readonly Syntax[]): void {
    const quoted = operands.find((operand) => quotedPath(operand) !== undefined)
    if (quoted !== undefined) throw this.fault(quoted.at, 'this is text, not a path', quotedPath(quoted))
  }

  #untyped(syntax: Syntax): AelError {
    const isBin = syntax.kind === 'path' && syntax.root.root === 'bin' && syntax.parts.length === 0
    return this.fault(
      syntax.at,
      'the type cannot be told',
      sayType(isBin ? `$.${syntax.root.name}` : '$.user.name'),
    )
  }

  #mismatch(syntax: Syntax, wanted: ExpressionType, given: ExpressionType): AelError {
    const subject = syntax.kind === 'placeholder' ? syntax.word : 'this'
    const fault = `${subject} must be of type ${wordOf(wanted)}, not ${wordOf(given)}`
    const hint = typeHint(syntax, wanted)
    return this.fault(syntax.at, fault, hint)
  }

  /** Whether a value is in a list, in the way that all servers know. */
  #in({ value, list }: InSyntax): Expression {
    const inside = this.compile(list, 'list') as Expression<'list'>
    const known = this.known(value)
    const type = known.sure === 'none' ? this.#itemType(list) : decided(known)
    if (type === undefined && known.sure === 'none') throw this.#untyped(value)
    const args = { value: this.compile(value, type) }
    return readOn(LISTS.getByValue, 'list', inside, args, 'bool', { returnType: 'exists' })
  }

  /** The type of all items of a list that is written out. */
  #itemType(syntax: Syntax): ExpressionType | undefined {
    const value = syntax.kind === 'list' || syntax.kind === 'placeholder' ? this.#items(syntax) : undefined
    const [first, ...others] = (value ?? []).map((item) => typeOf(item))
    if (first === undefined || first === 'nil' || first === 'marker') return undefined
    return others.every((type) => type === first) ? first : undefined
  }

  #items(syntax: ListSyntax | PlaceholderSyntax): readonly Value[] | undefined {
    if (syntax.kind === 'placeholder' && isExp(this.#placeholders.take(syntax))) return undefined
    const value = this.values.read(syntax)
    return Array.isArray(value) ? (value as readonly Value[]) : undefined
  }

  #when(syntax: WhenSyntax, wanted: ExpressionType | undefined): Expression {
    const results = resultsOf(syntax)
    const known = this.known(syntax)
    const type = wanted ?? decided(known)
    const open = results.find((result) => !isUnknown(result))
    if (type === undefined && known.sure === 'none' && open !== undefined) throw this.#untyped(open)
    const isResult = new Set(results)
    return condOf(
      'when',
      syntax.cases.map((part) => this.compile(part, isResult.has(part) ? type : 'bool')),
    )
  }

  #let(syntax: LetSyntax, wanted: ExpressionType | undefined): Expression {
    const scope = this.#inside(syntax)
    const body = this.#scopes.with(scope, () => this.compile(syntax.body, wanted))
    const values: (readonly [string, Expression])[] = []
    // Backwards: what looks at a variable may say what it is.
    for (const { name, value } of [...syntax.variables].reverse()) {
      const made = this.#scopes.with(this.#scopes.before(syntax, name), () =>
        this.compile(value, scope.get(name)?.type ?? decided(this.known(value))),
      )
      values.unshift([name, made])
    }
    return letOf('let', values, body)
  }

  #inside(syntax: LetSyntax): ReturnType<Scopes['within']> {
    return this.#scopes.within(
      syntax,
      ({ value }) => this.known(value),
      (at, name) => this.fault(at, `\${${name}} stands twice`, 'a variable cannot hide another'),
    )
  }

  #call(syntax: CallSyntax): Expression {
    const { name, args, at } = syntax
    if (name === 'regex') return compileRegexCall(this, syntax)
    if (name !== 'expression') return literal('ael', name, this.values.read(syntax))
    const bytes = args.length === 1 && args[0] !== undefined ? this.values.read(args[0].value) : undefined
    if (bytes !== undefined && isBytes(bytes)) return Reader.fromBytes(bytes)
    throw this.fault(at, 'expression takes bytes', "write expression(b64'…')")
  }
}

function isUnknown(syntax: Syntax): boolean {
  return syntax.kind === 'operation' && syntax.op === 'unknown'
}

function resultsOf({ cases }: WhenSyntax): Syntax[] {
  return cases.filter((_, index) => index % 2 === 1 || index === cases.length - 1)
}

/** How a value of a type is given or written. */
function typeHint(syntax: Syntax, wanted: ExpressionType): string | undefined {
  const isGiven = syntax.kind === 'placeholder'
  if (wanted === 'blob') return isGiven ? 'give bytes as a Uint8Array' : "bytes are written x'00ff'"
  if (wanted === 'geo' && isGiven) return 'give a GeoJSON'
  return quotedPath(syntax)
}

/** A path in quotes is text. */
function quotedPath(syntax: Syntax): string | undefined {
  const isPath = syntax.kind === 'literal' && typeof syntax.value === 'string' && syntax.value.startsWith('$')
  return isPath ? 'a path stands without quotes' : undefined
}
