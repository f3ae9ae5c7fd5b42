import { clientError, quoteName } from '../errors/index.ts'
import { binNameFault } from '../wire/names.ts'

/** A bin's name: 1 to 15 bytes of UTF-8, none of them NUL. @throws BinError `INVALID_BIN_NAME` */
export function checkBin(bin: unknown): string {
  if (typeof bin !== 'string') throw clientError('INVALID_BIN_NAME', `A bin name is text, not ${typeof bin}`)
  const fault = binNameFault(bin)
  if (fault === undefined) return bin
  throw clientError('INVALID_BIN_NAME', `The bin name ${quoteName(bin)} ${fault}`)
}
