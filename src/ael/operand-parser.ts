import { BIN_TYPES } from '../expressions/data.ts'
import { FUNCTIONS, LEVEL } from '../expressions/text/words.ts'
import { Double, INFINITY, type Value, WILDCARD } from '../values.ts'
import type { AelError } from './ael-error.ts'
import { FUNCTION_OPS, VALUE_FUNCTIONS } from './functions.ts'
import { meant } from './guess.ts'
import { bareName } from './hints.ts'
import { parseInteger } from './numbers.ts'
import type { Parsing } from './parsing.ts'
import type { Token } from './scanner.ts'
import type { PlaceholderSyntax, Syntax } from './syntax.ts'

/** Words that stand for a value. */
export const CONSTANTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['false', false],
  ['NIL', null],
  ['INF', INFINITY],
])

/** What `type()` gives, by AEL's words. */
const BIN_TYPE_WORDS: ReadonlyMap<string, number> = new Map<string, number>([
  ...Object.entries(BIN_TYPES).map(([type, code]): [string, number] => [type.toUpperCase(), code]),
  ['STR', BIN_TYPES.string],
])

/** Reads operands that are no paths: literals, variables, functions, `when` and `let`. */
export class OperandParser {
  readonly #parser: Parsing

  constructor(parser: Parsing) {
    this.#parser = parser
  }

  /** `undefined` for a sign that another one reads. */
  operand(): Syntax | undefined {
    const { scanner } = this.#parser
    const token = scanner.peek()
    switch (token.kind) {
      case 'text':
        scanner.next()
        return this.#literal(token.word, true, token)
      case 'bytes':
        scanner.next()
        return this.#literal(Buffer.from(token.word, 'hex'), false, token)
      case 'variable':
        scanner.next()
        return this.#parser.make({ kind: 'variable', name: token.word, at: token.start }, [])
      case 'placeholder':
        return this.placeholder()
      case 'name':
        return this.#named(token)
      case 'sign':
        return this.#signed(token)
      default:
        throw this.#parser.unexpected(token)
    }
  }

  placeholder(): PlaceholderSyntax {
    const { word, start } = this.#parser.scanner.next()
    return this.#parser.make({ kind: 'placeholder', word, at: start }, [])
  }

  #literal(value: Value, isOpen: boolean, { start }: Token): Syntax {
    return this.#parser.make({ kind: 'literal', value, isOpen, at: start }, [])
  }

  /** A number with the signs right in front of it, which it takes. */
  number(signs: Token[]): Syntax | undefined {
    const { scanner } = this.#parser
    const { kind } = scanner.peek()
    const isNumber = kind === 'integer' || kind === 'float'
    const number = scanner.isSign('.') ? scanner.leadingDot() : isNumber ? scanner.next() : undefined
    if (number === undefined) return undefined
    let negative = false
    let first = number
    for (let sign = signs.at(-1); sign !== undefined && sign.word !== '~'; sign = signs.at(-1)) {
      if (sign.word === '-') negative = !negative
      first = sign
      signs.pop()
    }
    const isOpen = number.kind === 'integer'
    const value = isOpen ? this.#integer(number, negative) : this.#float(number, negative)
    return this.#parser.withPath(this.#literal(value, isOpen, first))
  }

  #integer({ word, start }: Token, negative: boolean): number | bigint {
    const value = parseInteger(word, negative)
    if (value !== undefined) return value
    throw this.#parser.scanner.fault(start, `${word} is out of range`, 'integers have 64 bits')
  }

  #float({ word, start }: Token, negative: boolean): Double {
    const value = Number(word)
    if (Number.isFinite(value)) return new Double(negative ? -value : value)
    throw this.#parser.scanner.fault(start, `${word} is out of range`, "infinity is float('Infinity')")
  }

  #signed(token: Token): Syntax | undefined {
    switch (token.word) {
      case '[':
        return this.#list()
      case '{':
        return this.#map()
      case '*':
        return this.#literal(WILDCARD, false, this.#parser.scanner.next())
      default:
        return undefined
    }
  }

  #list(): Syntax {
    const open = this.#parser.scanner.next()
    const items: Syntax[] = []
    this.#parser.series(open, ']', () => items.push(this.#parser.expression()))
    return this.#parser.make({ kind: 'list', items, at: open.start }, items)
  }

  #map(): Syntax {
    const open = this.#parser.scanner.next()
    const entries: [Syntax, Syntax][] = []
    this.#parser.series(open, '}', () => {
      const key = this.#key()
      this.#parser.expect(':', 'a colon between key and value')
      entries.push([key, this.#parser.expression()])
    })
    return this.#parser.make({ kind: 'map', entries, at: open.start }, entries.flat())
  }

  /** A map's key: text that is a name needs no quotes. */
  #key(): Syntax {
    const token = this.#parser.scanner.peek()
    if (token.kind !== 'name' || CONSTANTS.has(token.word)) return this.#parser.binary(LEVEL.unary)
    return this.#literal(token.word, false, this.#parser.scanner.next())
  }

  #named(token: Token): Syntax {
    const { scanner } = this.#parser
    const { word, start } = token
    const constant = CONSTANTS.get(word)
    if (constant !== undefined) return this.#literal(constant, false, scanner.next())
    if (BIN_TYPE_WORDS.has(word)) return this.#literal(BIN_TYPE_WORDS.get(word) ?? 0, false, scanner.next())
    if (word === 'with' && scanner.isCall()) throw this.#fault(start, 'with has become let', LET)
    if (word === 'when') return this.#when()
    if (word === 'let') return this.#let()
    if (scanner.isCall()) return this.#call()
    if (word === 'unknown' || word === 'error') {
      scanner.next()
      return this.#parser.make({ kind: 'operation', op: 'unknown', operands: [], at: start }, [])
    }
    throw scanner.fault(start, ...bareName(token))
  }

  #call(): Syntax {
    const { scanner } = this.#parser
    const { word, start } = scanner.next()
    const args = this.#parser.args()
    const op = FUNCTION_OPS.get(word)
    const operands = args.map(({ value }) => value)
    if (VALUE_FUNCTIONS.has(word))
      return this.#parser.make({ kind: 'call', name: word, args, at: start }, operands)
    if (op === undefined) throw scanner.fault(start, `there is no function ${word}`, functionHint(word))
    const named = args.find(({ name }) => name !== undefined)
    if (named?.name !== undefined) throw scanner.fault(named.at, `${word} has no option ${named.name}`)
    return this.#parser.make({ kind: 'operation', op, operands, at: start }, operands)
  }

  #when(): Syntax {
    const parser = this.#parser
    const { start } = parser.scanner.next()
    const open = parser.expect('(', 'the cases in parentheses')
    const cases: Syntax[] = []
    parser.nested(() => {
      while (!this.#isDefault()) {
        cases.push(parser.expression())
        parser.expect('=>', '=> and the result', "a case is written $.age < 18 => 'child'")
        cases.push(parser.expression())
        parser.expect(',', 'another case, or default => …', 'the last case is default => …')
      }
      parser.scanner.next()
      parser.expect('=>', '=> and the result')
      cases.push(parser.expression())
    })
    parser.close(')', open)
    if (cases.length < 3) throw this.#fault(start, 'when has no case', 'a case is written $.age < 18 => …')
    return parser.make({ kind: 'when', cases, at: start }, cases)
  }

  #isDefault(): boolean {
    const { scanner } = this.#parser
    return scanner.isName('default') && scanner.second().word === '=>'
  }

  #let(): Syntax {
    const parser = this.#parser
    const { start } = parser.scanner.next()
    const open = parser.expect('(', 'variables in parentheses', LET)
    const variables: { name: string; value: Syntax; at: number }[] = []
    parser.series(open, ')', () => variables.push(this.#variable()))
    if (variables.length === 0) throw this.#fault(open.start, 'let names no variable', LET)
    const then = parser.scanner.next()
    if (then.kind !== 'name' || then.word !== 'then') throw this.#fault(then.start, 'then is missing', LET)
    const parenthesis = parser.expect('(', 'an expression in parentheses')
    const body = parser.nested(() => parser.expression())
    parser.close(')', parenthesis)
    const parts = [...variables.map(({ value }) => value), body]
    return parser.make({ kind: 'let', variables, body, at: start }, parts)
  }

  #variable(): { name: string; value: Syntax; at: number } {
    const { kind, word, start } = this.#parser.scanner.next()
    if (kind !== 'name' && kind !== 'text') {
      const hint = kind === 'variable' ? `write ${word} = …` : LET
      throw this.#fault(start, 'the name of a variable is missing', hint)
    }
    this.#parser.expect('=', '= and the value of the variable')
    return { name: word, value: this.#parser.expression(), at: start }
  }

  #fault(at: number, fault: string, hint: string): AelError {
    return this.#parser.scanner.fault(at, fault, hint)
  }
}

const LET = 'write let (x = $.age) then (${x} > 18)'

function functionHint(word: string): string {
  if (/^(AND|OR|NOT)$/i.test(word)) return `write ${word.toLowerCase()}`
  const known = [...FUNCTION_OPS.keys(), ...VALUE_FUNCTIONS]
  const some = Object.values(FUNCTIONS).slice(0, 8).join(', ')
  return meant(word, known, (found) => `${found}(…)`) ?? `there are ${some} and others`
}
