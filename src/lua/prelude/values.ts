/**
 * Aerospike's types, in Lua: list, map, geojson, and what they have in common. Userdata, as on the server, over a table of ours that a
 * function cannot reach (server modules/mod-lua mod_lua_{val,list,map,geojson,iterator}.c, modules/common as_arraylist.c,
 * as_orderedmap.c, 8.1.2).
 */
export const VALUES = String.raw`
local P = ...
local NIL = P.NIL
local type, mathtype, error, tostring, getmetatable = type, math.type, error, tostring, getmetatable
local setmetatable, pairs, next, select = setmetatable, pairs, next, select
local tointeger, format, byte, sub, upper, gsub = math.tointeger, string.format, string.byte, string.sub, string.upper, string.gsub
local sort, insert, remove, move, concat = table.sort, table.insert, table.remove, table.move, table.concat
local uservalue, tonumber = debug.getuservalue, tonumber
local newbox = P.newbox

-- A list is filled up to an index that is given; beyond this nobody means it.
local MAX_GROWTH = 1 << 24

local classes = {}
P.classes = classes

function P.class(name)
  local class = { __name = name }
  classes[name] = class
  return class
end

function P.box(name, data)
  return newbox(classes[name], data)
end
local box = P.box

local function typename(v)
  local mt = getmetatable(v)
  return type(mt) == 'table' and type(mt.__name) == 'string' and mt.__name or type(v)
end
P.typename = typename

-- The table behind an argument of a class. The error is that of the function's caller.
function P.check(v, n, name, class)
  if type(v) ~= 'userdata' then
    error(format("bad argument #%d to '%s' (userdata expected, got %s)", n, name, typename(v)), 3)
  end
  local d = uservalue(v, 1)
  if d.kind ~= class then
    error(format("bad argument #%d to '%s' (%s expected, got %s)", n, name, class, typename(v)), 3)
  end
  return d
end
local check = P.check

-- An integer that may be left out (luaL_optinteger).
function P.integer(v, n, name, default)
  if v == nil then return default end
  local i = mathtype(v) == 'integer' and v or tointeger(tonumber(v))
  if i then return i end
  if tonumber(v) then error(format("bad argument #%d to '%s' (number has no integer representation)", n, name), 3) end
  error(format("bad argument #%d to '%s' (number expected, got %s)", n, name, typename(v)), 3)
end
local integer = P.integer

local VALUES = { List = true, Map = true, Bytes = true, GeoJSON = true, Record = true }

-- What a value is kept as; nil for what is no value of Aerospike's.
local function keep(v)
  local t = type(v)
  if t == 'number' or t == 'boolean' then return v end
  if t == 'string' then return P.text(v) end
  if t == 'nil' then return NIL end
  if t == 'userdata' and VALUES[uservalue(v, 1).kind] then return v end
end
P.keep = keep

local function give(v)
  if v == NIL then return nil end
  return v
end
P.give = give

local function isrecord(v)
  return type(v) == 'userdata' and uservalue(v, 1).kind == 'Record'
end

local function element(v)
  local kept = keep(v)
  if kept ~= nil and not isrecord(kept) then return kept end
end

-- As text (as_val_tostring); nil where there is none.
local function show(v)
  local t = type(v)
  if v == NIL then return 'NIL' end
  if t == 'number' then return mathtype(v) == 'integer' and tostring(v) or format('%.16g', v) end
  if t == 'boolean' then return v and 'true' or 'false' end
  if t == 'string' then return '"' .. v .. '"' end
  local d = uservalue(v, 1)
  if d.kind == 'GeoJSON' then return '"' .. d.s .. '"' end
  if d.kind == 'Bytes' then
    if d.s == '' then return nil end
    return sub(gsub(d.s, '.', function(c) return format('%02X ', byte(c)) end), 1, -2)
  end
  if d.kind == 'List' then
    local out = {}
    for i = 1, d.n do out[i] = show(d[i]) or '<NULL>' end
    return '[' .. concat(out, ', ') .. ']'
  end
  if d.kind == 'Map' then
    local out = {}
    for i, key in pairs(P.keys(d)) do
      local name, value = show(d.boxes and d.boxes[key] or key), show(d.values[key])
      if not name or not value then break end
      out[i] = name .. ':' .. value
    end
    return '{' .. concat(out, ', ') .. '}'
  end
  return '[ REC ]'
end
P.show = show

-- iterators ---------------------------------------------------------------------------------------------------------------

local Iterator = P.class('Iterator')
iterator = {}
local function advance(it) return give((check(it, 1, 'next', 'Iterator').next())) end
function iterator.next(it) return advance(it) end
function iterator.has_next(it) return check(it, 1, 'has_next', 'Iterator').more() end
Iterator.__index = iterator

-- lists -------------------------------------------------------------------------------------------------------------------

local List = P.class('List')
list = {}

local function newlist(n)
  return { kind = 'List', n = n or 0, flags = 0 }
end
P.newlist = newlist

-- Whether so many more elements fit in: a list that was made to not grow does not.
local function fits(d, size)
  if d.cap and size > d.cap then return false end
  return size - d.n <= MAX_GROWTH
end

local function put(d, index, v)
  local n = d.n
  if index <= n then
    if not fits(d, n + 1) then return end
    insert(d, index, v)
    d.n = n + 1
  else
    if not fits(d, index) then return end
    for i = n + 1, index - 1 do d[i] = NIL end
    d[index] = v
    d.n = index
  end
end

function list.insert(l, i, v)
  local d = check(l, 1, 'insert', 'List')
  i = integer(i, 2, 'insert', 0)
  if i <= 0 then return end
  local kept = element(v)
  if kept ~= nil then put(d, i, kept) end
end

function list.append(l, v)
  local d = check(l, 1, 'append', 'List')
  local kept = element(v)
  if kept ~= nil then put(d, d.n + 1, kept) end
end

function list.prepend(l, v)
  local d = check(l, 1, 'prepend', 'List')
  local kept = element(v)
  if kept ~= nil then put(d, 1, kept) end
end

function list.remove(l, i)
  local d = check(l, 1, 'remove', 'List')
  i = integer(i, 2, 'remove', 0)
  if i <= 0 or i > d.n then return end
  remove(d, i)
  d.n = d.n - 1
end

function list.concat(l, other)
  local d = check(l, 1, 'concat', 'List')
  local e = check(other, 2, 'concat', 'List')
  if not fits(d, d.n + e.n) then return end
  local n = e.n
  move(e, 1, n, d.n + 1, d)
  d.n = d.n + n
end

function list.trim(l, i)
  local d = check(l, 1, 'trim', 'List')
  i = integer(i, 2, 'trim', 0)
  if i <= 0 or i > d.n then return end
  for k = i, d.n do d[k] = nil end
  d.n = i - 1
end

local function part(d, from, to)
  local e = newlist(to - from + 1)
  move(d, from, to, 1, e)
  return box('List', e)
end

function list.drop(l, n)
  local d = check(l, 1, 'drop', 'List')
  n = integer(n, 2, 'drop', 0)
  if n <= 0 then return nil end
  return part(d, (n < d.n and n or d.n) + 1, d.n)
end

function list.take(l, n)
  local d = check(l, 1, 'take', 'List')
  n = integer(n, 2, 'take', 0)
  if n <= 0 then return nil end
  return part(d, 1, n < d.n and n or d.n)
end

function list.size(l) return check(l, 1, 'size', 'List').n end

function list.nbytes(l)
  check(l, 1, 'nbytes', 'List')
  return #P.packed(l)
end

function list.tostring(l)
  check(l, 1, 'tostring', 'List')
  return show(l)
end

local function create(...)
  local count = select('#', ...)
  if count < 1 or count > 2 then return end
  local capacity, step = ...
  capacity = integer(capacity, 1, 'create', -1)
  step = integer(step, 2, 'create', 10)
  if capacity < 0 or step < 0 then return end
  local d = newlist()
  if step == 0 then d.cap = capacity end
  return box('List', d)
end
function list.new(...) return create(...) end
function list.create(...) return create(...) end

function list.iterator(l)
  local d = check(l, 1, 'iterator', 'List')
  local i = 0
  local function following()
    if i >= d.n then return nil end
    i = i + 1
    return give(d[i])
  end
  return following, box('Iterator', { kind = 'Iterator', next = following, more = function() return i < d.n end })
end

function list.clone(l)
  local copy = newlist()
  for v in list.iterator(l) do put(copy, copy.n + 1, v) end
  return box('List', copy)
end

function list.merge(l, other)
  local both = list.clone(l)
  local d = uservalue(both, 1)
  for v in list.iterator(other) do put(d, d.n + 1, v) end
  return both
end

setmetatable(list, { __metatable = list, __call = function(_, ...)
  local d = newlist()
  local t = ...
  if select('#', ...) == 1 and type(t) == 'table' then
    for k, v in next, t do
      if type(k) == 'number' then
        local kept = keep(v)
        if kept == nil then kept = NIL end
        put(d, d.n + 1, kept)
      end
    end
  end
  return box('List', d)
end })

function List.__index(l, i)
  local d = check(l, 1, 'index', 'List')
  if mathtype(i) ~= 'integer' then i = integer(i, 2, 'index', 0) end
  i = i & 0xffffffff
  if i > 0 and i <= d.n then return give(d[i]) end
end

function List.__newindex(l, i, v)
  local d = check(l, 1, 'newindex', 'List')
  i = integer(i, 2, 'newindex', 0) & 0xffffffff
  if i == 0 then return end
  local kept = element(v)
  if kept == nil then return end
  if i <= d.n then d[i] = kept else put(d, i, kept) end
end

function List.__len(l) return uservalue(l, 1).n end
List.__tostring = list.tostring

-- maps --------------------------------------------------------------------------------------------------------------------

local Map = P.class('Map')
map = {}

-- Keys are integers, text and bytes, in that order; bytes stand behind a NUL, which text cannot have.
local function rank(key)
  if type(key) == 'number' then return 1 end
  return byte(key) == 0 and 3 or 2
end

local function before(a, b)
  local ra, rb = rank(a), rank(b)
  if ra ~= rb then return ra < rb end
  return a < b
end

local function newmap(flags)
  return { kind = 'Map', flags = flags, keys = {}, values = {}, sorted = true }
end
P.newmap = newmap

-- The keys in their order: a table nobody changes, so that an iterator may hold on to it.
local function keys(d)
  if not d.sorted then
    sort(d.keys, before)
    d.sorted = true
  end
  return d.keys
end
P.keys = keys

-- What stands for a key, and the box that has to be kept for it.
local function keyof(v)
  local t = type(v)
  if t == 'number' then
    if mathtype(v) == 'integer' then return v end
  elseif t == 'string' then return P.text(v)
  elseif t == 'userdata' then
    local d = uservalue(v, 1)
    if d.kind == 'Bytes' and d.type == 4 then return '\0' .. d.s, v end
  end
end

local function copykeys(d)
  local copy = move(d.keys, 1, #d.keys, 1, {})
  d.keys = copy
  d.shared = false
  return copy
end

local function setmap(d, k, v)
  local key, bytes = keyof(k)
  if key == nil then return false end
  local values = d.values
  if values[key] == nil then
    local all = d.shared and copykeys(d) or d.keys
    local n = #all
    all[n + 1] = key
    if d.sorted and n > 0 and before(key, all[n]) then d.sorted = false end
    if bytes then
      d.boxes = d.boxes or {}
      d.boxes[key] = bytes
    end
  end
  values[key] = v
  return true
end
P.setmap = setmap

local function removekey(d, k)
  local key = keyof(k)
  if key == nil or d.values[key] == nil then return end
  local all = d.shared and copykeys(d) or d.keys
  for i = 1, #all do
    if all[i] == key then remove(all, i) break end
  end
  d.values[key] = nil
  if d.boxes then d.boxes[key] = nil end
end

function Map.__index(m, k)
  local d = check(m, 1, 'index', 'Map')
  local key = keyof(k)
  if key ~= nil then return give(d.values[key]) end
end

function Map.__newindex(m, k, v)
  local d = check(m, 1, 'newindex', 'Map')
  local kept = keep(v)
  if kept == nil then removekey(d, k)
  elseif not isrecord(kept) then setmap(d, k, kept) end
end

function map.size(m) return #check(m, 1, 'size', 'Map').keys end
function Map.__len(m) return #uservalue(m, 1).keys end

function map.remove(m, k) removekey(check(m, 1, 'remove', 'Map'), k) end

function map.nbytes(m)
  check(m, 1, 'nbytes', 'Map')
  return #P.packed(m)
end

function map.tostring(m)
  check(m, 1, 'tostring', 'Map')
  return show(m)
end
Map.__tostring = map.tostring

local function entries(d, pick)
  local all = keys(d)
  d.shared = true
  local i, n = 0, #all
  local function following()
    if i >= n then return nil end
    i = i + 1
    local key = all[i]
    return pick(d.boxes and d.boxes[key] or key, give(d.values[key]))
  end
  return following, box('Iterator', { kind = 'Iterator', next = following, more = function() return i < n end })
end

local function both(k, v) return k, v end
local function first(k) return k end
local function second(_, v) return v end

function map.pairs(m) return entries(check(m, 1, 'pairs', 'Map'), both) end
function map.iterator(m) return entries(check(m, 1, 'iterator', 'Map'), both) end
function map.keys(m) return entries(check(m, 1, 'keys', 'Map'), first) end
function map.values(m) return entries(check(m, 1, 'values', 'Map'), second) end

local function createmap(...)
  if select('#', ...) ~= 1 then return end
  if integer((...), 1, 'create', 0) < 1 then return end
  return box('Map', newmap(0))
end
function map.new(...) return createmap(...) end
function map.create(...) return createmap(...) end

local function frommap(t)
  local d = newmap(0)
  for k, v in next, t do
    local kept = keep(v)
    if kept ~= nil then setmap(d, k, kept) end
  end
  return box('Map', d)
end

setmetatable(map, { __metatable = map, __call = function(_, t, capacity, ...)
  integer(capacity, 3, 'map', 32)
  if type(t) == 'table' and select('#', ...) == 0 then return frommap(t) end
  return box('Map', newmap(0))
end })

function map.clone(m)
  local copy = {}
  for k, v in map.pairs(m) do copy[k] = v end
  return frommap(copy)
end

function map.merge(m, other, f)
  local merged = {}
  for k, v in map.pairs(m) do merged[k] = v end
  for k, v in map.pairs(other) do
    merged[k] = merged[k] and type(f) == 'function' and f(m[k], other[k]) or v
  end
  return frommap(merged)
end

function map.diff(m, other)
  local only = {}
  for k, v in map.pairs(m) do
    if not other[k] then only[k] = v end
  end
  for k, v in map.pairs(other) do
    if not m[k] then only[k] = v end
  end
  return frommap(only)
end

-- places and areas --------------------------------------------------------------------------------------------------------

local GeoJSON = P.class('GeoJSON')
function P.geojson(s) return box('GeoJSON', { kind = 'GeoJSON', s = s }) end

geojson = {}
setmetatable(geojson, { __metatable = geojson, __call = function(_, ...)
  local s = ...
  if select('#', ...) ~= 1 or s == nil then return end
  if type(s) == 'number' then s = tostring(s) end
  if type(s) ~= 'string' then
    error(format("bad argument #2 to 'geojson' (string expected, got %s)", typename(s)), 2)
  end
  return P.geojson(P.text(s))
end })
function GeoJSON.__tostring(g) return show(g) end

function math.sum(a, b) return a + b end
function math.product(a, b) return a * b end

_G.List, _G.Map = List, Map
`
