import { LISTS } from '../collections/list-calls.ts'
import { MAPS } from '../collections/map-calls.ts'
import type { PreparedCall } from '../collections/call.ts'
import { build } from '../expressions/build.ts'
import { readMany, readOne, modifyOn } from '../expressions/call.ts'
import type { Collection } from '../expressions/call-types.ts'
import type { Expression } from '../expressions/expression.ts'
import { literal } from '../expressions/literal.ts'
import { type Selector, SELECTORS } from '../expressions/text/selectors.ts'
import type { ContextStep } from '../collections/context-step.ts'
import type { ValueType } from '../expression.ts'
import type { Compiling } from './compiling.ts'
import type { SelectPart, Syntax } from './syntax.ts'
import { isStatic } from './values.ts'

const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(SELECTORS).map(([name, { mark, form }]) => [`${mark}${form}`, name]),
)

/** What is done with the elements that a selector finds. */
export interface Use {
  readonly verb: 'get' | 'remove'
  readonly returnType?: string | undefined
  /** What one element is. */
  readonly type?: ValueType | undefined
}

/** Makes the calls that selectors stand for. */
export class Selects {
  readonly #compiler: Compiling

  constructor(compiler: Compiling) {
    this.#compiler = compiler
  }

  /** Whether it finds one element; else a list, or a number of them. */
  isOne(part: SelectPart): boolean {
    return part.form === 'one' && !part.inverted && !this.#isKeyList(part)
  }

  call(part: SelectPart, on: Expression<Collection>, context: readonly ContextStep[], use: Use): Expression {
    const listed = this.#listed(part)
    const { of, mark, form, inverted, at } = listed
    const name = NAMES.get(`${mark}${form}`)
    const calls: Readonly<Record<string, PreparedCall>> = of === 'list' ? LISTS : MAPS
    const call = calls[`${use.verb}${name ?? ''}`]
    if (call === undefined || (inverted && form === 'one'))
      throw this.#compiler.fault(at, `a ${of} has no such selection`)
    const args = Object.fromEntries(
      this.#arguments(listed).map((value, index) => [call.params[index]?.name ?? '', value]),
    )
    const options = {
      ...(context.length === 0 ? {} : { context }),
      ...(inverted ? { inverted } : {}),
      ...(use.returnType === undefined ? {} : { returnType: use.returnType }),
    }
    if (use.verb === 'remove') return modifyOn(call, of, on, args, options)
    if (form !== 'one') return readMany(call, of, on, args, options)
    return readOne(call, of, on, args, use.type === undefined ? options : { ...options, type: use.type })
  }

  /** What gives a list stands for its items; of values, a list that is written out is one. */
  #listed(part: SelectPart): SelectPart {
    const [operand] = part.operands
    if (operand === undefined) return part
    const isExpression = (part.form === 'one' && part.mark === '@') || part.form === 'all'
    if (isExpression && !isStatic(operand) && this.#compiler.known(operand).type === 'list')
      return { ...part, form: 'list' }
    return this.#isKeyList(part) || (part.inverted && part.mark === '@' && part.form === 'one')
      ? { ...part, form: 'list' }
      : part
  }

  #isKeyList({ form, mark, operands: [operand] }: SelectPart): boolean {
    return (
      form === 'one' && mark === '@' && operand !== undefined && this.#compiler.known(operand).type === 'list'
    )
  }

  #arguments({ form, mark, operands, at }: SelectPart): readonly (Expression | undefined)[] {
    const [first, second, third] = operands
    switch (form) {
      case 'one':
        return [mark === '@' ? this.#value(first) : this.#integer(first, at)]
      case 'all':
        return [this.#value(first)]
      case 'list':
        return [this.#items(operands as readonly Syntax[], mark)]
      case 'range':
        return [first && this.#value(first), second && this.#value(second)]
      case 'count':
        return this.#counted(first, second, at)
      case 'near':
        return [this.#value(third), ...this.#counted(first, second, at)]
    }
  }

  #value(operand: Syntax | undefined): Expression {
    const { values } = this.#compiler
    const syntax = operand as Syntax
    return isStatic(syntax) && syntax.kind !== 'placeholder'
      ? literal('ael', 'value', values.read(syntax))
      : this.#compiler.compile(syntax)
  }

  #integer(operand: Syntax | undefined, at: number): Expression {
    if (operand === undefined) throw this.#compiler.fault(at, 'an index or rank is missing')
    return this.#compiler.compile(operand, 'int')
  }

  #items(operands: readonly Syntax[], mark: Selector['mark']): Expression {
    const [first] = operands
    const isWhole =
      operands.length === 1 && first !== undefined && this.#compiler.known(first).type === 'list'
    if (isWhole && (mark === '@' || !isStatic(first) || first.kind === 'placeholder'))
      return this.#compiler.compile(first, 'list')
    return literal(
      'ael',
      'values',
      operands.map((operand) => this.#compiler.values.read(operand)),
    )
  }

  /** Where to begin, and how many there are up to the end. */
  #counted(
    begin: Syntax | undefined,
    end: Syntax | undefined,
    at: number,
  ): readonly (Expression | undefined)[] {
    const from = begin === undefined ? literal('ael', 'begin', 0) : this.#compiler.compile(begin, 'int')
    if (end === undefined) return [from, undefined]
    const to = this.#compiler.compile(end, 'int')
    const [low, high] = [wholeOf(from), wholeOf(to)]
    if (low === undefined || high === undefined) return [from, build('range', 'sub', [to, from])]
    if (high < low) throw this.#compiler.fault(at, 'the range ends before it begins')
    return [from, literal('ael', 'count', high - low)]
  }
}

function wholeOf({ node }: Expression): number | undefined {
  return node.op === 'value' && typeof node.value === 'number' ? node.value : undefined
}
