/** What a call of the official client becomes. */
export interface Replacement {
  /** The call here; a sentence where there is none. */
  readonly becomes: string
  /** What is different besides the name. */
  readonly note?: string
}

export type Replacements = Readonly<Record<string, Replacement>>

const MISSING = 'a record that is not there is no error'
const META = 'meta and policy are one object of options'
const ROWS = 'each row says its own status; the call rejects only with `throwOnError`'
const TASK = '`await task.wait()` instead of a job'

/** Methods of `Client`. */
export const CLIENT_CALLS = {
  connect: { becomes: 'client.connect()', note: 'or nothing: the first command connects' },
  close: { becomes: 'await client.close()', note: 'waits for the commands in flight' },
  isConnected: { becomes: 'client.isConnected', note: 'a property' },
  get: { becomes: 'client.get(key, options)', note: `${MISSING}: null` },
  select: { becomes: 'client.get(key, { bins: [name, …] })', note: `${MISSING}: null` },
  exists: { becomes: 'client.exists(key, options)' },
  existsWithMetadata: { becomes: 'client.metadata(key, options)', note: `${MISSING}: null` },
  put: { becomes: 'client.put(key, bins, options)', note: META },
  add: { becomes: 'client.add(key, bins, options)', note: META },
  incr: { becomes: 'client.add(key, bins, options)', note: META },
  append: { becomes: 'client.append(key, bins, options)', note: META },
  prepend: { becomes: 'client.prepend(key, bins, options)', note: META },
  remove: { becomes: 'client.remove(key, options)', note: `${MISSING}: false` },
  operate: {
    becomes: 'client.operate(key, operations, options)',
    note: `gives { results, bins, … }: a result for each operation, in order; ${META}`,
  },
  apply: {
    becomes: 'client.apply(key, module, name, args, options)',
    note: 'module, name and arguments are arguments of their own',
  },
  batchGet: { becomes: 'client.getMany(keys, options)', note: ROWS },
  batchSelect: { becomes: 'client.getMany(keys, { bins: [name, …] })', note: ROWS },
  batchExists: { becomes: 'client.existsMany(keys, options)', note: ROWS },
  batchRead: { becomes: 'client.batch(keys.map((key) => rows.get(key)))', note: ROWS },
  batchWrite: { becomes: 'client.batch([rows.put(…), rows.operate(…), rows.remove(…)])', note: ROWS },
  batchApply: { becomes: 'client.batch(keys.map((key) => rows.apply(key, module, name, args)))', note: ROWS },
  batchRemove: { becomes: 'client.removeMany(keys, options)', note: ROWS },
  query: { becomes: 'client.query(namespace, set)', note: 'what it finds is said by where, select, options' },
  scan: { becomes: 'client.query(namespace, set)', note: 'a query without where reads all of the set' },
  createIndex: { becomes: 'client.createIndex({ namespace, set, name, bin, type })', note: TASK },
  createIntegerIndex: { becomes: "client.createIndex({ …, type: 'numeric' })", note: TASK },
  createStringIndex: { becomes: "client.createIndex({ …, type: 'string' })", note: TASK },
  createBlobIndex: { becomes: "client.createIndex({ …, type: 'blob' })", note: TASK },
  createGeo2DSphereIndex: { becomes: "client.createIndex({ …, type: 'geo2dsphere' })", note: TASK },
  createExpIndex: { becomes: 'client.createIndex({ …, expression, type })', note: TASK },
  createExpIntegerIndex: { becomes: "client.createIndex({ …, expression, type: 'numeric' })", note: TASK },
  createExpStringIndex: { becomes: "client.createIndex({ …, expression, type: 'string' })", note: TASK },
  createExpBlobIndex: { becomes: "client.createIndex({ …, expression, type: 'blob' })", note: TASK },
  createExpGeo2DSphereIndex: {
    becomes: "client.createIndex({ …, expression, type: 'geo2dsphere' })",
    note: TASK,
  },
  indexRemove: {
    becomes: 'client.dropIndex(namespace, name)',
    note: 'an index that is not there is no error',
  },
  udfRegister: { becomes: 'client.registerUdf({ path })', note: TASK },
  udfRemove: { becomes: 'client.removeUdf(name)', note: TASK },
  truncate: {
    becomes: 'client.truncate(namespace, set, { before })',
    note: 'before is a Date, no nanoseconds',
  },
  info: { becomes: 'client.info(command, { node })', note: 'the node by its id; client.nodes has them' },
  infoAny: { becomes: 'client.info(command)' },
  infoNode: { becomes: 'client.info(command, { node: node.id })' },
  infoAll: {
    becomes: 'client.infoAll(command)',
    note: 'a node that does not answer has an error, the others an answer',
  },
  getNodes: { becomes: 'client.nodes', note: 'a property' },
  addSeedHost: { becomes: 'client.addSeed(address)' },
  removeSeedHost: { becomes: 'client.removeSeed(address)' },
  stats: { becomes: 'client.stats()', note: 'other names, and more of them' },
  enableMetrics: { becomes: 'client.enableMetrics(options)', note: 'at once, without waiting' },
  disableMetrics: { becomes: 'client.disableMetrics()' },
  updateLogging: {
    becomes: 'nothing',
    note: 'the option `logger` of the client is told, nothing is printed',
  },
  contextToBase64: { becomes: 'contextToBase64(context)', note: 'a function of the module' },
  contextFromBase64: { becomes: 'contextFromBase64(text)', note: 'a function of the module' },
  expressionToBase64: { becomes: 'expression.base64', note: 'a property of the expression' },
  setXDRFilter: { becomes: 'client.setXdrFilter(dataCenter, namespace, filter)', note: 'in another order' },
  changePassword: {
    becomes: 'client.changePassword(password)',
    note: 'of the own user; setPassword(user, password) for others',
  },
  createUser: { becomes: 'client.createUser(user, password, roles)' },
  createPKIUser: { becomes: 'client.createPkiUser(user, roles)' },
  dropUser: { becomes: 'client.dropUser(user)' },
  setPassword: { becomes: 'client.setPassword(user, password)' },
  grantRoles: { becomes: 'client.grantRoles(user, roles)' },
  revokeRoles: { becomes: 'client.revokeRoles(user, roles)' },
  queryUser: { becomes: 'client.queryUser(user)', note: 'null when there is none' },
  queryUsers: { becomes: 'client.queryUsers()' },
  createRole: { becomes: 'client.createRole(role, { privileges, whitelist, readQuota, writeQuota })' },
  dropRole: { becomes: 'client.dropRole(role)' },
  grantPrivileges: { becomes: 'client.grantPrivileges(role, privileges)' },
  revokePrivileges: { becomes: 'client.revokePrivileges(role, privileges)' },
  queryRole: { becomes: 'client.queryRole(role)', note: 'null when there is none' },
  queryRoles: { becomes: 'client.queryRoles()' },
  setWhitelist: { becomes: 'client.setWhitelist(role, addresses)' },
  setQuotas: { becomes: 'client.setQuotas(role, quotas)' },
  commit: { becomes: 'not there yet', note: 'transactions' },
  abort: { becomes: 'not there yet', note: 'transactions' },
} as const satisfies Replacements

/** Methods of `Query` and `Scan`. */
export const QUERY_CALLS = {
  where: {
    becomes: 'query.where(condition)',
    note: 'returns a new query: a query never changes. A filter, or any expression',
  },
  whereWithExp: { becomes: 'query.where(expression)', note: 'the client chooses the index' },
  whereWithIndexName: { becomes: 'query.where(filter.range({ index: name }, …))' },
  setSindexFilter: { becomes: 'query.where(filter)' },
  select: { becomes: 'query.select(name, …)', note: 'returns a new query' },
  partitions: { becomes: 'query.partitions({ first, count })', note: 'returns a new query' },
  foreach: {
    becomes: 'for await (const record of query)',
    note: 'or query.forEach(use, { concurrency }); a slow consumer holds up the nodes',
  },
  results: { becomes: 'query.toArray()' },
  nextPage: { becomes: 'query.page(size, cursor)', note: 'the cursor is text that may be kept or sent' },
  hasNextPage: { becomes: 'page.cursor !== null' },
  setUdf: { becomes: 'query.aggregate({ module, function, args })' },
  apply: { becomes: 'query.aggregate({ module, function, args })', note: 'iterate it, or await its value' },
  background: {
    becomes: 'query.execute({ module, function, args })',
    note: 'gives a job: wait(), progress(), abort()',
  },
  operate: { becomes: 'query.execute(operations)', note: 'gives a job: wait(), progress(), abort()' },
} as const satisfies Replacements

/** Methods of jobs. */
export const JOB_CALLS = {
  wait: { becomes: 'job.wait(options)', note: 'of an index or a module: task.wait()' },
  waitUntilDone: { becomes: 'job.wait(options)', note: 'of an index or a module: task.wait()' },
  hasCompleted: { becomes: 'await task.isDone()' },
  info: { becomes: 'await job.progress()' },
  checkStatus: { becomes: 'await job.progress()' },
} as const satisfies Replacements

/** What operations of lists, maps, bits and sketches are given by calls on them, and the steps of a context. */
export const OPERATION_CALLS = {
  withContext: { becomes: '{ context: [ctx.mapKey(…), …] }', note: 'an option of the operation' },
  andReturn: { becomes: "{ returnType: 'value' }", note: 'an option of the operation' },
  invertSelection: { becomes: '{ inverted: true }', note: 'an option of the operation' },
  withPolicy: { becomes: 'options of the operation', note: 'booleans instead of flags' },
  addListIndex: { becomes: 'ctx.listIndex(index)' },
  addListIndexCreate: { becomes: 'ctx.listIndex(index, { create: true })' },
  addListRank: { becomes: 'ctx.listRank(rank)' },
  addListValue: { becomes: 'ctx.listValue(value)' },
  addMapIndex: { becomes: 'ctx.mapIndex(index)' },
  addMapRank: { becomes: 'ctx.mapRank(rank)' },
  addMapKey: { becomes: 'ctx.mapKey(key)' },
  addMapKeyCreate: { becomes: 'ctx.mapKey(key, { create: true })' },
  addMapValue: { becomes: 'ctx.mapValue(value)' },
  addMapKeysIn: { becomes: 'ctx.mapKeysIn(keys)' },
  addAndFilter: { becomes: 'ctx.andFilter(expression)' },
  addAllChildren: { becomes: 'ctx.allChildren()' },
  addAllChildrenWithFilter: { becomes: 'ctx.allChildren(expression)' },
} as const satisfies Replacements
