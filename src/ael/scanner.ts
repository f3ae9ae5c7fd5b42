import { AelError } from './ael-error.ts'

/** What a text is made of. */
export interface Token {
  readonly kind: 'integer' | 'float' | 'text' | 'bytes' | 'name' | 'variable' | 'placeholder' | 'sign' | 'end'
  /** What it stands for: digits as they are, text and bytes (in hex) without quotes and escapes, a name, a sign. */
  readonly word: string
  readonly start: number
  readonly end: number
}

/** The longest come first. Some are no operators of AEL, but of other languages: they are told apart to say so. */
const SIGNS = [
  '>>>',
  '===',
  '!==',
  '<<',
  '>>',
  '<=',
  '>=',
  '==',
  '!=',
  '=~',
  '=>',
  '**',
  '&&',
  '||',
  '<>',
  '::',
]
const SINGLE = '+-*/%&|^~<>=!()[]{},:.?@#$;'

const SPACE = /\s*/y
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y
const NUMBER = /0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+(?:\.[0-9]+(?:[eE][+-]?[0-9]+)?)?/y
const LEADING_DOT = /\.[0-9]+(?:[eE][+-]?[0-9]+)?/y
const PLACEHOLDER = /\?(?:[0-9]+|[A-Za-z_][A-Za-z0-9_]*)|\$[0-9]+/y
const VARIABLE = /\\?\$\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}/y
const ANY_VARIABLE = /\\?\$\{\s*(?=['"])/y
const SEGMENT = /[+-]?0[xX][0-9a-fA-F]+|[+-]?0[bB][01]+|[+-][0-9]+|[A-Za-z0-9_@]+/y
const FLAGS = /[A-Za-z]*/y

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

/** Takes a text apart as the parser asks for it: what a dot or a slash begins hangs on where it stands. */
export class Scanner {
  readonly text: string
  #position = 0
  #peeked: Token | undefined

  constructor(text: string) {
    this.text = text
  }

  /** The next token, which stays. */
  peek(): Token {
    return (this.#peeked ??= this.#scan())
  }

  /** The next token. */
  next(): Token {
    const token = this.peek()
    this.#peeked = undefined
    this.#position = token.end
    return token
  }

  isSign(word: string): boolean {
    const { kind, word: found } = this.peek()
    return kind === 'sign' && found === word
  }

  isName(word: string): boolean {
    const { kind, word: found } = this.peek()
    return kind === 'name' && found === word
  }

  /** The sign, if it is the next token. */
  takeSign(word: string): Token | undefined {
    return this.isSign(word) ? this.next() : undefined
  }

  /** What stands right behind the last token that was taken, without a space. */
  get following(): string {
    return this.text.charAt(this.#position)
  }

  /** The token after the next. */
  second(): Token {
    const { end } = this.peek()
    const ahead = new Scanner(this.text)
    ahead.#position = end
    return ahead.peek()
  }

  /** Whether the next token is a name with arguments behind it. */
  isCall(): boolean {
    const { kind, word } = this.second()
    return kind === 'sign' && word === '('
  }

  /** A name, number or text behind the dot of a path; `undefined` for what is none of these. */
  segment(): Token | undefined {
    const start = this.#skip()
    const quoted = this.#quote(start)
    const word = quoted === undefined ? this.#match(SEGMENT, start)?.[0] : undefined
    const token: Token | undefined =
      quoted ?? (word === undefined ? undefined : { kind: 'name', word, start, end: start + word.length })
    if (token === undefined) return undefined
    this.#peeked = undefined
    this.#position = token.end
    return token
  }

  /** A number that begins with a dot. */
  leadingDot(): Token | undefined {
    const { start } = this.peek()
    const word = this.#match(LEADING_DOT, start)?.[0]
    if (word === undefined) return undefined
    this.#peeked = undefined
    this.#position = start + word.length
    this.#refuseTail('number', start)
    return { kind: 'float', word: `0${word}`, start, end: this.#position }
  }

  /** A regular expression: its pattern and its flags. */
  regex(): { readonly pattern: string; readonly flags: string; readonly start: number } | undefined {
    const start = this.#skip()
    const close = this.#patternEnd(start)
    if (close === undefined) return undefined
    const pattern = this.text.slice(start + 1, close)
    this.#peeked = undefined
    this.#position = this.#behind(FLAGS, close + 1)
    const flags = this.text.slice(close + 1, this.#position)
    return { pattern: pattern.replace(/\\./gs, (part) => (part === '\\/' ? '/' : part)), flags, start }
  }

  /** The slash that ends a pattern, in the line where it begins. A loop: a regular expression has no room for a long one. */
  #patternEnd(start: number): number | undefined {
    const { text } = this
    if (text.charAt(start) !== '/') return undefined
    for (let at = start + 1; at < text.length; at++) {
      const char = text.charAt(at)
      if (char === '/') return at
      if (char === '\\') at++
      if (/[\n\r]/.test(text.charAt(at))) return undefined
    }
    return undefined
  }

  fault(at: number, fault: string, hint?: string, cause?: unknown): AelError {
    return new AelError(this.text, at, fault, hint, cause)
  }

  #match(pattern: RegExp, at: number): RegExpExecArray | undefined {
    pattern.lastIndex = at
    return pattern.exec(this.text) ?? undefined
  }

  #behind(pattern: RegExp, at: number): number {
    return at + (this.#match(pattern, at)?.[0].length ?? 0)
  }

  #skip(): number {
    let start = this.#behind(SPACE, this.#position)
    while (this.text.startsWith('/*', start)) {
      const close = this.text.indexOf('*/', start + 2)
      if (close < 0) throw this.fault(start, 'the comment does not end', 'close it with */')
      start = this.#behind(SPACE, close + 2)
    }
    return start
  }

  #scan(): Token {
    const start = this.#skip()
    const { text } = this
    if (start >= text.length) return { kind: 'end', word: '', start, end: start }
    const quoted = this.#quote(start) ?? this.#variable(start)
    if (quoted !== undefined) return quoted
    const placeholder = this.#match(PLACEHOLDER, start)?.[0]
    if (placeholder !== undefined) return this.#token('placeholder', placeholder, start)
    const number = this.#match(NUMBER, start)?.[0]
    if (number !== undefined) return this.#number(number, start)
    const name = this.#match(NAME, start)?.[0]
    if (name !== undefined) return this.#bytes(name, start) ?? this.#token('name', name, start)
    const sign = SIGNS.find((known) => text.startsWith(known, start)) ?? text.charAt(start)
    if (sign.length > 1 || SINGLE.includes(sign)) return this.#token('sign', sign, start)
    throw this.fault(
      start,
      `${JSON.stringify(String.fromCodePoint(text.codePointAt(start) as number))} means nothing here`,
    )
  }

  #token(kind: Token['kind'], word: string, start: number): Token {
    return { kind, word, start, end: start + word.length }
  }

  #number(word: string, start: number): Token {
    const isFloat = /^[0-9]+\./.test(word)
    const token = this.#token(isFloat ? 'float' : 'integer', word, start)
    const tail = this.#match(NAME, token.end)?.[0]
    if (tail !== undefined) throw this.fault(start, `${word}${tail} is no number`)
    return token
  }

  #refuseTail(what: string, start: number): void {
    if (/[A-Za-z0-9_]/.test(this.following)) throw this.fault(start, `this is no ${what}`)
  }

  /** `${name}`; of names that other clients give, also `${'a name'}`. */
  #variable(start: number): Token | undefined {
    const found = this.#match(VARIABLE, start)
    if (found !== undefined)
      return { kind: 'variable', word: found[1] as string, start, end: start + found[0].length }
    const open = this.#match(ANY_VARIABLE, start)?.[0]
    const name = open === undefined ? undefined : this.#quote(start + open.length)
    if (name !== undefined) {
      const end = /^\s*\}/.exec(this.text.slice(name.end))?.[0]
      if (end !== undefined) return { ...name, kind: 'variable', start, end: name.end + end.length }
    }
    if (this.text.startsWith('${', start)) {
      throw this.fault(start, 'a variable is a name in ${ }', 'write it like ${total}')
    }
    return undefined
  }

  /** Text in single or double quotes. */
  #quote(start: number): Token | undefined {
    const mark = this.text.charAt(start)
    if (mark !== "'" && mark !== '"') return undefined
    let word = ''
    let from = start + 1
    for (let at = from; at < this.text.length; at++) {
      const char = this.text.charAt(at)
      if (char === mark) return { kind: 'text', word: word + this.text.slice(from, at), start, end: at + 1 }
      if (char !== '\\') continue
      const [escaped, length] = this.#escape(at)
      word += this.text.slice(from, at) + escaped
      at += length - 1
      from = at + 1
    }
    throw this.fault(start, 'the text does not end', `close it with ${mark}`)
  }

  #escape(at: number): [escaped: string, length: number] {
    const char = this.text.charAt(at + 1)
    if (char === 'u') {
      const code = /^[0-9a-fA-F]{4}/.exec(this.text.slice(at + 2, at + 6))?.[0]
      if (code !== undefined) return [String.fromCharCode(parseInt(code, 16)), 6]
    }
    const escaped = ESCAPES[char] ?? (/['"\\`$]/.test(char) ? char : undefined)
    if (escaped !== undefined) return [escaped, 2]
    throw this.fault(
      at,
      `\\${char} is no escape`,
      'they are \\\\ \\n \\t \\r \\\' \\" and \\u0000; a backslash itself is \\\\',
    )
  }

  /** `x'00ff'` and `b64'AP8='` */
  #bytes(name: string, start: number): Token | undefined {
    const encoding = /^x$/i.test(name) ? 'hex' : /^b64$/i.test(name) ? 'base64' : undefined
    const end = start + name.length
    if (encoding === undefined || this.text.charAt(end) !== "'") return undefined
    const close = this.text.indexOf("'", end + 1)
    if (close < 0) throw this.fault(start, 'the bytes do not end', "close them with '")
    const inside = this.text.slice(end + 1, close)
    const bytes = Buffer.from(inside, encoding)
    const isWhole =
      encoding === 'hex'
        ? bytes.length * 2 === inside.length
        : bytes.toString('base64').replace(/=+$/, '') === inside.replace(/=+$/, '')
    if (!isWhole)
      throw this.fault(start, encoding === 'hex' ? 'these are no hex digits in pairs' : 'this is no base64')
    return { kind: 'bytes', word: bytes.toString('hex'), start, end: close + 1 }
  }
}
