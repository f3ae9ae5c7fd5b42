import { describe, expect, it } from 'vitest'
import { plain } from '../../../../src/cli/paint.ts'
import { blockLines, frameLines, shareOut } from '../../../../src/cli/top/frame.ts'
import { reportOf } from '../../../../src/cli/top/report.ts'
import { nextKey, SORT_KEYS, sorted } from '../../../../src/cli/top/sort.ts'
import { FIRST_VIEW, keysIn, press, type View } from '../../../../src/cli/top/view.ts'
import { widthOf } from '../../../../src/cli/width.ts'
import { nodeSample, sample, setInfo } from './samples.ts'

const heading = { time: new Date(2026, 0, 2, 3, 4, 5), interval: 2, problem: undefined }
const view: View = { ...FIRST_VIEW, sort: 'reads' }
const nodes = (reads: number) => [nodeSample('A1', { reads }), nodeSample('A2', { reads: reads * 3 })]
const sets = Array.from({ length: 40 }, (_, at) => setInfo(`set\u001b${at}`, at, at))
const grown = sets.map((set, at) => ({ ...set, objects: set.objects + (at === 39 ? 5 : at === 7 ? -9 : 0) }))
const report = reportOf(sample(0, nodes(0), { sets }), sample(1000, nodes(50), { sets: grown }))
const canvas = (columns: number, rows: number) => ({ columns, rows, paint: plain })

describe('a frame', () => {
  it('says what the cluster does', () => {
    const lines = frameLines(report, view, heading, canvas(120, 24))
    expect(lines.slice(0, 7)).toEqual([
      'aerospike-ts top, 03:04:05, 2 nodes, every 2 s, by reads',
      'reads 200/s  writes 0/s  batches 0/s  queries -/s  errors -/s  migrating -',
      'this client: 0 in flight, 4 connections',
      '',
      expect.stringMatching(/^ {3}NODE +ADDRESS .* READ\/s▼ /),
      expect.stringMatching(/^> {2}A2 +a2:3000 .* up .* 150 /),
      expect.stringMatching(/^ {3}A1 +a1:3000 .* up .* 50 /),
    ])
    expect(lines.at(-1)).toMatch(/^q quit {2}p pause/)
    const shown = lines.filter((line) => line.startsWith('test.set'))
    expect(shown[0]).toMatch(/^test\.set\\x1b7 +-2 +-9 /)
    expect(shown[1]).toMatch(/^test\.set\\x1b39 +44 +\+5 /)
  })

  it.each([
    [200, 60],
    [120, 24],
    [80, 24],
    [60, 16],
    [40, 12],
    [20, 5],
    [3, 2],
    [1, 1],
  ])('fits %i columns and %i rows, whatever it shows', (columns, rows) => {
    const messages = ['', 'x'.repeat(300)]
    for (const message of messages) {
      for (const isOneNode of [false, true]) {
        for (const showsHelp of [false, true]) {
          const seen = { ...view, isOneNode, showsHelp, node: 'A2', message: message || undefined }
          const lines = frameLines(report, seen, heading, canvas(columns, rows))
          expect(lines).toHaveLength(rows)
          if (!showsHelp || columns > 20)
            for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns)
        }
      }
    }
  })

  it('leaves out columns where there is no room, the important ones last', () => {
    const titles = (columns: number): string =>
      frameLines(report, view, heading, canvas(columns, 24))[4] ?? ''
    expect(titles(200)).toContain('CPU')
    expect(titles(80)).not.toContain('CPU')
    expect(titles(80)).toContain('WRITE/s')
    expect(titles(24)).toMatch(/^ *NODE/)
  })

  it('says how many rows are not shown', () => {
    const text = frameLines(report, view, heading, canvas(120, 24)).join('\n')
    expect(text).toMatch(/… \d+ more/)
  })

  it('looks at one node', () => {
    const text = frameLines(report, { ...view, isOneNode: true, node: 'A1' }, heading, canvas(120, 24)).join(
      '\n',
    )
    expect(text).toContain('A1')
    expect(text).not.toContain('a2:3000')
    expect(text).toMatch(/test read +10 +ms +1\.50 % +0\.50 %/)
  })

  it('says when no node answers', () => {
    const none = reportOf(undefined, sample(0, []))
    const text = frameLines(none, view, { ...heading, problem: 'gone\u001b' }, canvas(60, 10)).join('\n')
    expect(text).toContain('No node answers. gone\\x1b')
  })

  it('is a block of all rows for a log', () => {
    const lines = blockLines(report, view, heading, plain)
    expect(lines.filter((line) => line.startsWith('test.set'))).toHaveLength(40)
    expect(lines.join('\n')).not.toContain('q quit')
    expect(lines.join('\n')).not.toContain('>  A')
  })
})

describe('rows', () => {
  it('are shared out from the longest table', () => {
    expect(shareOut([3, 2, 40], 100)).toEqual([3, 2, 40])
    expect(shareOut([3, 2, 40], 10)).toEqual([3, 2, 5])
    expect(shareOut([3, 2, 2], 5)).toEqual([2, 2, 1])
    expect(shareOut([3, 2, 2], -5)).toEqual([1, 1, 1])
    expect(shareOut([0, 0, 0], 0)).toEqual([0, 0, 0])
  })

  it('are sorted by what is largest, and what is not known stands last', () => {
    const rows = [
      { name: 'b', reads: 1 },
      { name: 'c', reads: undefined },
      { name: 'a', reads: 1 },
      { name: 'd', reads: 5 },
      { name: 'A', reads: undefined },
    ]
    const names = (key: (typeof SORT_KEYS)[number]) =>
      sorted(rows, key, ({ name }) => name).map(({ name }) => name)
    expect(names('reads')).toEqual(['d', 'a', 'b', 'A', 'c'])
    expect(names('name')).toEqual(['A', 'a', 'b', 'c', 'd'])
    expect(names('bytes')).toEqual(names('name'))
  })

  it('come back to the first key behind the last', () => {
    expect(nextKey('name', 1)).toBe('reads')
    expect(nextKey('reads', -1)).toBe('name')
  })
})

describe('a key', () => {
  const ids = ['A2', 'A1']
  const after = (...keys: string[]): View | 'quit' =>
    keys.reduce<View | 'quit'>((now, key) => (now === 'quit' ? now : press(now, key, ids)), view)

  it.each(['q', '\u0003', '\u0004'])('%j quits', (key) => {
    expect(after(key)).toBe('quit')
  })

  it('pauses and goes on', () => {
    expect(after('p')).toMatchObject({ isPaused: true })
    expect(after('p', ' ')).toMatchObject({ isPaused: false })
  })

  it('sorts by another column', () => {
    expect(after('s')).toMatchObject({ sort: 'writes' })
    expect(after('\u001b[D')).toMatchObject({ sort: 'name' })
  })

  it('moves among the nodes, and looks at one', () => {
    expect(after('j')).toMatchObject({ node: 'A1' })
    expect(after('j', 'j', 'j')).toMatchObject({ node: 'A1' })
    expect(after('j', 'k', 'k')).toMatchObject({ node: 'A2' })
    expect(after('n')).toMatchObject({ node: 'A2', isOneNode: true })
    expect(after('n', '\u001b')).toMatchObject({ isOneNode: false })
    expect(press(view, 'j', [])).toMatchObject({ node: undefined })
  })

  it('says so when it does nothing, until the next one', () => {
    expect(after('x')).toMatchObject({ message: 'The key "x" does nothing; ? shows those that do' })
    expect(after('x', '?')).toMatchObject({ message: undefined, showsHelp: true })
  })

  it('is taken out of what the terminal sent', () => {
    expect(keysIn('q')).toEqual(['q'])
    expect(keysIn('jj\u001b[A\u001bOB\u001b')).toEqual(['j', 'j', '\u001b[A', '\u001bOB', '\u001b'])
    expect(keysIn('')).toEqual([])
  })
})
