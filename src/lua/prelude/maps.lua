-- Aerospike's maps: ordered by key (server modules/mod-lua mod_lua_map.c, modules/common as_orderedmap.c, 8.1.2).
local P = ...
local box, check, integer, keep, give, show = P.box, P.check, P.integer, P.keep, P.give, P.show
local type, mathtype, next, select, setmetatable, byte = type, math.type, next, select, setmetatable, string.byte
local sort, remove, move, uservalue = table.sort, table.remove, table.move, debug.getuservalue
local isrecord = P.isrecord

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

_G.Map = Map
