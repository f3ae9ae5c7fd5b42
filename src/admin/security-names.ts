import { clientError } from '../errors/index.ts'
import { PASSWORD_MAX } from '../password.ts'
import { ROLE_NAME_MAX, USER_NAME_MAX } from '../wire/admin-codes.ts'
import { nameFault } from '../wire/names.ts'

/** Counts of names and privileges travel in one byte. */
export const LIST_MAX = 255

export function checkUser(user: unknown): string {
  return checkName('user', user, USER_NAME_MAX)
}

export function checkRole(role: unknown): string {
  return checkName('role', role, ROLE_NAME_MAX)
}

export function checkRoles(roles: unknown): readonly string[] {
  return checkList('roles', roles).map(checkRole)
}

function checkName(what: string, value: unknown, max: number): string {
  if (typeof value !== 'string' || value === '')
    throw clientError('INVALID_ARGUMENT', `The name of a ${what} must be text, and not empty`)
  const fault = nameFault(value, max)
  if (fault === undefined) return value
  throw clientError('INVALID_ARGUMENT', `The name of the ${what} ${fault}`)
}

/** Says nothing of the password itself. */
export function checkNewPassword(password: unknown): string {
  if (typeof password !== 'string' || password === '')
    throw clientError('INVALID_ARGUMENT', 'A password must be text, and not empty')
  const fault = nameFault(password, PASSWORD_MAX)
  if (fault === undefined) return password
  throw clientError('INVALID_ARGUMENT', `The password ${fault}`)
}

export function checkList(what: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value) && value.length <= LIST_MAX) return value
  throw clientError('INVALID_ARGUMENT', `${what} must be a list of at most ${LIST_MAX}`)
}
