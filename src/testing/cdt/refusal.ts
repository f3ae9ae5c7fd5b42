/** Result codes that operations on collections answer. Source: aerospike-server 8.1.2, as/include/base/proto.h. */
export const ResultCode = {
  ok: 0,
  unknown: 1,
  parameter: 4,
  incompatibleType: 12,
  recordTooBig: 13,
  unsupportedFeature: 16,
  elementNotFound: 23,
  elementExists: 24,
  opNotApplicable: 26,
} as const

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
