import { FieldType, Info1, Info2 } from '../../wire/proto.ts'
import type { Exchange } from '../net/connection.ts'
import type { Request } from '../record/request.ts'
import { Code } from '../result-code.ts'
import type { Login } from './login.ts'
import { Permission } from './permissions.ts'
import type { Security } from './security.ts'

const P = Permission

/** Why a connection may do nothing at all; 0 when it may, or where there is no security. */
export function checkAuth(security: Security | number, exchange: Exchange): number {
  return typeof security === 'number' ? Code.ok : security.checkLogin(exchange.login)
}

/** What is about to be done with data: on one record, by itself or as a row of a batch, or by a query. */
export type DataUnit = 'record' | 'query'

/** Why a client must not do that with data; 0 when it may (as_security_check_data_op, as/src/base/thr_tsvc.c, 8.1.2). */
export function checkData(
  security: Security | number,
  exchange: Exchange,
  request: Request,
  unit: DataUnit,
): number {
  if (typeof security === 'number') return Code.ok
  const refusal = security.checkLogin(exchange.login)
  if (refusal !== Code.ok) return refusal
  // There is one, or the check would have failed.
  const { account } = exchange.login as Login
  const namespace = request.text(FieldType.namespace)
  const set = request.text(FieldType.set)
  const needed = unit === 'query' ? neededForQuery(request) : neededForRecord(request)
  if (!security.may(account, needed, namespace, set)) return Code.roleViolation
  const isWrite = (request.info2 & Info2.write) !== 0
  return security.takeQuota(account, isWrite, 1) ? Code.ok : Code.quotaExceeded
}

/** query_perm, thr_tsvc.c. */
function neededForQuery(request: Request): Permission {
  if (request.has(FieldType.udfFilename)) return P.udfQuery
  return (request.info2 & Info2.write) !== 0 ? P.opsQuery : P.query
}

function neededForRecord(request: Request): Permission {
  const { info1, info2 } = request
  if ((info2 & Info2.write) === 0) return P.read
  if (request.has(FieldType.udfFilename)) return P.udfApply
  const change = (info2 & Info2.delete) !== 0 ? P.delete : P.write
  return change | ((info1 & Info1.read) !== 0 ? P.read : P.none)
}
