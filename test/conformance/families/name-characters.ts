import type { Bins, Family, Step } from '../scenario.ts'

// Names of all characters there are in one byte and some in more, up to the longest: of bins, sets, indexes and modules; and
// those that the client refuses, put to the server by frames of our own making.

/** The longest names, in bytes. */
const BIN = 15
const SET = 63
const INDEX = 44 // Of 63: what stands in front of it in these plays has 19.

const span = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => String.fromCodePoint(from + i))
/** U+0001 to U+00FF, then three and four bytes a character. */
const ALL = [...span(0x01, 0x100), '€', '你', '好', 'ﬀ', '￿', '🎉', '😀']

/** Characters packed into names of at most so many bytes, in their order. */
function packed(characters: readonly string[], prefix: string, max: number): string[] {
  const names = [prefix]
  for (const character of characters) {
    const last = names.at(-1) ?? ''
    if (Buffer.byteLength(last + character) <= max) names[names.length - 1] = last + character
    else names.push(prefix + character)
  }
  return names
}

/** What an info command cannot hold, or the definition of an index, or a file's name. */
const without = (taken: string): string[] => ALL.filter((character) => !taken.includes(character))

const numbered = (names: readonly string[]): Bins => Object.fromEntries(names.map((name, i) => [name, i]))
const inTens = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / 10) }, (_, i) => all.slice(10 * i, 10 * i + 10))

const long = packed(ALL, '', BIN)
const bins: Record<string, Step[]> = {
  'bins of one character': [
    ['put', numbered(ALL)],
    ['get', { bins: ALL }],
  ],
  'bins of 15 bytes': [
    ['put', numbered(long)],
    ['get', { bins: long }],
    ['operate', long.map((name) => ['ops.add', name, 1] as const)],
    ['operate', long.map((name) => ['ops.read', name] as const)],
    ['batch', [['put', 'other', numbered(long)]]],
    ['batch', [['get', 'other', long]]],
    ['put', Object.fromEntries(long.map((name) => [name, null]))],
  ],
  'bins that only look alike': [
    ['put', { e: 1, é: 2, 'e\u0301': 3, E: 4, ' e': 5, 'e ': 6 }],
    ['get', { bins: ['é', 'e\u0301', 'e '] }],
  ],
}

const inSet = (set: string, step: Step): Step => ['at', { set }, step]
const sets: Record<string, Step[]> = {
  'sets of all characters': packed(ALL, 'conformance-', SET).flatMap((set): Step[] => [
    inSet(set, ['put', { a: 1 }]),
    inSet(set, ['get']),
    inSet(set, ['operate', [['ops.read', 'a']]]),
    inSet(set, ['remove']),
  ]),
  'sets of all characters, truncated': packed(without(';\n'), 'conformance-', SET).flatMap((set): Step[] => [
    inSet(set, ['put', { a: 1 }]),
    ['pause'],
    ['truncate', { set }],
    inSet(set, ['get']),
  ]),
}

const indexed = packed(without(';\n|'), '', BIN)
const names = packed(without(';\n'), '', INDEX)
const indexes: Record<string, Step[]> = Object.fromEntries([
  ...inTens(indexed).map((some, at): [string, Step[]] => [
    `indexes on bins of all characters, ${at + 1}`,
    [
      ['fill', { x: numbered(some) }],
      ...some.flatMap((bin, i): Step[] => [
        ['createIndex', { name: `b${i}`, bin, type: 'numeric' }],
        ['query', { where: ['equal', bin, i], select: [bin] }],
        ['dropIndex', `b${i}`],
      ]),
    ],
  ]),
  [
    'indexes of names of all characters',
    [
      ['fill', { x: { i: 1 } }],
      ...names.flatMap((name): Step[] => [
        ['createIndex', { name, bin: 'i', type: 'numeric' }],
        ['query', { where: ['equal', { index: name }, 1], select: ['i'] }],
        ['dropIndex', name],
      ]),
    ],
  ],
])

const SOURCE = 'function one(record) return 1 end'
const modules: Record<string, Step[]> = {
  'modules of names of all characters': packed(without(';\n/'), 'm$run', 100).flatMap((name): Step[] => [
    ['register', `${name}.lua`, SOURCE],
    ['getUdf', `${name}.lua`],
    ['removeUdf', `${name}.lua`],
  ]),
  'a module of the longest name': [
    ['register', `${'n'.repeat(117)}$run.lua`, SOURCE],
    ['getUdf', `${'n'.repeat(117)}$run.lua`],
  ],
}

const nul = ['\0', 'a\0', '\0a', 'a\0b']
const raw: Record<string, Step[]> = {
  'bins that the server refuses': [
    ...nul,
    '',
    'b'.repeat(15),
    'b'.repeat(16),
    'b'.repeat(255),
    'é'.repeat(8),
  ].flatMap((bin): Step[] => [
    ['raw', { how: 'write', bins: [bin] }],
    ['raw', { how: 'write', bins: [bin], there: true }],
    ['raw', { how: 'read', bins: [bin], there: true }],
    ['raw', { how: 'read', bins: [bin] }],
    ['raw', { how: 'read', bins: ['a', bin], there: true }],
    ['raw', { how: 'touch', bins: [bin], there: true }],
  ]),
  'sets that the server refuses': [
    ...nul,
    '',
    'conformance\0',
    'conformance\0x',
    'conformance-',
    'conformanc',
    'conformance-'.padEnd(63, 's'),
    'conformance-'.padEnd(64, 's'),
    's'.repeat(300),
  ].flatMap((set): Step[] => [
    ['raw', { how: 'write', set }],
    ['raw', { how: 'write', set, there: true }],
    ['raw', { how: 'read', set, there: true }],
    ['raw', { how: 'read', set }],
    ['raw', { how: 'touch', set, there: true }],
    ['raw', { how: 'delete', set, there: true }],
  ]),
  'namespaces that the server refuses': [
    '',
    'tes',
    'test\0',
    'test\0\0',
    'test\0x',
    'TEST',
    'n'.repeat(31),
    'n'.repeat(32),
    'test'.padEnd(32, '\0'),
  ].flatMap((namespace): Step[] => [
    ['raw', { how: 'write', namespace }],
    ['raw', { how: 'read', namespace, there: true }],
  ]),
}

export const namesOfAllKinds: Family = {
  name: 'name-characters',
  needs: { 'sets that the server refuses': ['noSet'] },
  scenarios: { ...bins, ...sets, ...indexes, ...modules, ...raw },
}
