-- Values as bytes: the particles of bins, and Aerospike's msgpack inside lists and maps (server modules/common as_msgpack.c,
-- as/src/base/cdt.c asval_serialize, 8.1.2). Text ends at its first NUL, as it does where it is a C string.
local P = ...
local NIL = P.NIL
local pack, unpack, byte, sub, char = string.pack, string.unpack, string.byte, string.sub, string.char
local find, rep, concat = string.find, string.rep, table.concat
local type, mathtype, pcall, error = type, math.type, pcall, error
local uservalue = debug.getuservalue

local function text(s)
  local zero = find(s, '\0', 1, true)
  return zero and sub(s, 1, zero - 1) or s
end
P.text = text

local BLOB, STRING, GEOJSON = 4, 3, 23

local function packblob(kind, s, out)
  local size = #s + 1
  local head
  if size < 32 then head = char(0xa0 | size)
  elseif size < 256 then head = pack('>BB', 0xd9, size)
  elseif size < 65536 then head = pack('>BI2', 0xda, size)
  else head = pack('>BI4', 0xdb, size) end
  out[#out + 1] = head
  out[#out + 1] = char(kind)
  out[#out + 1] = s
end

local function packinteger(v, out)
  local s
  if v >= 0 then
    if v < 0x80 then s = char(v)
    elseif v < 0x100 then s = pack('>BB', 0xcc, v)
    elseif v < 0x10000 then s = pack('>BI2', 0xcd, v)
    elseif v < 0x100000000 then s = pack('>BI4', 0xce, v)
    else s = pack('>Bi8', 0xcf, v) end
  elseif v >= -32 then s = char(v & 0xff)
  elseif v >= -128 then s = pack('>Bi1', 0xd0, v)
  elseif v >= -32768 then s = pack('>Bi2', 0xd1, v)
  elseif v >= -2147483648 then s = pack('>Bi4', 0xd2, v)
  else s = pack('>Bi8', 0xd3, v) end
  out[#out + 1] = s
end

local function header(n, small, code, out)
  if n < 16 then out[#out + 1] = char(small | n)
  elseif n < 65536 then out[#out + 1] = pack('>BI2', code, n)
  else out[#out + 1] = pack('>BI4', code + 1, n) end
end

local packvalue

local function packlist(d, out, stored)
  local n = d.n
  local marked = stored and d.flags & 1 ~= 0
  header(marked and n + 1 or n, 0x90, 0xdc, out)
  if marked then out[#out + 1] = '\xc7\0\1' end
  for i = 1, n do packvalue(d[i], out, stored) end
end

local function packmap(d, out, stored)
  local keys = P.keys(d)
  local flags = stored and d.flags & 3 or d.flags
  local marked = flags & 1 ~= 0
  header(marked and #keys + 1 or #keys, 0x80, 0xde, out)
  if marked then out[#out + 1] = '\xc7\0' .. char(flags) .. '\xc0' end
  for i = 1, #keys do
    local key = keys[i]
    packvalue(d.boxes and d.boxes[key] or key, out, stored)
    packvalue(d.values[key], out, stored)
  end
end

function packvalue(v, out, stored)
  local t = type(v)
  if t == 'number' then
    if mathtype(v) == 'integer' then packinteger(v, out) else out[#out + 1] = pack('>Bd', 0xcb, v) end
  elseif t == 'string' then packblob(STRING, v, out)
  elseif t == 'boolean' then out[#out + 1] = v and '\xc3' or '\xc2'
  elseif v == NIL then out[#out + 1] = '\xc0'
  else
    local d = uservalue(v, 1)
    local kind = d.kind
    if kind == 'List' then packlist(d, out, stored)
    elseif kind == 'Map' then packmap(d, out, stored)
    elseif kind == 'Bytes' then packblob(d.type, d.s, out)
    elseif kind == 'GeoJSON' then packblob(GEOJSON, d.s, out)
    else error('no value') end
  end
end

local function packed(v, stored)
  local out = {}
  packvalue(v, out, stored)
  return concat(out)
end
P.packed = packed

local SCALARS = {
  [0xca] = '>f', [0xcb] = '>d', [0xcc] = '>I1', [0xcd] = '>I2', [0xce] = '>I4', [0xcf] = '>i8',
  [0xd0] = '>i1', [0xd1] = '>i2', [0xd2] = '>i4', [0xd3] = '>i8',
}
local BLOBS = {
  [0xc4] = '>I1', [0xc5] = '>I2', [0xc6] = '>I4', [0xd9] = '>I1', [0xda] = '>I2', [0xdb] = '>I4',
}

local unpackvalue

local function unpackblob(s, at, size)
  local kind = 0
  if size > 0 then kind = byte(s, at) at, size = at + 1, size - 1 end
  local stop = at + size
  local body = sub(s, at, stop - 1)
  if #body ~= size then error('short') end
  if kind == STRING then return text(body), stop end
  if kind == GEOJSON then return P.geojson(text(body)), stop end
  return P.bytes(body, kind), stop
end

-- The mark of an order: its flags, and where it ends; nothing when there is none.
local function mark(s, at)
  local code = byte(s, at)
  if code == 0xc7 then return byte(s, at + 2), at + 3 + byte(s, at + 1) end
  if code == 0xc8 then return byte(s, at + 3), at + 4 + unpack('>I2', s, at + 1) end
  if code == 0xc9 then return byte(s, at + 5), at + 6 + unpack('>I4', s, at + 1) end
  if code and code >= 0xd4 and code <= 0xd8 then return byte(s, at + 1), at + 2 + (1 << (code - 0xd4)) end
end

local function unpacklist(s, at, n)
  local d = { kind = 'List', n = 0, flags = 0 }
  if n > 0 then
    local flags, next = mark(s, at)
    if flags then d.flags, at, n = flags, next, n - 1 end
  end
  for i = 1, n do d[i], at = unpackvalue(s, at) end
  d.n = n
  return P.box('List', d), at
end

local function unpackpairs(s, at, n)
  local d = { kind = 'List', n = 2 * n, flags = 0 }
  for i = 1, 2 * n do d[i], at = unpackvalue(s, at) end
  return P.box('List', d), at
end

local function unpackmap(s, at, n)
  local flags = 0
  if n > 0 then
    local given, next = mark(s, at)
    if given then
      flags, n = given, n - 1
      local _
      _, at = unpackvalue(s, next)
    end
  end
  -- Its order is that of its entries: such a map comes as a list of them.
  if flags & 8 ~= 0 then return unpackpairs(s, at, n) end
  local d = P.newmap(flags)
  for _ = 1, n do
    local key, value
    key, at = unpackvalue(s, at)
    value, at = unpackvalue(s, at)
    if not P.setmap(d, key, value) then error('no key') end
  end
  return P.box('Map', d), at
end

function unpackvalue(s, at)
  local code = byte(s, at)
  at = at + 1
  if code < 0x80 then return code, at end
  if code >= 0xe0 then return code - 256, at end
  if code < 0x90 then return unpackmap(s, at, code & 0x0f) end
  if code < 0xa0 then return unpacklist(s, at, code & 0x0f) end
  if code < 0xc0 then return unpackblob(s, at, code & 0x1f) end
  if code == 0xc0 then return NIL, at end
  if code == 0xc2 then return false, at end
  if code == 0xc3 then return true, at end
  local format = SCALARS[code]
  if format then return unpack(format, s, at) end
  format = BLOBS[code]
  if format then
    local size
    size, at = unpack(format, s, at)
    return unpackblob(s, at, size)
  end
  local width = (code == 0xdc or code == 0xde) and '>I2' or (code == 0xdd or code == 0xdf) and '>I4'
  if not width then error('no value') end
  local n
  n, at = unpack(width, s, at)
  return (code <= 0xdd and unpacklist or unpackmap)(s, at, n)
end

-- Something without a value gives none; a time limit that is over is more than that.
local function attempt(f, ...)
  local ok, value = pcall(f, ...)
  if ok then return value end
  if value == P.TIMEOUT then error(value, 0) end
end

local function unpacked(s)
  return (attempt(unpackvalue, s, 1))
end
P.unpacked = unpacked

-- The value of a particle; nil when it cannot be read, as where the server gives up a collection.
function P.decode(kind, s)
  if kind == 1 then return (unpack('>i8', s)) end
  if kind == STRING then return text(s) end
  if kind == 2 then return (unpack('>d', s)) end
  if kind == 17 then return byte(s) ~= 0 end
  if kind == 19 or kind == 20 then return unpacked(s) end
  if kind == GEOJSON then return P.geojson(text(sub(s, 4 + 8 * unpack('>I2', s, 2)))) end
  if kind == 0 then return NIL end
  return P.bytes(s, kind)
end

local BLOB_TYPES = { [7] = true, [8] = true, [9] = true, [10] = true, [11] = true, [12] = true, [16] = true, [18] = true }

-- The particle of a value: its type and bytes. Nothing for what has none. Only what is stored keeps a blob's own type, and the
-- order of a list.
function P.encode(v, stored)
  local t = type(v)
  if t == 'number' then
    if mathtype(v) == 'integer' then return 1, pack('>i8', v) end
    return 2, pack('>d', v)
  end
  if t == 'string' then return STRING, v end
  if t == 'boolean' then return 17, v and '\1' or '\0' end
  if t ~= 'userdata' then return 0, '' end
  local d = uservalue(v, 1)
  local kind = d.kind
  if kind == 'List' or kind == 'Map' then
    local s = attempt(packed, v, stored)
    if not s then return 0, '' end
    return kind == 'List' and 20 or 19, s
  end
  if kind == 'Bytes' then return stored and BLOB_TYPES[d.type] and d.type or BLOB, d.s end
  if kind == 'GeoJSON' then return GEOJSON, '\0\0\0' .. d.s end
  return 0, ''
end
