import { Double, GeoJSON, type Value } from '../../../src/index.ts'
import type { Family, Step } from '../scenario.ts'

const POINT = '{"type":"Point","coordinates":[13.4,52.5]}'

/** A module with one function f, which is called once for each list of arguments. */
function calls(body: string, ...all: readonly (readonly Value[])[]): Step[] {
  return [
    ['register', 'm$run.lua', `function f(record, a, b, c)\n${body}\nend`],
    ...all.map((args): Step => ['apply', 'f', args]),
  ]
}

/** A module with a function for each of the pieces, each called without arguments. */
function pieces(...bodies: readonly string[]): Step[] {
  const source = bodies.map((body, i) => `function f${i}(record)\n${body}\nend\n`).join('')
  return [['register', 'm$run.lua', source], ...bodies.map((_, i): Step => ['apply', `f${i}`])]
}

const VALUES: readonly Value[] = [
  0,
  -1,
  127,
  128,
  -33,
  65_536,
  4_294_967_296,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  new Double(0),
  new Double(2),
  -2.5,
  new Double(1e300),
  Infinity,
  true,
  false,
  null,
  '',
  'text',
  'Grüße, 你好, 🎉',
  'before\0behind',
  'x'.repeat(300),
  Buffer.from([]),
  Buffer.from([0, 1, 255]),
  new GeoJSON(POINT),
  [],
  [1, 'a', null, 2.5, true, [2, [3]], Buffer.from([7])],
  new Map(),
  new Map<Value, Value>([
    ['b', 1],
    ['a', [1, new Map<Value, Value>([[1, 'x']])]],
    [3, null],
    [-1, false],
    [Buffer.from([1]), 2.5],
  ]),
]

const given: Record<string, Step[]> = {
  'every value comes back as it went': calls('return a', ...VALUES.map((value) => [value])),
  'every value inside a list': calls('return list{a}', ...VALUES.map((value) => [value])),
  'every value inside a map': calls(
    'local m = map() m.k = a m[1] = a return m',
    ...VALUES.map((value) => [value]),
  ),
  'what Lua takes them for': calls(
    'return type(a) .. " " .. tostring(math.type(a))',
    ...VALUES.map((value) => [value]),
  ),
  'as text': calls(
    'return tostring(a)',
    ...VALUES.filter((value) => value !== null && typeof value !== 'boolean').map((value) => [value]),
  ),
  'several, and none': calls('return list{a, b, c, "end"}', [], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4]),
  'nil among them': calls(
    'return list{tostring(a), tostring(b), tostring(c)}',
    [null, 2],
    [1, null, 3],
    [null],
  ),
  'many of them': [
    ['register', 'm$run.lua', 'function f(record, ...) return select("#", ...) end'],
    ['apply', 'f', Array.from({ length: 50 }, (_, i) => i)],
    ['apply', 'f', []],
  ],
  'arithmetic on 64 bits': calls(
    'return list{a + b, a - b, a * b, a // b, a % b, a & b, a ~ b}',
    [2n ** 53n + 1n, 2],
    [2n ** 63n - 1n, 1],
    [-(2n ** 63n), -1],
    [7, -2],
  ),
  'doubles and integers': calls(
    'return list{a / 2, a // 2.0, a * 1.0, 2^53, 1e15, a % 2.5}',
    [7],
    [2n ** 53n],
  ),
}

const returned: Record<string, Step[]> = {
  'nothing, and what is no value': pieces(
    '',
    'return nil',
    'return {}',
    'return {1, 2}',
    'return print',
    'return coroutine.create(print)',
    'return record',
    'return aerospike',
    'return list',
    'return 1, 2',
  ),
  'bytes of a type of their own': pieces(
    'local b = bytes(2) bytes.append_int16(b, 258) bytes.set_type(b, 7) return b',
    'local b = bytes(2) bytes.append_int16(b, 258) bytes.set_type(b, 7) return list{b}',
  ),
  'geojson, made': pieces(
    `return geojson('${POINT}')`,
    "return geojson('no json')",
    `return list{geojson('${POINT}')}`,
    'return tostring(geojson("x"))',
    'return geojson()',
  ),
}

const lists: Record<string, Step[]> = {
  'made and looked at': pieces(
    'return list()',
    'return list{1, 2, 3}',
    'return list{1, nil, 3}',
    'return list{a = 1}',
    'return list.create(3)',
    'return list.new(3, 4)',
    'return list.create()',
    'return list.create(-1)',
    'return #list{1, 2}',
    'return list.size(list{1, 2})',
    'local l = list{1, 2, 3} return list{l[1], l[3], tostring(l[4]), tostring(l[0]), tostring(l[-1])}',
    'return tostring(list{1, 2.5, "a", true, list{1}, map{a = 1}, bytes(1)})',
    'return list.nbytes(list{1, "abc", list{}})',
  ),
  changed: pieces(
    'local l = list() list.append(l, 1) list.append(l, "b") list.prepend(l, 0) return l',
    'local l = list{1, 2} list.insert(l, 1, "x") list.insert(l, 3, "y") list.insert(l, 7, "z") return l',
    'local l = list{1, 2} list.insert(l, 0, "x") list.insert(l, -1, "y") return l',
    'local l = list{1, 2, 3} list.remove(l, 2) list.remove(l, 9) list.remove(l, 0) return l',
    'local l = list{1, 2} l[1] = "x" l[4] = "y" l[0] = "z" return l',
    'local l = list{1, 2} l[1] = nil return l',
    'local l = list{1, 2} list.append(l, nil) list.append(l, {}) list.append(l, record) return l',
    'local l = list{1} list.concat(l, list{2, 3}) return l',
    'local l = list{1, 2, 3} list.trim(l, 2) return l',
    'local l = list{1, 2, 3} list.trim(l, 9) list.trim(l, 0) return l',
    'local l = list.create(2, 0) list.append(l, 1) list.append(l, 2) list.append(l, 3) return l',
    'local l = list{list{1}} list.append(l[1], 2) return l',
  ),
  'parts and copies': pieces(
    'return list.take(list{1, 2, 3}, 2)',
    'return list.take(list{1, 2, 3}, 9)',
    'return list.take(list{1, 2, 3}, 0)',
    'return list.drop(list{1, 2, 3}, 2)',
    'return list.drop(list{1, 2, 3}, 9)',
    'local l = list{1, 2} local c = list.clone(l) list.append(c, 3) return list{l, c}',
    'return list.clone(list{1, nil, 3})',
    'return list.merge(list{1}, list{2, 3})',
    'local s = 0 for v in list.iterator(list{1, 2, 3}) do s = s + v end return s',
    'local s = "" for i, v in ipairs(list{"a", "b"}) do s = s .. i .. v end return s',
    'local it = select(2, list.iterator(list{1, 2})) return tostring(iterator.has_next(it)) .. iterator.next(it)',
  ),
  'wrong arguments': pieces(
    'list.append(1, 2)',
    'list.append(nil, 2)',
    'list.append(map(), 2)',
    'list.insert(list(), "x", 1)',
    'list.insert(list(), 1.5, 1)',
    'list.remove(list{1, 2}, "1") return 1',
    'list.take(list(), {})',
    'return list() .. "x"',
    'return list() + 1',
    'return list().x',
    'for k, v in pairs(list()) do end',
    'return list{1} == list{1}',
    'return list{1} < list{2}',
  ),
}

const maps: Record<string, Step[]> = {
  'made and looked at': pieces(
    'return map()',
    'return map{a = 1, b = "x"}',
    'return map{[1] = "one", [2] = "two", x = 3}',
    'return map{[1.5] = "no", [true] = "no", yes = 1}',
    'return map.create(4)',
    'return map.create(0)',
    'return map.new()',
    'return #map{a = 1}',
    'return map.size(map{a = 1, b = 2})',
    'local m = map{a = 1} return list{m.a, m["a"], tostring(m.b), tostring(m[1]), tostring(m[true])}',
    'return tostring(map{b = 1, a = "x", [2] = list{}})',
    'return map.nbytes(map{a = 1})',
  ),
  changed: pieces(
    'local m = map() m.a = 1 m[2] = "b" m.a = 3 return m',
    'local m = map{a = 1, b = 2} m.a = nil return list{m, map.size(m)}',
    'local m = map{a = 1, b = 2} map.remove(m, "a") map.remove(m, "x") return m',
    'local m = map{a = 1} m.a = {} return m',
    'local m = map{a = 1} m.b = {} m.c = record return m',
    'local m = map() m[1.5] = 1 m[true] = 1 return m',
    'local m = map() m[-5] = 1 m["5"] = 2 m[5] = 3 m[""] = 4 return m',
    'local b = bytes(1) bytes.append_byte(b, 9) local m = map() m[b] = 1 return list{m, m[b]}',
    'local m = map{a = map{}} m.a.b = 1 return m',
  ),
  'walked through': pieces(
    'local s = "" for k, v in map.pairs(map{b = 2, a = 1, [3] = 0, [-1] = 9}) do s = s .. k .. "=" .. v .. " " end return s',
    'local s = "" for k in map.keys(map{b = 2, a = 1}) do s = s .. k end return s',
    'local s = "" for v in map.values(map{b = 2, a = 1}) do s = s .. v end return s',
    'local s = "" for k, v in map.iterator(map{z = 1, y = 2}) do s = s .. k .. v end return s',
    'local m = map{a = 1, b = 2, c = 3} for k in map.keys(m) do m[k] = m[k] * 2 end return m',
  ),
  'put together': pieces(
    'return map.clone(map{a = 1})',
    'return map.merge(map{a = 1, b = 2}, map{b = 3, c = 4})',
    'return map.merge(map{a = 1, b = 2}, map{b = 3, c = 4}, function(x, y) return x * 10 + y end)',
    'return map.merge(map{a = false}, map{a = 1}, function() return "f" end)',
    'return map.diff(map{a = 1, b = 2}, map{b = 3, c = 4})',
    'return list{math.sum(1, 2), math.product(3, 4)}',
  ),
  'wrong arguments': pieces(
    'map.remove(1, 2)',
    'map.size(list())',
    'map.pairs(nil)',
    'return map() .. "x"',
    'for k in pairs(map()) do end',
    'local m = map() m[nil] = 1 return m',
    'return map().x.y',
  ),
}

const bytes: Record<string, Step[]> = {
  appended: pieces(
    'local b = bytes() bytes.append_byte(b, 255) bytes.append_int16(b, -2) bytes.append_int16_le(b, -2) return b',
    'local b = bytes(30) bytes.append_int32(b, 1) bytes.append_int32_le(b, 1) bytes.append_int64(b, -1) bytes.append_int64_le(b, 1) return b',
    'local b = bytes() bytes.append_string(b, "abc") bytes.append_string(b, "") return b',
    'local b, c = bytes(), bytes() bytes.append_string(c, "abc") bytes.append_bytes(b, c, 2) bytes.append_bytes(b, c, 9) return b',
    'local b = bytes() return list{bytes.append_byte(b, 256), bytes.append_byte(b, -1), bytes.append_int16(b, 40000), bytes.append_int32(b, 1 << 40)}',
    'local b = bytes() local n = bytes.append_var_int(b, 300) return list{n, bytes.size(b)}',
  ),
  'set and got': pieces(
    'local b = bytes(4) bytes.set_byte(b, 1, 7) bytes.set_int16(b, 2, 258) return b',
    'local b = bytes(8) bytes.set_int64(b, 1, 9007199254740993) return list{bytes.get_int64(b, 1), bytes.get_int32(b, 5), bytes.get_byte(b, 8)}',
    'local b = bytes(8) bytes.set_int64_le(b, 1, -2) return list{bytes.get_int64_le(b, 1), bytes.get_int16_le(b, 1), bytes.get_int32_le(b, 1)}',
    'local b = bytes(3) bytes.set_string(b, 1, "abc") return list{bytes.get_string(b, 1, 2), bytes.get_bytes(b, 2, 2)}',
    'local b, c = bytes(3), bytes() bytes.append_string(c, "xyz") bytes.set_bytes(b, 1, c, 2) return b',
    'local b = bytes(2) bytes.set_byte(b, 1, 1) return list{tostring(bytes.get_byte(b, 2)), tostring(bytes.get_int16(b, 1)), tostring(bytes.get_byte(b, 0))}',
    'local b = bytes(2) b[1] = 5 return list{b[1], tostring(b[2])}',
    'local b = bytes(2) bytes.set_byte(b, 1, 1) bytes.set_byte(b, 1, 300) return b',
  ),
  'size and type': pieces(
    'return list{bytes.size(bytes()), bytes.size(bytes(5)), #bytes(5)}',
    'local b = bytes(5) bytes.append_string(b, "abc") return list{bytes.size(b), #b}',
    'local b = bytes(5) return list{bytes.set_size(b, 5), bytes.set_size(b, 6), bytes.set_size(b, -1)}',
    'local b = bytes() return list{bytes.get_type(b), bytes.set_type(b, 9), bytes.get_type(b), bytes.set_type(b, 0)}',
    'local b = bytes() bytes.append_string(b, "AZ") return list{tostring(b), tostring(bytes())}',
  ),
  'wrong arguments': pieces(
    'bytes.append_byte(1, 2)',
    'bytes.append_byte(bytes(), "x")',
    'return bytes.append_byte(bytes())',
    'return bytes.get_byte(bytes())',
    'local n = bytes.size(list()) return n',
    'local ok = bytes.append_string(bytes(), {}) return ok',
  ),
}

/**
 * Values in functions: what goes in, what comes out, and Aerospike's types. Left out is what kills servers of version 8.1.2:
 * `list.concat` of a list to itself, and reading bytes beyond their end.
 */
export const udfValues: Family = {
  name: 'udf-values',
  scenarios: {
    ...named('given', given),
    ...named('returned', returned),
    ...named('list', lists),
    ...named('map', maps),
    ...named('bytes', bytes),
  },
}

function named(prefix: string, scenarios: Record<string, Step[]>): Record<string, Step[]> {
  return Object.fromEntries(Object.entries(scenarios).map(([name, steps]) => [`${prefix}: ${name}`, steps]))
}
