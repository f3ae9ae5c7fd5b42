-- What Aerospike's types have in common, and the simplest of them. They are userdata, as on the server, over a table of ours that
-- a function cannot reach (server modules/mod-lua mod_lua_{val,iterator,geojson}.c, 8.1.2).
local P = ...
local NIL = P.NIL
local type, mathtype, error, tostring, getmetatable = type, math.type, error, tostring, getmetatable
local setmetatable, pairs, select, tointeger, tonumber = setmetatable, pairs, select, math.tointeger, tonumber
local format, byte, sub, gsub, concat = string.format, string.byte, string.sub, string.gsub, table.concat
local uservalue = debug.getuservalue
local newbox, rawset = P.newbox, rawset

local classes = {}
P.classes = classes

function P.class(name)
  local class = { __name = name }
  classes[name] = class
  return class
end

-- Modules find the classes, and could give one a finalizer, which nothing could stop (see setmetatable in run.ts).
function P.box(name, data)
  local class = classes[name]
  rawset(class, '__gc', nil)
  return newbox(class, data)
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

function P.isrecord(v)
  return type(v) == 'userdata' and uservalue(v, 1).kind == 'Record'
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

