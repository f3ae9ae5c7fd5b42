/** Groups of four characters; the last one may be shorter, with its padding or without. At least one. */
const BASE64 = /^(?=.)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/

/** Whether a value is text in base64 that stands for one byte at least. */
export function isBase64(value: unknown): value is string {
  return typeof value === 'string' && BASE64.test(value)
}

/** The bytes that a text in base64 stands for; undefined for anything else. */
export function readBase64(value: unknown): Buffer | undefined {
  return isBase64(value) ? Buffer.from(value, 'base64') : undefined
}
