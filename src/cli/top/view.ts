import { nextKey, type SortKey } from './sort.ts'

/** What is shown, and how. */
export interface View {
  readonly sort: SortKey
  readonly isPaused: boolean
  readonly showsHelp: boolean
  /** The node that the mark is at; undefined for the first. */
  readonly node: string | undefined
  /** Whether that node alone is shown. */
  readonly isOneNode: boolean
  /** What is said on the last line in place of the keys. */
  readonly message: string | undefined
}

export const FIRST_VIEW: Omit<View, 'sort'> = {
  isPaused: false,
  showsHelp: false,
  node: undefined,
  isOneNode: false,
  message: undefined,
}

/** Keys, as a terminal sends them, and what they do: in a word for the last line, where there is one, and in the help. */
export const KEYS = [
  { keys: ['q', '\u0003', '\u0004'], shown: 'q', word: 'quit', doc: 'quit' },
  { keys: ['p', ' '], shown: 'p', word: 'pause', doc: 'pause, go on' },
  { keys: ['s', '>', '\u001b[C', '\u001bOC'], shown: 's', word: 'sort', doc: 'sort by the next column' },
  { keys: ['S', '<', '\u001b[D', '\u001bOD'], shown: 'S', word: '', doc: 'sort by the column before' },
  { keys: ['j', '\u001b[B', '\u001bOB'], shown: 'j', word: 'down', doc: 'the next node' },
  { keys: ['k', '\u001b[A', '\u001bOA'], shown: 'k', word: 'up', doc: 'the node before' },
  { keys: ['n', '\r', '\n'], shown: 'n', word: 'one node', doc: 'look at one node, or at all' },
  { keys: ['?', 'h'], shown: '?', word: 'keys', doc: 'these keys' },
] as const satisfies readonly { keys: readonly string[]; shown: string; word: string; doc: string }[]

const NAMES: ReadonlyMap<string, string> = new Map(
  KEYS.flatMap(({ keys, shown }) => keys.map((key) => [key, shown] as const)),
)
const ESCAPE = '\u001b'

/** What a key makes of the view. @param nodes as they are listed */
export function press(view: View, key: string, nodes: readonly string[]): View | 'quit' {
  const said = { ...view, message: undefined }
  switch (NAMES.get(key)) {
    case 'q':
      return 'quit'
    case 'p':
      return { ...said, isPaused: !view.isPaused }
    case 's':
      return { ...said, sort: nextKey(view.sort, 1) }
    case 'S':
      return { ...said, sort: nextKey(view.sort, -1) }
    case 'j':
      return { ...said, node: neighbour(nodes, view.node, 1) }
    case 'k':
      return { ...said, node: neighbour(nodes, view.node, -1) }
    case 'n':
      return { ...said, showsHelp: false, node: view.node ?? nodes[0], isOneNode: !view.isOneNode }
    case '?':
      return { ...said, showsHelp: !view.showsHelp }
    default:
      if (key === ESCAPE) return { ...said, showsHelp: false, isOneNode: false }
      return { ...said, message: `The key ${JSON.stringify(key)} does nothing; ? shows those that do` }
  }
}

function neighbour(nodes: readonly string[], node: string | undefined, step: 1 | -1): string | undefined {
  const at = node === undefined ? 0 : Math.max(0, nodes.indexOf(node))
  return nodes[Math.min(nodes.length - 1, Math.max(0, at + step))]
}

// A terminal sends several keys at once when they are typed fast or pasted.
// eslint-disable-next-line no-control-regex -- keys are such characters
const KEY = /\u001b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])|[\s\S]/gu

/** The keys in what a terminal sent. */
export function keysIn(text: string): string[] {
  return text.match(KEY) ?? []
}
