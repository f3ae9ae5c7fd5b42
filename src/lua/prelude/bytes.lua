-- Aerospike's bytes, with all their ways of reading and writing numbers (server modules/mod-lua mod_lua_bytes.c, 8.1.2).
local P = ...
local check, integer, box = P.check, P.integer, P.box
local type, error, select, format = type, error, select, string.format
local byte, char, sub, rep, pack, unpack = string.byte, string.char, string.sub, string.rep, string.pack, string.unpack
local uservalue, tostring = debug.getuservalue, tostring

local MAX_GROWTH = 1 << 26
local UINT32 = 0xffffffff

local Bytes = P.class('Bytes')
bytes = {}

function P.bytes(s, kind) return box('Bytes', { kind = 'Bytes', s = s, type = kind, cap = #s }) end

-- Writes in the middle or behind the end; between the end and what is written lie zeros.
local function write(d, at, s)
  local old = d.s
  if at - #old > MAX_GROWTH then return false end
  if at > #old then old = old .. rep('\0', at - #old) end
  d.s = sub(old, 1, at) .. s .. sub(old, at + #s + 1)
  if #d.s > d.cap then d.cap = #d.s end
  return true
end

local function isindex(i) return i >= 1 and i <= UINT32 end

function bytes.size(...)
  if select('#', ...) ~= 1 then return 0 end
  return #check((...), 1, 'size', 'Bytes').s
end

function bytes.set_size(...)
  if select('#', ...) ~= 2 then return false end
  local b, size = ...
  local d = check(b, 1, 'set_size', 'Bytes')
  size = integer(size, 2, 'set_size', 0)
  return size >= 0 and size <= d.cap
end

function bytes.get_type(b)
  if b == nil then return end
  return check(b, 1, 'get_type', 'Bytes').type
end

function bytes.set_type(...)
  if select('#', ...) ~= 2 then return false end
  local b, kind = ...
  local d = check(b, 1, 'set_type', 'Bytes')
  kind = integer(kind, 2, 'set_type', 0)
  if kind == 0 then return false end
  d.type = kind & 0xff
  return true
end

-- Each kind of number: how it is written, and what fits.
local KINDS = {
  byte = { '>I1', 0, 0xff },
  int16 = { '>i2', -0x8000, 0x7fff },
  int16_be = { '>i2', -0x8000, 0x7fff },
  int16_le = { '<i2', -0x8000, 0x7fff },
  int32 = { '>i4', -0x80000000, 0x7fffffff },
  int32_be = { '>i4', -0x80000000, 0x7fffffff },
  int32_le = { '<i4', -0x80000000, 0x7fffffff },
  int64 = { '>i8', math.mininteger, math.maxinteger },
  int64_be = { '>i8', math.mininteger, math.maxinteger },
  int64_le = { '<i8', math.mininteger, math.maxinteger },
}

for kind, facts in pairs(KINDS) do
  local how, least, most = facts[1], facts[2], facts[3]
  local size = string.packsize(how)
  local getter, setter, appender = 'get_' .. kind, 'set_' .. kind, 'append_' .. kind

  bytes[getter] = function(...)
    if select('#', ...) ~= 2 then return end
    local b, i = ...
    local d = check(b, 1, getter, 'Bytes')
    i = integer(i, 2, getter, 0)
    if not isindex(i) or i - 1 + size > #d.s then return end
    return (unpack(how, d.s, i))
  end

  bytes[setter] = function(...)
    if select('#', ...) ~= 3 then return false end
    local b, i, v = ...
    local d = check(b, 1, setter, 'Bytes')
    i = integer(i, 2, setter, 0)
    v = integer(v, 3, setter, 0)
    if not isindex(i) or v < least or v > most then return false end
    return write(d, i - 1, pack(how, v))
  end

  bytes[appender] = function(...)
    if select('#', ...) ~= 2 then return false end
    local b, v = ...
    local d = check(b, 1, appender, 'Bytes')
    v = integer(v, 2, appender, 0)
    if v < least or v > most then return false end
    return write(d, #d.s, pack(how, v))
  end
end

-- Seven bits a byte, the low ones first; the eighth says that more follow.
local function variable(v)
  v = v & UINT32
  local out = ''
  while v >= 0x80 do
    out = out .. char(v & 0x7f | 0x80)
    v = v >> 7
  end
  return out .. char(v)
end

local function isint32(v) return v >= -0x80000000 and v <= 0x7fffffff end

-- Room for five bytes is made, and what is written does not count as content (as_bytes_set_var_int).
local function setvariable(d, at, v)
  local s = variable(v)
  if at < #d.s then
    local old = d.s
    write(d, at, s)
    d.s = sub(d.s, 1, #old)
  end
  if d.cap < at + 5 then d.cap = at + 5 end
  d.tail = { at, s }
  return #s
end

function bytes.set_var_int(...)
  if select('#', ...) ~= 3 then return 0 end
  local b, i, v = ...
  local d = check(b, 1, 'set_var_int', 'Bytes')
  i = integer(i, 2, 'set_var_int', 0)
  v = integer(v, 3, 'set_var_int', 0)
  if not isindex(i) or not isint32(v) then return 0 end
  return setvariable(d, i - 1, v)
end

function bytes.append_var_int(...)
  if select('#', ...) ~= 2 then return 0 end
  local b, v = ...
  local d = check(b, 1, 'append_var_int', 'Bytes')
  v = integer(v, 2, 'append_var_int', 0)
  if not isint32(v) then return 0 end
  return setvariable(d, #d.s, v)
end

function bytes.get_var_int(...)
  if select('#', ...) ~= 2 then return end
  local b, i = ...
  local d = check(b, 1, 'get_var_int', 'Bytes')
  i = integer(i, 2, 'get_var_int', 0)
  if not isindex(i) then return end
  local s, at = d.s, i - 1
  local tail = d.tail
  if tail and at >= tail[1] then s = s .. rep('\0', tail[1] - #s) .. sub(tail[2], math.max(#s - tail[1], 0) + 1) end
  local value, shift, size = 0, 0, 0
  repeat
    local c = byte(s, at + size + 1) or 0
    value = value | (c & 0x7f) << shift
    shift, size = shift + 7, size + 1
  until c < 0x80
  return value & UINT32, size
end

local function string_(v, n, name)
  if type(v) == 'number' then return tostring(v) end
  if v == nil or type(v) == 'string' then return v end
  error(format("bad argument #%d to '%s' (string expected, got %s)", n, name, P.typename(v)), 3)
end

function bytes.append_string(...)
  if select('#', ...) ~= 2 then return false end
  local b, v = ...
  local d = check(b, 1, 'append_string', 'Bytes')
  v = string_(v, 2, 'append_string')
  if v == nil or v == '' then return false end
  return write(d, #d.s, v)
end

function bytes.set_string(...)
  if select('#', ...) ~= 3 then return false end
  local b, i, v = ...
  local d = check(b, 1, 'set_string', 'Bytes')
  i = integer(i, 2, 'set_string', 0)
  v = string_(v, 3, 'set_string')
  if not isindex(i) or v == nil then return false end
  return write(d, i - 1, v)
end

function bytes.append_bytes(...)
  if select('#', ...) ~= 3 then return false end
  local b, v, n = ...
  local d = check(b, 1, 'append_bytes', 'Bytes')
  local e = check(v, 2, 'append_bytes', 'Bytes')
  n = integer(n, 3, 'append_bytes', 0)
  if n < 0 or n > UINT32 then return false end
  return write(d, #d.s, sub(e.s, 1, n))
end

function bytes.set_bytes(...)
  if select('#', ...) ~= 4 then return false end
  local b, i, v, n = ...
  local d = check(b, 1, 'set_bytes', 'Bytes')
  i = integer(i, 2, 'set_bytes', 0)
  local e = check(v, 3, 'set_bytes', 'Bytes')
  n = integer(n, 4, 'set_bytes', 0)
  if not isindex(i) or n < 0 or n > UINT32 then return false end
  -- Room is made for what there is; more than that does not fit in unless it did before.
  local at, size = i - 1, n > #e.s and #e.s or n
  if at + size > d.cap then d.cap = at + size end
  if at + n > d.cap then return false end
  return write(d, at, sub(e.s, 1, n) .. rep('\0', n - size))
end

local function range(name, ...)
  if select('#', ...) ~= 3 then return end
  local b, i, n = ...
  local d = check(b, 1, name, 'Bytes')
  i = integer(i, 2, name, 0)
  n = integer(n, 3, name, 0)
  if not isindex(i) or n < 0 or n > UINT32 then return end
  -- The server reads on behind the end; here lie zeros.
  local s = sub(d.s, i, i + n - 1)
  if n - #s > MAX_GROWTH then return end
  return s .. rep('\0', n - #s)
end

function bytes.get_string(...) return range('get_string', ...) end

function bytes.get_bytes(...)
  local s = range('get_bytes', ...)
  if s then return P.bytes(s, 4) end
end

setmetatable(bytes, { __metatable = bytes, __call = function(_, ...)
  local count = select('#', ...)
  if count > 1 then return end
  local made = P.bytes('', 4)
  uservalue(made, 1).cap = integer((...), 2, 'bytes', 0) & UINT32
  return made
end })

Bytes.__index = bytes.get_byte
Bytes.__newindex = bytes.set_byte
-- Lua gives this two arguments, and the function takes one only: so it is 0.
function Bytes.__len() return 0 end
function Bytes.__tostring(b) return P.show(b) or 'Bytes()' end

_G.Bytes = Bytes
