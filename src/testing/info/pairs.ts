/** `a=1;b=2`. */
export function pairs(values: Readonly<Record<string, string | number | boolean>>, separator = ';'): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(separator)
}
