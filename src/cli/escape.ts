/**
 * What a terminal could take for a command, or would show in another place or not at all: control characters, the invisible ones that
 * turn the direction of text, separators of lines, halves of characters, and characters without a meaning of their own.
 */
const HOSTILE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu
const SHORT: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])
const BYTE = 0x100

/** Names and values come from whoever could write them: nothing of theirs reaches the terminal unescaped. */
export function escapeText(text: string): string {
  return escapeControls(text.replaceAll('\\', '\\\\'))
}

/** The same of text in quotes. */
export function quote(text: string): string {
  return `"${escapeText(text).replaceAll('"', '\\"')}"`
}

/** The same of text whose backslashes stand for themselves, such as a message. */
export function escapeControls(text: string): string {
  return text.replace(HOSTILE, (character) => SHORT.get(character) ?? codePoint(character))
}

/** A message may have lines, as one that shows a place in a text has. */
export function escapeMessage(text: string): string {
  return text.split('\n').map(escapeControls).join('\n')
}

/** In JSON, where they stand only within strings. */
export function escapeJson(json: string): string {
  return json.replace(HOSTILE, (character) =>
    Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join(''),
  )
}

function codePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const hex = code.toString(16)
  return code < BYTE ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`
}
