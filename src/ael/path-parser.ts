import type { Selector } from '../expressions/text/selectors.ts'
import { LEVEL, TYPE_WORDS } from '../expressions/text/words.ts'
import type { Parsing } from './parsing.ts'
import { parseInteger } from './numbers.ts'
import type { Token } from './scanner.ts'
import type { PathPart, Root, SelectPart, Syntax } from './syntax.ts'
import { isStatic } from './values.ts'

const TYPES: ReadonlyMap<string, keyof typeof TYPE_WORDS> = new Map(
  Object.entries(TYPE_WORDS).map(([type, word]) => [word, type as keyof typeof TYPE_WORDS]),
)

/** What a step creates when it is missing, and other flags of AEL behind a colon. */
export const CREATE_WORDS: ReadonlySet<string> = new Set([
  'UNORDERED',
  'ORDERED',
  'SORTED',
  'PADDED',
  'KEY_ORDERED',
  'KEY_VALUE_ORDERED',
  'PERSIST_INDEX',
])

/** Reads paths: `$.user.tags.[0]:STRING` from their first sign on. */
export class PathParser {
  readonly #parser: Parsing

  constructor(parser: Parsing) {
    this.#parser = parser
  }

  /** From `$` on: a bin, or what is asked of the record. */
  record(): Syntax {
    const { scanner } = this.#parser
    const { start } = scanner.next()
    if (!scanner.isSign('.')) {
      const { kind, word, start: at } = scanner.peek()
      const hint =
        kind === 'name' ? `write $.${word} for a bin, \${${word}} for a variable` : 'write $.name for a bin'
      throw scanner.fault(at, 'behind $ comes a dot', hint)
    }
    scanner.next()
    const name = scanner.segment()
    if (name === undefined)
      throw scanner.fault(
        scanner.peek().start,
        'the name of a bin is missing',
        'quote a name that is no word: $."my bin"',
      )
    const isFunction = name.kind === 'name' && scanner.isSign('(')
    if (isFunction && name.word === 'key') return this.#recordKey(start)
    const root: Root = isFunction ? { root: 'record' } : { root: 'bin', name: name.word }
    const first = isFunction ? [this.#function(name)] : []
    return this.#parser.path(root, [...first, ...this.parts(root)], start)
  }

  /** `$.key():STRING`, also as `$.key(type: STRING)` */
  #recordKey(start: number): Syntax {
    const root: Root = { root: 'key' }
    const types = this.#parser.args().map(({ name, value, at }): PathPart => {
      const type = name === 'type' && value.kind === 'word' ? TYPES.get(value.word) : undefined
      if (type !== undefined) return { part: 'type', type, at }
      throw this.#parser.scanner.fault(at, 'key takes a type', 'write $.key():STRING')
    })
    return this.#parser.path(root, [...types, ...this.parts(root)], start)
  }

  /** From `@` on: the element that a path looks at. */
  loop(): Syntax {
    const { scanner } = this.#parser
    const { start } = scanner.next()
    const isNamed = scanner.following === 'k' || scanner.following === 'i'
    const word = isNamed ? scanner.next().word : 'value'
    if (word !== 'value' && word !== 'key' && word !== 'index') {
      throw scanner.fault(start, `there is no @${word}`, 'there are @, @key and @index')
    }
    const root: Root = { root: 'loop', part: word }
    return this.#parser.path(root, this.parts(root), start)
  }

  /** What follows a root. A literal has no type to be given. */
  parts(root: Root): PathPart[] {
    const { scanner } = this.#parser
    const parts: PathPart[] = []
    const isLiteral = root.root === 'expression' && this.#isLiteral(root.expression)
    for (;;) {
      if (scanner.isSign('.')) {
        scanner.next()
        parts.push(...this.#behindDot())
      } else if (scanner.isSign(':') && !isLiteral && this.#isSuffix()) {
        scanner.next()
        parts.push(this.#suffix(scanner.next()))
      } else {
        const filter = parts.length === 0 ? undefined : this.#filter()
        if (filter === undefined) return parts
        parts.push(filter)
      }
    }
  }

  #isLiteral(syntax: Syntax): boolean {
    return !this.#parser.isGrouped(syntax) && isStatic(syntax)
  }

  #isSuffix(): boolean {
    const { kind, word } = this.#parser.scanner.second()
    return kind === 'name' && (TYPES.has(word) || CREATE_WORDS.has(word))
  }

  #suffix({ word, start }: Token): PathPart {
    const type = TYPES.get(word)
    return type === undefined ? { part: 'create', word, at: start } : { part: 'type', type, at: start }
  }

  /** `[?(…)]` right behind a step: a further condition on it. */
  #filter(): PathPart | undefined {
    const { scanner } = this.#parser
    if (!scanner.isSign('[') || scanner.second().word !== '?') return undefined
    const at = scanner.peek().start
    return { part: 'filter', filter: this.#condition(), at }
  }

  #condition(): Syntax {
    const parser = this.#parser
    const bracket = parser.scanner.next()
    parser.expect('?', '? and a condition')
    const open = parser.expect('(', 'a condition in parentheses')
    const filter = parser.nested(() => parser.expression())
    parser.close(')', open)
    parser.close(']', bracket)
    return filter
  }

  #behindDot(): PathPart[] {
    const { scanner } = this.#parser
    const { word, kind, start } = scanner.peek()
    if (kind === 'sign') {
      if (word === '[' || word === '{') return [this.#brackets(word === '[' ? 'list' : 'map')]
      if (word === '*') return this.#children()
      if (word === '**') throw scanner.fault(start, '** is no step', 'one level is .*')
      if (word === '(') return [this.#dynamicKey()]
    }
    const name = scanner.segment()
    if (name === undefined)
      throw this.#parser.unexpected(
        scanner.peek(),
        'a dot is followed by a key, [index], {index} or a function',
      )
    if (name.kind === 'name' && scanner.isSign('(')) return [this.#function(name)]
    return [this.#key(name)]
  }

  #function({ word, start }: Token): PathPart {
    return { part: 'function', name: word, args: this.#parser.args(), at: start }
  }

  /** A map's key: digits alone are an integer. */
  #key({ kind, word, start }: Token): PathPart {
    const digits = kind === 'name' && /^[+-]?(0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)$/.test(word)
    const integer = digits ? parseInteger(word.replace(/^[+-]/, ''), word.startsWith('-')) : undefined
    if (digits && integer === undefined)
      throw this.#parser.scanner.fault(start, `${word} is out of range`, 'integers have 64 bits')
    const value = integer ?? word
    const key = this.#parser.make({ kind: 'literal', value, isOpen: false, at: start }, [])
    return { part: 'select', of: 'map', mark: '@', form: 'one', inverted: false, operands: [key], at: start }
  }

  #dynamicKey(): PathPart {
    const at = this.#parser.scanner.peek().start
    const key = this.#parser.group()
    return { part: 'select', of: 'map', mark: '@', form: 'one', inverted: false, operands: [key], at }
  }

  /** `*`, `*[?(…)]` and `*::name` */
  #children(): PathPart[] {
    const parser = this.#parser
    const { start } = parser.scanner.next()
    if (parser.scanner.takeSign('::') !== undefined) return [this.#entries(start)]
    const isFiltered = parser.scanner.isSign('[') && parser.scanner.second().word === '?'
    return [{ part: 'children', filter: isFiltered ? this.#condition() : undefined, at: start }]
  }

  /** Of every element the entry of one key. */
  #entries(at: number): PathPart {
    const parser = this.#parser
    const name = parser.scanner.segment()
    if (name === undefined) throw parser.unexpected(parser.scanner.peek(), 'behind :: comes a key')
    const key = parser.make({ kind: 'literal', value: name.word, isOpen: false, at: name.start }, [])
    const loop = parser.path({ root: 'loop', part: 'key' }, [], name.start)
    const filter = parser.make({ kind: 'operation', op: 'eq', operands: [loop, key], at: name.start }, [
      loop,
      key,
    ])
    return { part: 'children', filter, at }
  }

  #brackets(of: 'list' | 'map'): PathPart {
    const { scanner } = this.#parser
    const open = scanner.next()
    const close = of === 'list' ? ']' : '}'
    if (scanner.takeSign(close) !== undefined) return { part: 'whole', of, at: open.start }
    if (scanner.isSign('?'))
      throw scanner.fault(open.start, 'a filter stands behind a wildcard', 'write .*[?(…)]')
    const part = this.#parser.nested(() => this.#selector(of, open.start))
    this.#parser.close(close, open)
    return part
  }

  #selector(of: 'list' | 'map', at: number): SelectPart {
    const { scanner } = this.#parser
    const together = scanner.takeSign('!=')
    const inverted = together !== undefined || scanner.takeSign('!') !== undefined
    const mark = together === undefined ? this.#mark(of) : '='
    const keyed = mark === '' && of === 'map' ? this.#openKey() : undefined
    if (keyed !== undefined)
      return { part: 'select', of, mark: '@', form: 'range', inverted, operands: [undefined, keyed], at }
    const first = scanner.isSign(':') ? undefined : this.#operand()
    const [selector, operands] = this.#rest(of, mark, first)
    return { part: 'select', of, ...selector, inverted, operands, at }
  }

  #mark(of: 'list' | 'map'): Selector['mark'] {
    const { scanner } = this.#parser
    for (const mark of ['@', '=', '#'] as const) {
      const token = scanner.takeSign(mark)
      if (token === undefined) continue
      if (mark === '@' && of === 'list')
        throw scanner.fault(token.start, 'a list has no keys', 'write {@…} for a map')
      return mark
    }
    return ''
  }

  /** `{-c}`: keys up to one. */
  #openKey(): Syntax | undefined {
    const { scanner } = this.#parser
    if (!scanner.isSign('-')) return undefined
    const { kind, word } = scanner.second()
    if (kind !== 'text' && kind !== 'name' && word !== '(') return undefined
    scanner.next()
    return this.#operand()
  }

  /** A value; text that is a name needs no quotes. */
  #operand(): Syntax {
    const { scanner } = this.#parser
    const token = scanner.peek()
    const isBare =
      token.kind === 'name' && !/^(true|false|NIL|INF)$/.test(token.word) && scanner.second().word !== '('
    if (!isBare) return this.#parser.binary(LEVEL.unary)
    scanner.next()
    return this.#parser.make({ kind: 'literal', value: token.word, isOpen: false, at: token.start }, [])
  }

  #rest(
    of: 'list' | 'map',
    mark: Selector['mark'],
    first: Syntax | undefined,
  ): [selector: Selector, operands: readonly (Syntax | undefined)[]] {
    const { scanner } = this.#parser
    // In the older spelling, what is no index without a mark is a key.
    const isKey = mark === '' && of === 'map' && first !== undefined && isText(first)
    if (scanner.isSign(',') && first !== undefined) return this.#list(of, mark, first)
    if (scanner.isSign('-') && mark === '' && of === 'map') {
      scanner.next()
      const end = scanner.isSign('}') ? undefined : this.#operand()
      return [{ mark: '@', form: 'range' }, [first, end]]
    }
    if (scanner.takeSign(':') === undefined) {
      if (isKey) return [{ mark: '@', form: 'list' }, [first]]
      return [{ mark, form: mark === '=' ? 'all' : 'one' }, [first]]
    }
    return this.#range(of, mark, first, isKey)
  }

  #list(
    of: 'list' | 'map',
    mark: Selector['mark'],
    first: Syntax,
  ): [selector: Selector, operands: readonly (Syntax | undefined)[]] {
    const { scanner } = this.#parser
    if (mark === '#' || (mark === '' && of === 'list')) {
      throw scanner.fault(
        first.at,
        `several ${mark === '#' ? 'ranks' : 'indexes'} must be a range`,
        'write begin:end; values have a = in front: [=1, 2]',
      )
    }
    const operands = [first]
    while (scanner.takeSign(',') !== undefined) operands.push(this.#operand())
    return [{ mark: mark === '' ? '@' : mark, form: 'list' }, operands]
  }

  #range(
    of: 'list' | 'map',
    mark: Selector['mark'],
    begin: Syntax | undefined,
    isKey: boolean,
  ): [selector: Selector, operands: readonly (Syntax | undefined)[]] {
    const { scanner } = this.#parser
    if (isKey)
      throw scanner.fault(
        begin?.at ?? 0,
        'an index is an integer',
        'a range of keys has an @ in front: {@a:c}',
      )
    const isOpen = scanner.isSign('~') || scanner.isSign(of === 'list' ? ']' : '}')
    const end = isOpen ? undefined : this.#operand()
    const near = scanner.takeSign('~')
    if (near === undefined)
      return [{ mark, form: mark === '@' || mark === '=' ? 'range' : 'count' }, [begin, end]]
    if (mark !== '#' && (mark !== '' || of === 'list')) {
      throw scanner.fault(
        near.start,
        '~ belongs to ranks and to indexes of a map',
        'write [#-1:1~value] or {0:1~key}',
      )
    }
    return [{ mark, form: 'near' }, [begin, end, this.#operand()]]
  }
}

function isText(syntax: Syntax): boolean {
  return syntax.kind === 'literal' && typeof syntax.value === 'string'
}
