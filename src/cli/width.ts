/** Takes two columns: emoji, ideographs, kana, Hangul, full-width forms (Unicode Standard Annex 11: W and F). */
const WIDE =
  /^[\p{Emoji_Presentation}\p{Ideographic}\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]$/u
/** Takes none: it is drawn over the character before it. */
const COMBINING = /^[\p{Mn}\p{Me}]$/u
const PLAIN = /^[\x20-\x7e]*$/

const ELLIPSIS = '…'

function columnsOf(character: string): number {
  if (PLAIN.test(character)) return 1
  if (COMBINING.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}

/** How many columns of a terminal a text takes. It has no control characters. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length
  let width = 0
  for (const character of text) width += columnsOf(character)
  return width
}

/** The text within so many columns; what is left out is told by an ellipsis. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let used = ELLIPSIS.length
  let kept = ''
  for (const character of text) {
    used += columnsOf(character)
    if (used > width) break
    kept += character
  }
  return width < 1 ? '' : kept + ELLIPSIS
}

export type Align = 'left' | 'right'

/** The text in exactly so many columns. */
export function fit(text: string, width: number, align: Align = 'left'): string {
  const kept = cut(text, width)
  const blanks = ' '.repeat(Math.max(0, width - widthOf(kept)))
  return align === 'left' ? kept + blanks : blanks + kept
}
