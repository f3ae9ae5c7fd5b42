import { EventEmitter } from 'node:events'
import * as admin from './admin/index.ts'
import type { ClientEvents } from './execute/client-events.ts'
import { clientError } from './errors/index.ts'
import type { Session } from './execute/session.ts'
import type { IndexCache } from './indexes/index-cache.ts'
import type { FilterExpression } from './policy/filter-expression.ts'
import type { InfoOptions } from './policy/query-options.ts'
import type { TlsFunction, TlsOptions } from './policy/tls.ts'
import type { ClientSecurity } from './security/client-security.ts'

interface Parts {
  readonly session: Session
  readonly security: ClientSecurity
  readonly indexes: IndexCache
}

/** What only the client's constructor may do. */
let setUp: (client: Administration, parts: Parts) => void

/** What a client does besides reading and writing: indexes, functions, users, roles, information. */
export abstract class Administration extends EventEmitter<ClientEvents> {
  // They are set before the constructor of the client ends.
  #session!: Session
  #security!: ClientSecurity
  #indexes!: IndexCache

  static {
    setUp = (client, { session, security, indexes }) => {
      client.#session = session
      client.#security = security
      client.#indexes = indexes
    }
  }

  /**
   * Makes a secondary index; `wait()` of the task resolves when queries can use it on all nodes. The same index again is no
   * error; the same definition under another name renames the index.
   * @throws IndexError `INDEX_EXISTS` when the name belongs to an index of another definition
   */
  createIndex(definition: admin.IndexDefinition, options?: InfoOptions): Promise<admin.Task> {
    return this.#indexes.changedBy(admin.createIndex(this.#session, definition, options))
  }

  /** Drops a secondary index; nothing happens when there is none. */
  dropIndex(namespace: string, name: string, options?: InfoOptions): Promise<admin.Task> {
    return this.#indexes.changedBy(admin.dropIndex(this.#session, namespace, name, options))
  }

  /** The secondary indexes of a namespace, or of all. */
  listIndexes(namespace?: string, options?: InfoOptions): Promise<admin.IndexInfo[]> {
    return admin.listIndexes(this.#session, namespace, options)
  }

  /** Figures of a secondary index, from each node. @throws IndexError `INDEX_NOT_FOUND` */
  indexStats(namespace: string, name: string, options?: InfoOptions): Promise<admin.IndexStatistics[]> {
    return admin.indexStats(this.#session, namespace, name, options)
  }

  /** Registers a module of Lua functions, from a file, bytes or text. @throws UdfError `UDF_REJECTED` with the line that is wrong */
  registerUdf(module: admin.UdfSource, options?: InfoOptions): Promise<admin.Task> {
    return admin.registerUdf(this.#session, module, options)
  }

  /** The registered modules. */
  listUdfs(options?: InfoOptions): Promise<admin.UdfModule[]> {
    return admin.listUdfs(this.#session, options)
  }

  /** The source of a registered module; null when there is none. */
  getUdf(name: string, options?: InfoOptions): Promise<string | null> {
    return admin.getUdf(this.#session, name, options)
  }

  /** Removes a registered module; nothing happens when there is none. */
  removeUdf(name: string, options?: InfoOptions): Promise<admin.Task> {
    return admin.removeUdf(this.#session, name, options)
  }

  /** Deletes all records of a set, or of the namespace when there is no set; with `before`, those last written before then. */
  truncate(namespace: string, set?: string | null, options?: admin.TruncateOptions): Promise<void> {
    return admin.truncate(this.#session, namespace, set, options)
  }

  /** Sets which records are sent to a data centre (enterprise edition); null takes the filter away. */
  setXdrFilter(
    dataCenter: string,
    namespace: string,
    filter: FilterExpression | null,
    options?: InfoOptions,
  ): Promise<void> {
    return admin.setXdrFilter(this.#session, dataCenter, namespace, filter, options)
  }

  /**
   * Makes a user with a password and roles. As all of users and roles it needs an enterprise server with security, and the privilege
   * `user-admin`; nodes learn of it within a second or so.
   * @throws SecurityError `USER_EXISTS`, `INVALID_ROLE`, `ROLE_VIOLATION`
   * @example
   * await client.createUser('ann', 'correct horse battery staple', ['read-write'])
   */
  createUser(
    user: string,
    password: string,
    roles?: readonly string[],
    options?: admin.SecurityOptions,
  ): Promise<void> {
    return admin.createUser(this.#session, user, password, roles, options)
  }

  /** Makes a user that logs in by its certificate alone, which has the user as its name. Needs server 8.1. */
  createPkiUser(user: string, roles?: readonly string[], options?: admin.SecurityOptions): Promise<void> {
    return admin.createPkiUser(this.#session, user, roles, options)
  }

  /** Removes a user. @throws SecurityError `INVALID_USER` when there is none */
  dropUser(user: string, options?: admin.SecurityOptions): Promise<void> {
    return admin.dropUser(this.#session, user, options)
  }

  /** Sets the password of any user; changed so, the client's own is used from then on. @throws SecurityError `INVALID_USER`, `FORBIDDEN_PASSWORD` */
  setPassword(user: string, password: string, options?: admin.SecurityOptions): Promise<void> {
    return admin.setPassword(this.#session, this.#security.credentials, user, password, options)
  }

  /** Changes the password of the user that the client is, which every user may. @throws SecurityError `FORBIDDEN_PASSWORD` */
  changePassword(password: string, options?: admin.SecurityOptions): Promise<void> {
    return admin.changePassword(this.#session, this.#security.credentials, password, options)
  }

  /** Gives roles to a user, besides those it has. @throws SecurityError `INVALID_USER`, `INVALID_ROLE` */
  grantRoles(user: string, roles: readonly string[], options?: admin.SecurityOptions): Promise<void> {
    return admin.grantRoles(this.#session, user, roles, options)
  }

  /** Takes roles from a user. @throws SecurityError `INVALID_USER`, `INVALID_ROLE` */
  revokeRoles(user: string, roles: readonly string[], options?: admin.SecurityOptions): Promise<void> {
    return admin.revokeRoles(this.#session, user, roles, options)
  }

  /** A user, its roles, and what it does at the node that answers; null when there is none. */
  queryUser(user: string, options?: admin.SecurityOptions): Promise<admin.UserInfo | null> {
    return admin.queryUser(this.#session, user, options)
  }

  /** All users. */
  queryUsers(options?: admin.SecurityOptions): Promise<admin.UserInfo[]> {
    return admin.queryUsers(this.#session, options)
  }

  /**
   * Makes a role of privileges, addresses that its users may connect from, and quotas.
   * @throws SecurityError `ROLE_EXISTS`, `INVALID_PRIVILEGE`, `INVALID_WHITELIST`, `QUOTAS_NOT_ENABLED`
   * @example
   * const privileges = [{ privilege: 'read-write', namespace: 'shop', set: 'orders' }] as const
   * await client.createRole('orders', { privileges })
   */
  createRole(
    role: string,
    definition?: admin.RoleDefinition,
    options?: admin.SecurityOptions,
  ): Promise<void> {
    return admin.createRole(this.#session, role, definition, options)
  }

  /** Removes a role. @throws SecurityError `INVALID_ROLE` when there is none */
  dropRole(role: string, options?: admin.SecurityOptions): Promise<void> {
    return admin.dropRole(this.#session, role, options)
  }

  /** Gives privileges to a role, besides those it has. @throws SecurityError `INVALID_ROLE`, `INVALID_PRIVILEGE` */
  grantPrivileges(
    role: string,
    privileges: readonly admin.PrivilegeLike[],
    options?: admin.SecurityOptions,
  ): Promise<void> {
    return admin.grantPrivileges(this.#session, role, privileges, options)
  }

  /** Takes privileges from a role: those of exactly the scope that is given. @throws SecurityError `INVALID_ROLE` */
  revokePrivileges(
    role: string,
    privileges: readonly admin.PrivilegeLike[],
    options?: admin.SecurityOptions,
  ): Promise<void> {
    return admin.revokePrivileges(this.#session, role, privileges, options)
  }

  /** Sets the addresses that users of a role may connect from; an empty list allows any. @throws SecurityError `INVALID_WHITELIST` */
  setWhitelist(role: string, whitelist: readonly string[], options?: admin.SecurityOptions): Promise<void> {
    return admin.setWhitelist(this.#session, role, whitelist, options)
  }

  /** Sets how many records per second each user of a role may read and write; 0 for any number. @throws SecurityError `QUOTAS_NOT_ENABLED` */
  setQuotas(
    role: string,
    quotas: Pick<admin.RoleDefinition, 'readQuota' | 'writeQuota'>,
    options?: admin.SecurityOptions,
  ): Promise<void> {
    return admin.setQuotas(this.#session, role, quotas, options)
  }

  /** A role; null when there is none. */
  queryRole(role: string, options?: admin.SecurityOptions): Promise<admin.RoleInfo | null> {
    return admin.queryRole(this.#session, role, options)
  }

  /** All roles, those that every server has among them. */
  queryRoles(options?: admin.SecurityOptions): Promise<admin.RoleInfo[]> {
    return admin.queryRoles(this.#session, options)
  }

  /**
   * Has connections that are opened from now on use the certificates that files and functions of the option `tls` give now, or other
   * options. Connections that are open stay as they are. What was in use stays so when this fails.
   * @throws ConnectionError `TLS_FAILED` when a file or certificate cannot be used
   */
  async reloadTls(options?: true | TlsOptions | TlsFunction): Promise<void> {
    const { tls } = this.#security
    if (tls === undefined) throw clientError('INVALID_ARGUMENT', 'reloadTls: the client has no option tls')
    await tls.reload(options)
  }

  /** Asks any node, or the one that `options.node` names, an info command. @throws ServerError when it refuses */
  info(command: string, options?: InfoOptions): Promise<string> {
    return admin.info(this.#session, command, options)
  }

  /** Asks all nodes an info command; one that refuses or doesn't answer has an `error`. */
  infoAll(command: string, options?: Pick<InfoOptions, 'timeout'>): Promise<admin.NodeAnswer[]> {
    return admin.infoAll(this.#session, command, options)
  }

  /** The names of the namespaces. */
  listNamespaces(options?: InfoOptions): Promise<string[]> {
    return admin.listNamespaces(this.#session, options)
  }

  /** The sets of a namespace, added up over the nodes. */
  listSets(namespace: string, options?: Pick<InfoOptions, 'timeout'>): Promise<admin.SetInfo[]> {
    return admin.listSets(this.#session, namespace, options)
  }

  /** Figures and settings of a namespace, from each node. */
  namespaceStatistics(
    namespace: string,
    options?: Pick<InfoOptions, 'timeout'>,
  ): Promise<admin.NamespaceStatistics[]> {
    return admin.namespaceStatistics(this.#session, namespace, options)
  }

  /** Figures of the nodes. */
  nodeStatistics(options?: Pick<InfoOptions, 'timeout'>): Promise<admin.NodeStatistics[]> {
    return admin.nodeStatistics(this.#session, options)
  }
}

export { setUp }
