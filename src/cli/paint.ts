import { styleText } from 'node:util'

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'inverse'

/** Gives text a look, or leaves it as it is where nobody would see it. */
export type Paint = (style: Style, text: string) => string

export const plain: Paint = (_style, text) => text

const colours: Paint = (style, text) => styleText(style, text, { validateStream: false })

/** Colours for a terminal that has them, unless NO_COLOR is set (no-color.org). */
export function paintFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Paint {
  const isOff = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb'
  return stream.isTTY === true && !isOff ? colours : plain
}
