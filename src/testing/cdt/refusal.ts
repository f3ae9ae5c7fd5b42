/** Ends an operation with a result code; never leaves the engine. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: number

  constructor(code: number) {
    super(`result code ${code}`)
    this.code = code
  }
}

export function refuse(code: number): never {
  throw new Refusal(code)
}
