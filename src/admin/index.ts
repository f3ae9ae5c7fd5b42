export {
  info,
  infoAll,
  listNamespaces,
  listSets,
  type NamespaceStatistics,
  namespaceStatistics,
  type NodeStatistics,
  nodeStatistics,
  type NodeAnswer,
  type SetInfo,
} from './info.ts'
export { type IndexInfo, type IndexKind } from '../indexes/index-list.ts'
export {
  createIndex,
  dropIndex,
  type IndexDefinition,
  type IndexStatistics,
  indexStats,
  type IndexType,
  listIndexes,
} from './indexes.ts'
export { Task } from './task.ts'
export { setXdrFilter, truncate, type TruncateOptions } from './truncate.ts'
export { getUdf, listUdfs, registerUdf, removeUdf, type UdfModule, type UdfSource } from './udf.ts'
export { type Privilege, type RolePrivilege } from './privileges.ts'
export {
  createRole,
  dropRole,
  grantPrivileges,
  type PrivilegeLike,
  queryRole,
  queryRoles,
  revokePrivileges,
  type RoleDefinition,
  type RoleInfo,
  setQuotas,
  setWhitelist,
} from './roles.ts'
export {
  changePassword,
  createPkiUser,
  createUser,
  dropUser,
  grantRoles,
  queryUser,
  queryUsers,
  revokeRoles,
  type SecurityOptions,
  setPassword,
  type UserInfo,
  type UserRates,
} from './users.ts'
