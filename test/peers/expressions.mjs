// Records what the official client compiles expressions to: node expressions.mjs, after `npm run test:peers` has installed it.
// The unit tests hold this client's bytes against the file, test/unit/expressions/official.json.
import { writeFileSync } from 'node:fs'
import Aerospike from 'aerospike'

const { exp, cdt, lists, maps, bitwise, hll, GeoJSON } = Aerospike
const client = Aerospike.client({ hosts: '127.0.0.1:3000' })

const i = exp.binInt('i')
const f = exp.binFloat('f')
const s = exp.binStr('s')
const t = exp.binBool('t')
const b = exp.binBlob('b')
const l = exp.binList('l')
const m = exp.binMap('m')
const h = exp.binHll('h')
const { int, str, type } = exp
const N = lists.returnType
const K = maps.returnType
const inside = () => new cdt.Context().addMapKey('in').addListIndex(0)
const bitPolicy = { flags: bitwise.writeFlags.UPDATE_ONLY }

const plain = {
  bool: exp.bool(true),
  int: exp.int(5),
  'int, large': exp.int(1234567890123),
  uint: exp.uint(5),
  float: exp.float(2),
  str: exp.str('ä'),
  bytes: exp.bytes(Buffer.from([1, 2]), 2),
  geo: exp.geo(new GeoJSON({ type: 'Point', coordinates: [1, 2] })),
  nil: exp.nil(),
  unknown: exp.unknown(),
  list: exp.list([1, 'a', [2.5]]),
  map: exp.map({ a: 1 }),
  'inf and wildcard': exp.lists.getByValueRange(l, exp.list([1, 2]), exp.inf(), N.COUNT),
  wildcard: exp.lists.getByValue(l, exp.wildcard(), N.COUNT),
  keyInt: exp.keyInt(),
  keyStr: exp.keyStr(),
  keyBlob: exp.keyBlob(),
  keyExist: exp.keyExist(),
  binBool: t,
  binInt: i,
  binFloat: f,
  binStr: s,
  binBlob: b,
  binGeo: exp.binGeo('g'),
  binList: l,
  binMap: m,
  binHll: h,
  binType: exp.binType('i'),
  binExists: exp.binExists('i'),
  setName: exp.setName(),
  deviceSize: exp.deviceSize(),
  lastUpdate: exp.lastUpdate(),
  sinceUpdate: exp.sinceUpdate(),
  voidTime: exp.voidTime(),
  ttl: exp.ttl(),
  memorySize: exp.memorySize(),
  recordSize: exp.recordSize(),
  eq: exp.eq(i, int(5)),
  ne: exp.ne(s, str('x')),
  gt: exp.gt(f, exp.float(2)),
  ge: exp.ge(i, int(-1)),
  lt: exp.lt(b, exp.bytes(Buffer.from([1]), 1)),
  le: exp.le(l, exp.list([1])),
  cmpRegex: exp.cmpRegex(3, '^a.*z$', s),
  'cmpRegex, long': exp.cmpRegex(1, 'x'.repeat(40), s),
  cmpGeo: exp.cmpGeo(exp.binGeo('g'), exp.geo(new GeoJSON({ type: 'Point', coordinates: [1, 2] }))),
  inList: exp.inList(i, exp.list([1, 2])),
  removeResult: exp.removeResult(),
  mapKeys: exp.mapKeys(m),
  mapValues: exp.mapValues(m),
  not: exp.not(t),
  and: exp.and(t, exp.bool(true), exp.eq(i, int(1))),
  or: exp.or(t, exp.bool(false)),
  exclusive: exp.exclusive(t, exp.bool(false)),
  add: exp.add(i, int(1), int(2)),
  sub: exp.sub(f, exp.float(1)),
  mul: exp.mul(i, int(300)),
  div: exp.div(i, int(70000)),
  pow: exp.pow(...exp.float(2.5), ...exp.float(2)),
  log: exp.log(...exp.float(2.5), ...exp.float(10)),
  mod: exp.mod(...int(5), ...int(3)),
  abs: exp.abs(...int(5)),
  floor: exp.floor(...exp.float(2.5)),
  ceil: exp.ceil(...exp.float(2.5)),
  toInt: exp.toInt(...exp.float(2.5)),
  toFloat: exp.toFloat(...int(5)),
  intAnd: exp.intAnd(i, int(1)),
  intOr: exp.intOr(i, int(1)),
  intXor: exp.intXor(i, int(1)),
  intNot: exp.intNot(...int(5)),
  intLshift: exp.intLshift(...int(5), ...int(3)),
  intRshift: exp.intRshift(...int(5), ...int(3)),
  intArshift: exp.intArshift(...int(5), ...int(3)),
  intCount: exp.intCount(...int(5)),
  intLscan: exp.intLscan(...int(5), ...exp.bool(true)),
  intRscan: exp.intRscan(...int(5), ...exp.bool(false)),
  min: exp.min(i, int(5)),
  max: exp.max(f, exp.float(5)),
  cond: exp.cond(exp.gt(i, int(5)), str('big'), exp.gt(i, int(1)), str('middle'), str('small')),
  'cond, unknown': exp.cond(t, i, exp.unknown()),
  'let, def and var': exp.let(
    exp.def('x', exp.add(i, int(1))),
    exp.def('y', int(2)),
    exp.gt(exp.var('x'), exp.var('y')),
  ),
  loopVarInt: exp.loopVarInt(exp.loopVarPart.VALUE),
  loopVarFloat: exp.loopVarFloat(exp.loopVarPart.VALUE),
  loopVarList: exp.loopVarList(exp.loopVarPart.VALUE),
  loopVarMap: exp.loopVarMap(exp.loopVarPart.VALUE),
  loopVarStr: exp.loopVarStr(exp.loopVarPart.KEY),
  loopVarBlob: exp.loopVarBlob(exp.loopVarPart.KEY),
  loopVarBool: exp.loopVarBool(exp.loopVarPart.VALUE),
  loopVarNil: exp.loopVarNil(exp.loopVarPart.VALUE),
  loopVarGeoJSON: exp.loopVarGeoJSON(exp.loopVarPart.VALUE),
  loopVarHLL: exp.loopVarHLL(exp.loopVarPart.VALUE),
  'loopVar, index': exp.loopVarInt(exp.loopVarPart.INDEX),
  selectByPath: exp.selectByPath(
    l,
    type.LIST,
    exp.pathSelectFlags.VALUE,
    new cdt.Context().addAllChildren().addMapKey('p'),
  ),
  'selectByPath, tree': exp.selectByPath(
    m,
    type.MAP,
    exp.pathSelectFlags.MATCHING_TREE,
    new cdt.Context().addAllChildren(),
  ),
  modifyByPath: exp.modifyByPath(
    m,
    type.MAP,
    exp.add(exp.loopVarInt(exp.loopVarPart.VALUE), int(1)),
    exp.pathModifyFlags.NO_FAIL,
    new cdt.Context().addAllChildren(),
  ),
}

const listCalls = {
  size: exp.lists.size(l),
  'size, inside': exp.lists.size(m, inside()),
  getByValue: exp.lists.getByValue(l, int(1), N.INDEX),
  getByValueRange: exp.lists.getByValueRange(l, int(1), int(5), N.VALUE),
  getByValueList: exp.lists.getByValueList(l, exp.list([1, 2]), N.COUNT | N.INVERTED),
  getByRelRankRangeToEnd: exp.lists.getByRelRankRangeToEnd(l, int(3), int(-1), N.RANK),
  getByRelRankRange: exp.lists.getByRelRankRange(l, int(3), int(-1), int(2), N.EXISTS),
  getByIndex: exp.lists.getByIndex(l, int(0), type.STR, N.VALUE),
  'getByIndex, an expression': exp.lists.getByIndex(l, i, type.INT, N.RANK),
  getByIndexRangeToEnd: exp.lists.getByIndexRangeToEnd(l, int(1), N.VALUE),
  getByIndexRange: exp.lists.getByIndexRange(l, int(1), int(2), N.VALUE),
  getByRank: exp.lists.getByRank(l, int(-1), type.INT, N.VALUE),
  getByRankRangeToEnd: exp.lists.getByRankRangeToEnd(l, int(1), N.REVERSE_INDEX),
  getByRankRange: exp.lists.getByRankRange(l, int(1), int(2), N.REVERSE_RANK),
  append: exp.lists.append(l, int(1)),
  'append, inside': exp.lists.append(m, s, null, new cdt.Context().addMapKey('in')),
  appendItems: exp.lists.appendItems(l, exp.list([1, 2])),
  insert: exp.lists.insert(l, int(9), int(0)),
  insertItems: exp.lists.insertItems(l, exp.list([9, 8]), int(0)),
  increment: exp.lists.increment(l, int(5), int(0)),
  set: exp.lists.set(l, int(9), int(0)),
  clear: exp.lists.clear(l),
  sort: exp.lists.sort(l, lists.sortFlags.DROP_DUPLICATES),
  removeByValue: exp.lists.removeByValue(l, int(1)),
  removeByValueList: exp.lists.removeByValueList(l, exp.list([1, 2])),
  removeByValueRange: exp.lists.removeByValueRange(l, int(5), int(1)),
  removeByRelRankRangeToEnd: exp.lists.removeByRelRankRangeToEnd(l, int(0), int(3)),
  removeByRelRankRange: exp.lists.removeByRelRankRange(l, int(2), int(0), int(3)),
  removeByIndex: exp.lists.removeByIndex(l, int(-1)),
  removeByIndexRangeToEnd: exp.lists.removeByIndexRangeToEnd(l, int(1)),
  removeByIndexRange: exp.lists.removeByIndexRange(l, int(2), int(1)),
  removeByRank: exp.lists.removeByRank(l, int(0)),
  removeByRankRangeToEnd: exp.lists.removeByRankRangeToEnd(l, int(1)),
  removeByRankRange: exp.lists.removeByRankRange(l, int(2), int(1)),
}

const mapCalls = {
  size: exp.maps.size(m),
  put: exp.maps.put(m, int(1), str('a')),
  putItems: exp.maps.putItems(m, exp.map({ x: 1 })),
  increment: exp.maps.increment(m, int(1), str('a')),
  clear: exp.maps.clear(m),
  removeByKey: exp.maps.removeByKey(m, str('a')),
  removeByKeyList: exp.maps.removeByKeyList(m, exp.list(['a', 'b'])),
  removeByKeyRange: exp.maps.removeByKeyRange(m, str('c'), str('a')),
  removeByKeyRelIndexRangeToEnd: exp.maps.removeByKeyRelIndexRangeToEnd(m, int(0), str('a')),
  removeByKeyRelIndexRange: exp.maps.removeByKeyRelIndexRange(m, int(2), int(0), str('a')),
  removeByValue: exp.maps.removeByValue(m, int(1)),
  removeByValueList: exp.maps.removeByValueList(m, exp.list([1, 2])),
  removeByValueRange: exp.maps.removeByValueRange(m, int(5), int(1)),
  removeByValueRelRankRangeToEnd: exp.maps.removeByValueRelRankRangeToEnd(m, int(0), int(3)),
  removeByValueRelRankRange: exp.maps.removeByValueRelRankRange(m, int(2), int(0), int(3)),
  removeByIndex: exp.maps.removeByIndex(m, int(0)),
  removeByIndexRangeToEnd: exp.maps.removeByIndexRangeToEnd(m, int(1)),
  removeByIndexRange: exp.maps.removeByIndexRange(m, int(2), int(1)),
  removeByRank: exp.maps.removeByRank(m, int(-1)),
  removeByRankRangeToEnd: exp.maps.removeByRankRangeToEnd(m, int(1)),
  removeByRankRange: exp.maps.removeByRankRange(m, int(2), int(1)),
  getByKey: exp.maps.getByKey(m, str('a'), type.INT, K.VALUE),
  'getByKey, inside': exp.maps.getByKey(l, str('a'), type.INT, K.VALUE, new cdt.Context().addListIndex(0)),
  getByKeyRange: exp.maps.getByKeyRange(m, str('c'), str('a'), K.KEY),
  getByKeyList: exp.maps.getByKeyList(m, exp.list(['a', 'b']), K.ORDERED_MAP),
  getByKeyRelIndexRangeToEnd: exp.maps.getByKeyRelIndexRangeToEnd(m, int(0), str('a'), K.COUNT),
  getByKeyRelIndexRange: exp.maps.getByKeyRelIndexRange(m, int(2), int(0), str('a'), K.KEY),
  getByValue: exp.maps.getByValue(m, int(1), K.EXISTS),
  getByValueRange: exp.maps.getByValueRange(m, int(5), int(1), K.KEY),
  getByValueList: exp.maps.getByValueList(m, exp.list([1, 2]), K.KEY),
  getByValueRelRankRangeToEnd: exp.maps.getByValueRelRankRangeToEnd(m, int(0), int(3), K.KEY),
  getByValueRelRankRange: exp.maps.getByValueRelRankRange(m, int(2), int(0), int(3), K.KEY),
  getByIndex: exp.maps.getByIndex(m, int(0), type.STR, K.KEY),
  getByIndexRangeToEnd: exp.maps.getByIndexRangeToEnd(m, int(1), K.VALUE),
  getByIndexRange: exp.maps.getByIndexRange(m, int(2), int(1), K.UNORDERED_MAP),
  getByRank: exp.maps.getByRank(m, int(-1), type.INT, K.REVERSE_RANK),
  getByRankRangeToEnd: exp.maps.getByRankRangeToEnd(m, int(1), K.KEY),
  getByRankRange: exp.maps.getByRankRange(m, int(2), int(1), K.KEY),
}

const bitCalls = {
  reSize: exp.bit.reSize(b, bitwise.resizeFlags.FROM_FRONT, int(8), bitPolicy),
  insert: exp.bit.insert(b, exp.bytes(Buffer.from([7]), 1), int(1), bitPolicy),
  remove: exp.bit.remove(b, int(2), int(1)),
  set: exp.bit.set(b, exp.bytes(Buffer.from([7]), 1), int(8), int(0)),
  or: exp.bit.or(b, exp.bytes(Buffer.from([7]), 1), int(8), int(0)),
  xor: exp.bit.xor(b, exp.bytes(Buffer.from([7]), 1), int(8), int(0)),
  and: exp.bit.and(b, exp.bytes(Buffer.from([7]), 1), int(8), int(0)),
  not: exp.bit.not(b, int(8), int(0)),
  lShift: exp.bit.lShift(b, int(3), int(8), int(0)),
  rShift: exp.bit.rShift(b, int(3), int(8), int(0)),
  add: exp.bit.add(b, bitwise.overflow.WRAP, int(1), int(8), int(0)),
  subtract: exp.bit.subtract(b, bitwise.overflow.SATURATE, int(1), int(8), int(0)),
  setInt: exp.bit.setInt(b, int(42), int(8), int(0)),
  get: exp.bit.get(b, int(8), int(0)),
  count: exp.bit.count(b, int(8), int(0)),
  lScan: exp.bit.lScan(b, exp.bool(true), int(8), int(0)),
  rScan: exp.bit.rScan(b, exp.bool(false), int(8), int(0)),
  getInt: exp.bit.getInt(b, true, int(8), int(0)),
}

const hllCalls = {
  initMH: exp.hll.initMH(h, 10, 8, { flags: hll.writeFlags.UPDATE_ONLY }),
  addMH: exp.hll.addMH(h, 10, 8, exp.list(['a'])),
  add: exp.hll.add(h, 8, exp.list(['a'])),
  update: exp.hll.update(h, exp.list(['a'])),
  getCount: exp.hll.getCount(h),
  getUnion: exp.hll.getUnion(h, l),
  getUnionCount: exp.hll.getUnionCount(h, l),
  getIntersectCount: exp.hll.getIntersectCount(h, l),
  getSimilarity: exp.hll.getSimilarity(h, l),
  describe: exp.hll.describe(h),
  mayContain: exp.hll.mayContain(h, exp.list(['a'])),
}

/**
 * Not recorded, for what version 6.7.1 makes of them: `digestModulo`, which sends no modulus; `isTombstone`, which is sent as
 * `not`; `hll.init`, which leaves out a number. Operations of a fixed number of operands, from `pow` to `intRscan`, count the parts of
 * an operand instead, so theirs are literals here. Options of list and map writes are not sent.
 */
const recorded = {}
for (const [family, calls] of Object.entries({
  '': plain,
  lists: listCalls,
  maps: mapCalls,
  bits: bitCalls,
  hll: hllCalls,
})) {
  for (const [name, expression] of Object.entries(calls)) {
    recorded[family === '' ? name : `${family}.${name}`] = client.expressionToBase64(expression)
  }
}
writeFileSync(
  new URL('../unit/expressions/official.json', import.meta.url),
  `${JSON.stringify({ client: '6.7.1', expressions: recorded }, undefined, 2)}\n`,
)
