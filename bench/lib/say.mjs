// What the terminal shows while the run goes on.

export const number = (value) => Math.round(value).toLocaleString('en')
export const fixed = (value, digits = 2) => value.toFixed(digits)

/** Shows what is being done, on one line of the terminal that the next call takes back; nothing where there is no terminal. */
export function say(text = '') {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${text}`)
}
