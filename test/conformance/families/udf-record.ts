import { GeoJSON, type Value } from '../../../src/index.ts'
import type { Family, Step } from '../scenario.ts'

const POINT = '{"type":"Point","coordinates":[13.4,52.5]}'

/** Writes a record, and calls each of the pieces on it, as a function of a module of their own. */
function pieces(bins: { [name: string]: Value } | null, ...bodies: readonly string[]): Step[] {
  return [
    ...registered(...bodies),
    ...bodies.flatMap((_, i): Step[] => [...before(bins), ['apply', `f${i}`], ['get']]),
  ]
}

function registered(...bodies: readonly string[]): Step[] {
  const source = bodies.map((body, i) => `function f${i}(record, a, b)\n${body}\nend\n`).join('')
  return [['register', 'm$run.lua', source]]
}

function before(bins: { [name: string]: Value } | null): Step[] {
  return bins === null ? [['remove']] : [['remove'], ['put', bins, { ttl: 500 }]]
}

/** Registers a module by the bare command, whose answer is recorded as it is. */
function put(source: string): Step {
  const content = Buffer.from(source).toString('base64')
  return ['info', `udf-put:filename=conformance-bad.lua;content-len=${content.length};content=${content};`]
}

const ONE = { a: 1, s: 'x' }
const ALL: { [name: string]: Value } = {
  i: 2n ** 60n + 1n,
  d: 2.5,
  s: 'text',
  b: Buffer.from([1, 2]),
  t: true,
  l: [1, [2]],
  m: new Map<Value, Value>([['k', 1]]),
  g: new GeoJSON(POINT),
}

const reading: Record<string, Step[]> = {
  'bins of all types': pieces(
    ALL,
    'return list{record.i, record.d, record.s, record.b, record.t, record.l, record.m, record.g}',
    'return list{type(record), type(record.i), math.type(record.d), type(record.l), type(record.t), type(record.x)}',
    'return record["i"]',
    'return record.m.k',
    'return record[1]',
    'return record[nil]',
    'return record.name_too_long_for_a_bin',
    'return record[{}]',
  ),
  'about a record': [
    ...registered(
      'return list{_G.record.gen(record), _G.record.numbins(record), _G.record.setname(record)}',
      'local t = _G.record.ttl(record) return t > 400 and t <= 500',
      'return bytes.size(_G.record.digest(record))',
      'local n = "" for _, name in ipairs(_G.record.bin_names(record)) do n = n .. name .. " " end return n',
      'return type(_G.record.last_update_time(record))',
      'return _G.record.key(record)',
      'return _G.record.size(record) > 0',
      'return list{_G.record.size(record) == _G.record.memory_size(record), _G.record.device_size(record)}',
      'return list{aerospike:exists(record), type(aerospike), tostring(record):match("^%a+")}',
    ),
    ['put', ONE, { ttl: 500 }],
    ...Array.from({ length: 9 }, (_, i): Step => ['apply', `f${i}`]),
  ],
  'its key, when it is stored': [
    ...registered('return _G.record.key(record)', '_G.record.drop_key(record) aerospike:update(record)'),
    ['at', { key: 'udf-text', name: 'k' }, ['put', ONE, { sendKey: true }]],
    ['at', { key: 'udf-text', name: 'k' }, ['apply', 'f0']],
    ['at', { key: 'udf-text', name: 'k' }, ['apply', 'f1']],
    ['at', { key: 'udf-text', name: 'k' }, ['apply', 'f0']],
    ['at', { key: 4711 }, ['put', ONE, { sendKey: true }]],
    ['at', { key: 4711 }, ['apply', 'f0']],
    ['at', { key: Buffer.from([1, 2, 3]) }, ['put', ONE, { sendKey: true }]],
    ['at', { key: Buffer.from([1, 2, 3]) }, ['apply', 'f0']],
    ['at', { key: 'udf-kept' }, ['put', ONE]],
    ['at', { key: 'udf-kept' }, ['apply', 'f0', [], { sendKey: true }]],
    ['at', { key: 'udf-kept' }, ['apply', 'f0']],
  ],
  'a record that is not there': pieces(
    null,
    'return record.a',
    'return aerospike:exists(record)',
    'return list{_G.record.gen(record), _G.record.ttl(record), _G.record.numbins(record), _G.record.size(record)}',
    'return list{tostring(_G.record.setname(record)), tostring(_G.record.key(record)), bytes.size(_G.record.digest(record))}',
    'local names = _G.record.bin_names(record) return names',
    'record.a = 1 return record.a',
    'return aerospike:update(record)',
    'return aerospike:remove(record)',
    'record.a = 1 return aerospike:update(record)',
  ),
}

const writing: Record<string, Step[]> = {
  'a bin is changed': pieces(
    ONE,
    'record.a = 5 return aerospike:update(record)',
    'record.n = "new" return aerospike:update(record)',
    'record.a = nil return aerospike:update(record)',
    'record.a = nil record.s = nil return aerospike:update(record)',
    'record.a = 5',
    'record.a = 5 aerospike:update(record) record.a = 6',
    'record.a = 5 aerospike:update(record) record.a = 6 aerospike:update(record) return record.a',
    'return aerospike:update(record)',
    'record.x = nil return aerospike:update(record)',
    'record.a = "text" return aerospike:update(record)',
  ),
  'values of all types are stored': pieces(
    ONE,
    'record.v = 9007199254740993 return aerospike:update(record)',
    'record.v = 1.0 return aerospike:update(record)',
    'record.v = true return aerospike:update(record)',
    'record.v = "a\\0b" return aerospike:update(record)',
    'record.v = list{1, map{b = 2, a = 1}, 2.5} return aerospike:update(record)',
    'record.v = map{b = 2, a = list{}} return aerospike:update(record)',
    'local b = bytes(2) bytes.append_int16(b, 258) record.v = b return aerospike:update(record)',
    'local b = bytes(2) bytes.append_int16(b, 258) bytes.set_type(b, 9) record.v = b return aerospike:update(record)',
    `record.v = geojson('${POINT}') return aerospike:update(record)`,
    'record.v = record return aerospike:update(record)',
    'record.v = {} return aerospike:update(record)',
    'record.v = print',
    'record.v = aerospike',
  ),
  'what is read is not written by itself': pieces(
    { l: [1], m: new Map<Value, Value>([['k', 1]]) },
    'list.append(record.l, 2) return record.l',
    'list.append(record.l, 2) return aerospike:update(record)',
    'list.append(record.l, 2) record.l = record.l return aerospike:update(record)',
    'local m = record.m m.x = 2 record.m = m return aerospike:update(record)',
    'local l = record.l record.l = l list.append(l, 9) return aerospike:update(record)',
  ),
  'a record is made': pieces(
    null,
    'record.a = 1 return aerospike:create(record)',
    'return aerospike:create(record)',
    'record.a = 1 aerospike:create(record) record.b = 2 aerospike:update(record) return list{record.a, record.b, _G.record.numbins(record)}',
    'record.a = 1 aerospike:create(record) return list{aerospike:exists(record), _G.record.gen(record), _G.record.ttl(record), tostring(_G.record.setname(record))}',
    'record.a = 1 aerospike:create(record) return aerospike:create(record)',
    'record.a = 1 aerospike:create(record) aerospike:remove(record) return 1',
    'record.a = record return aerospike:create(record)',
  ),
  'one that is there is not made': pieces(
    ONE,
    'record.a = 5 return aerospike:create(record)',
    'aerospike:remove(record) record.z = 1 return aerospike:create(record)',
  ),
  'a record is removed': pieces(
    ONE,
    'return aerospike:remove(record)',
    'aerospike:remove(record) return list{aerospike:exists(record), tostring(record.a), _G.record.numbins(record)}',
    'aerospike:remove(record) record.a = 2 return aerospike:update(record)',
    'aerospike:remove(record) return aerospike:remove(record)',
  ),
  'its ttl is set': pieces(
    ONE,
    '_G.record.set_ttl(record, 2000) return aerospike:update(record)',
    '_G.record.set_ttl(record, 2000)',
    '_G.record.set_ttl(record, -1) return aerospike:update(record)',
    '_G.record.set_ttl(record, -2) return aerospike:update(record)',
    '_G.record.set_ttl(record, 0) return aerospike:update(record)',
    '_G.record.set_ttl(record, 400000000) return aerospike:update(record)',
    '_G.record.set_ttl(record, "x")',
    'record.a = 2 return aerospike:update(record)',
  ),
  'the ttl of the call': [
    ...registered(
      'record.a = 2 return aerospike:update(record)',
      'record.a = 3 return aerospike:create(record)',
    ),
    ['put', ONE, { ttl: 500 }],
    ['apply', 'f0', [], { ttl: 1500 }],
    ['metadata'],
    ['apply', 'f0', [], { ttl: -2 }],
    ['metadata'],
    ['apply', 'f0', [], { ttl: -1 }],
    ['metadata'],
    ['remove'],
    ['apply', 'f1', [], { ttl: 2500 }],
    ['metadata'],
    ['apply', 'f0', [], { durableDelete: true }],
  ],
  'names of bins': pieces(
    ONE,
    'record["name_too_long_for_a_bin"] = 1 return aerospike:update(record)',
    'record["fifteen_bytes__"] = 1 return aerospike:update(record)',
    'record["sixteen_bytes___"] = 1 return aerospike:update(record)',
    'record[7] = 1 return aerospike:update(record)',
    'record["ü"] = 1 return aerospike:update(record)',
    'record[true] = 1',
    'record[nil] = 1 return aerospike:update(record)',
  ),
  'too many bins': pieces(
    ONE,
    'for i = 1, 510 do record["b" .. i] = i end return aerospike:update(record)',
    'for i = 1, 511 do record["b" .. i] = i end return aerospike:update(record)',
    'for i = 1, 513 do record["b" .. i] = i end return aerospike:update(record)',
    'for i = 1, 1030 do record["b" .. i] = nil end return aerospike:update(record)',
  ).filter((step) => step[0] !== 'get'),
  'a record too big': pieces(ONE, 'record.a = string.rep("x", 2000000) return aerospike:update(record)'),
  'an error undoes it all': pieces(
    ONE,
    'record.a = 5 aerospike:update(record) error("no")',
    'record.a = 5 aerospike:update(record) record.v = record aerospike:update(record) return 1',
    'record.v = record aerospike:update(record) record.v = nil record.a = 7 aerospike:update(record) return record.a',
  ),
}

const failing: Record<string, Step[]> = {
  'of the function': pieces(
    ONE,
    'error("own words")',
    'error("own words", 0)',
    'error("own words", 2)',
    'error(42)',
    'error({})',
    'error()',
    'error(nil)',
    'local x = nil return x.y',
    'return 1 + {}',
    'return undefined_function()',
    'return #5',
    'return "a" < 1',
    'return ("x"):rep(-1):bad()',
    'assert(false)',
    'assert(nil, "asserted")',
    'return select(2, pcall(error, "caught"))',
    'return string.format("%d", 1.5)',
    'return string.rep()',
    'return tostring()',
    'local t = setmetatable({}, { __index = function() error("deep") end }) return t.x',
  ),
  'where nothing fits': [
    [
      'register',
      'm$run.lua',
      'value = 5\nlocal function hidden() return 1 end\nfunction f(record) return 1 end',
    ],
    ['apply', 'f'],
    ['apply', 'nowhere'],
    ['apply', 'hidden'],
    ['apply', 'value'],
    ['apply', 'string'],
    ['apply', 'nowhere$run.f'],
    ['apply', 'type'],
  ],
  'a module that is loaded but fails': [
    ['register', 'm$run.lua', 'error("when it loads")'],
    ['register', 'm$run.lua', 'function f(record) return 1 +'],
    ['register', 'm$run.lua', 'local x = nil\nx.y = 1'],
    put('return {'),
    put('function f( = 1'),
    put('\n\nerror("no")'),
    put('error({})'),
    put('error("no place", 0)'),
    put('local x = nil x.y = 1'),
  ],
}

const language: Record<string, Step[]> = {
  'a module of another module': [
    ['register', 'conformance_lib.lua', 'local lib = {}\nfunction lib.twice(x) return x * 2 end\nreturn lib'],
    [
      'register',
      'm$run.lua',
      "local lib = require('conformance_lib')\nfunction f(record, x) return lib.twice(x) end",
    ],
    ['apply', 'f', [21]],
    ['register', 'conformance_lib.lua', 'local lib = {}\nfunction lib.twice(x) return x * 3 end\nreturn lib'],
    [
      'register',
      'm$run.lua',
      "local lib = require('conformance_lib')\nfunction f(record, x) return 1 + lib.twice(x) end",
    ],
    ['apply', 'f', [21]],
  ],
  'what is there': [
    ...registered(
      'local n = "" for _, k in ipairs{"string", "table", "math", "coroutine", "utf8", "list", "map", "bytes", "geojson", "record", "stream", "iterator"} do n = n .. type(_G[k]) .. " " end return n',
      'return type(trace) .. type(debug) .. type(info) .. type(warn)',
      'info("hello %s %d", "you", 5) trace("t") debug("d") warn("w") return "quiet"',
      'info("%d", "x")',
      'return type(aerospike:get_current_time())',
      'return type(os.time()) .. type(os.clock()) .. type(os.date())',
      'return table.concat({1, 2, 3}, ",") .. #table.pack(1, 2)',
      'return string.pack(">I2", 258):byte(2)',
      'return utf8.char(228, 8364) .. utf8.len("äö")',
      'local co = coroutine.wrap(function() coroutine.yield(1) coroutine.yield(2) end) return co() + co()',
      'return load("return 1 + 1")()',
      'return _VERSION',
      'return string.format("%5.2f|%s|%q|%x", 3.14159, true, "a\\nb", 255)',
      'return ("key=value"):match("(%w+)=(%w+)") .. ("abc"):gsub("b", "X")',
      'local t = {3, 1, 2} table.sort(t, function(x, y) return x > y end) return t[1] * 100 + t[2] * 10 + t[3]',
      'goto done do return 1 end ::done:: return 2',
      'return 7 // 2 + (7 >> 1) + 2^2',
      'return type(List) .. type(Map) .. tostring(getmetatable(list()) == List) .. tostring(getmetatable(map()) == Map)',
      'return math.maxinteger + 1 == math.mininteger',
      'return math.tointeger(3.0) + math.floor(2.7) + math.ult(1, -1 >> 1 == 0 and 0 or 2) and 1 or 0',
    ),
    ...Array.from({ length: 20 }, (_, i): Step => ['apply', `f${i}`]),
  ],
}

const many: Record<string, Step[]> = {
  'rows of a batch': [
    [
      'register',
      'm$run.lua',
      'function add(record, x) record.a = record.a + x aerospike:update(record) return record.a end\n' +
        'function make(record, x) record.a = x return aerospike:create(record) end\n' +
        'function same(record, x) return x end\n' +
        'function bad(record) error("row") end\n' +
        'function gone(record) return aerospike:remove(record) end',
    ],
    [
      'batch',
      [
        ['put', 'x', { a: 1 }],
        ['put', 'y', { a: 2 }],
      ],
    ],
    [
      'batch',
      [
        ['apply', 'x', 'add', [5]],
        ['apply', 'y', 'add', [7]],
        ['apply', 'z', 'make', [9]],
        ['apply', 'x', 'same', [[1, new Map<Value, Value>([['k', 2n ** 60n]])]]],
        ['apply', 'x', 'bad'],
        ['apply', 'x', 'nowhere'],
        ['apply', 'none', 'same', [null]],
      ],
    ],
    [
      'batch',
      [
        ['apply', 'y', 'gone'],
        ['get', 'z'],
      ],
    ],
    [
      'batch',
      [
        ['get', 'x'],
        ['get', 'y'],
        ['get', 'z'],
      ],
    ],
  ],
  'all that a query finds, in the background': [
    [
      'register',
      'm$run.lua',
      'function twice(record) record.a = record.a * 2 aerospike:update(record) end\n' +
        'function set(record, bin, x) record[bin] = x aerospike:update(record) end\n' +
        'function odd(record) if record.a % 2 == 1 then aerospike:remove(record) end end\n' +
        'function bad(record) record.a = 0 aerospike:update(record) error("no") end',
    ],
    ['fill', { a: { a: 1 }, b: { a: 2 }, c: { a: 3 } }],
    ['executeUdf', {}, 'set', ['s', 'x']],
    ['query', {}],
    ['executeUdf', {}, 'twice'],
    ['query', {}],
    ['executeUdf', {}, 'bad'],
    ['query', {}],
    ['index', { name: 'i', bin: 'a', type: 'numeric' }],
    ['executeUdf', { where: ['range', 'a', 4, 10] }, 'set', ['found', true]],
    ['query', {}],
    ['executeUdf', {}, 'nowhere'],
    ['fill', { a: { a: 1 }, b: { a: 2 }, c: { a: 3 } }],
    ['executeUdf', {}, 'odd'],
    ['query', {}],
  ],
  'conditions of a call': [
    ...registered('record.a = 9 return aerospike:update(record)'),
    ['put', ONE],
    ['at', { set: null, name: 'noset' }, ['put', ONE]],
    ['at', { set: null, name: 'noset' }, ['apply', 'f0']],
    ['at', { set: null, name: 'noset' }, ['get']],
  ],
}

/** Records in functions: read, written, made and removed; functions that fail; functions on many records. */
export const udfRecord: Family = {
  name: 'udf-record',
  scenarios: {
    ...named('reading', reading),
    ...named('writing', writing),
    ...named('failing', failing),
    ...named('language', language),
    ...named('many', many),
  },
  needs: { 'writing: its ttl is set': ['expiry', 'noDefaultTtl'] },
}

function named(prefix: string, scenarios: Record<string, Step[]>): Record<string, Step[]> {
  return Object.fromEntries(Object.entries(scenarios).map(([name, steps]) => [`${prefix}: ${name}`, steps]))
}
