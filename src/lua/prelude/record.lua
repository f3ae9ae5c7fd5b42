-- Records, as functions on records and streams see them: what is set stays in a cache until `aerospike:update()` or
-- `aerospike:create()` (server as/src/base/udf_record.c, udf_aerospike.c, modules/mod-lua mod_lua_{record,aerospike}.c, 8.1.2).
local P = ...
local host, OP, NIL = P.host, P.OP, P.NIL
local check, keep, give, box = P.check, P.keep, P.give, P.box
local type, error, select, format, tostring = type, error, select, string.format, tostring
local uservalue, remove = debug.getuservalue, table.remove

local MAX_NAME, MAX_BINS, MAX_UPDATES = 15, 512, 1024
local BIN_NAME, INCOMPATIBLE_TYPE = 21, 12

local Record = P.class('Record')
record = {}

-- A record that is worked on. In a stream it is one after another, and can only be looked at.
function P.newrecord(open, readonly)
  return { kind = 'Record', open = open, readonly = readonly, updates = {}, byname = {}, inserts = 0, full = false,
    updated = false, code = 0 }
end

local function forget(d)
  d.updates, d.byname, d.inserts, d.full = {}, {}, 0, false
end
P.forget = forget

-- A limit that is exceeded shows when the record is written.
local function cache(d, name, v, dirty)
  if d.full then return end
  local inserts = v ~= NIL
  local bin = d.byname[name]
  if bin then
    if bin.value ~= NIL then d.inserts = d.inserts - 1 end
    bin.value, bin.dirty = v, dirty
    if inserts then d.inserts = d.inserts + 1 end
    return
  end
  if #d.updates >= MAX_UPDATES or (inserts and d.inserts >= MAX_BINS) then
    d.full = true
    return
  end
  bin = { name = name, value = v, dirty = dirty }
  d.updates[#d.updates + 1] = bin
  d.byname[name] = bin
  if inserts then d.inserts = d.inserts + 1 end
end

local function binname(v, n, name)
  local t = type(v)
  if t == 'string' then return P.text(v) end
  if t == 'number' then return tostring(v) end
  if v == nil then return nil end
  error(format("bad argument #%d to '%s' (string expected, got %s)", n, name, P.typename(v)), 3)
end

function Record.__index(r, key)
  local d = check(r, 1, 'index', 'Record')
  local name = binname(key, 2, 'index')
  if name == nil or #name > MAX_NAME then return nil end
  local bin = d.byname[name]
  if bin then return give(bin.value) end
  if not d.open then return nil end
  local kind, bytes = host(OP.bin, name)
  if not kind then return nil end
  local v = P.decode(kind, bytes)
  if v == nil then return nil end
  cache(d, name, v, false)
  return give(v)
end

function Record.__newindex(r, key, value)
  local d = check(r, 1, 'newindex', 'Record')
  local name = binname(key, 2, 'newindex')
  if name == nil then return end
  local v = keep(value)
  if v == nil then error(format("can't set bin %s to unsupported type", name), 2) end
  if d.readonly or #name > MAX_NAME then return end
  cache(d, name, v, true)
end

local NUMBERS = { ttl = 1, last_update_time = 2, gen = 3, size = 4, memory_size = 5, device_size = 6, numbins = 7 }
for name, place in pairs(NUMBERS) do
  record[name] = function(r)
    if not check(r, 1, name, 'Record').open then return 0 end
    return (select(place, host(OP.numbers)))
  end
end

function record.key(r)
  if not check(r, 1, 'key', 'Record').open then return nil end
  local kind, bytes = host(OP.key)
  if kind then return give(P.decode(kind, bytes)) end
  return nil
end

function record.setname(r)
  if not check(r, 1, 'setname', 'Record').open then return nil end
  return (host(OP.setName))
end

function record.digest(r)
  check(r, 1, 'digest', 'Record')
  return P.bytes(host(OP.digest), 4)
end

function record.bin_names(r)
  if not check(r, 1, 'bin_names', 'Record').open then error("can't get bin names", 2) end
  return { host(OP.binNames) }
end

function record.set_ttl(r, seconds)
  local d = check(r, 1, 'set_ttl', 'Record')
  seconds = P.integer(seconds, 2, 'set_ttl', 0)
  if not d.readonly then host(OP.setTtl, seconds & 0xffffffff) end
end

function record.drop_key(r)
  local d = check(r, 1, 'drop_key', 'Record')
  if d.open and not d.readonly then host(OP.dropKey) end
end

-- aerospike ---------------------------------------------------------------------------------------------------------------

Aerospike = {}
local Class = P.class('Aerospike')
Class.__index, Class.__metatable = Aerospike, Aerospike
P.aerospike = box('Aerospike', { kind = 'Aerospike' })

local function fail(d, code)
  d.code, d.updated = code, false
  host(OP.undo)
  forget(d)
  return -1
end

local function put(d, bin)
  local kind, bytes = P.encode(bin.value, true)
  if kind == 0 then return INCOMPATIBLE_TYPE end
  return host(OP.put, bin.name, kind, bytes)
end

-- Hands what was set over to the host; nothing of it is stored before the function has ended.
local function carryout(d)
  if d.full then return fail(d, BIN_NAME) end
  local updates = d.updates
  local i = 1
  while i <= #updates do
    local bin = updates[i]
    if bin.dirty and bin.value == NIL then
      host(OP.remove, bin.name)
      -- The last one takes its place.
      d.byname[bin.name] = nil
      updates[i] = updates[#updates]
      updates[#updates] = nil
    else
      if bin.dirty then
        local code = put(d, bin)
        if code ~= 0 then return fail(d, code) end
      end
      i = i + 1
    end
  end
  for k = 1, #updates do updates[k].dirty = false end
  d.code, d.updated = 0, true
  return 0
end

local function recordof(self, r, name)
  if type(self) ~= 'userdata' then
    error(format("bad argument #1 to '%s' (userdata expected, got %s)", name, P.typename(self)), 3)
  end
  if type(r) ~= 'userdata' or uservalue(r, 1).kind ~= 'Record' then
    error(format("bad argument #1 to '%s' (Record expected, got %s)", name, type(r)), 3)
  end
  return uservalue(r, 1)
end

function Aerospike.exists(self, r)
  return recordof(self, r, 'exists').open
end

function Aerospike.create(self, r)
  local d = recordof(self, r, 'create')
  if d.readonly then return 1 end
  if d.open then
    if record.numbins(r) ~= 0 then return 1 end
    return carryout(d)
  end
  local refused = host(OP.create)
  if refused ~= 0 then return refused end
  local result = carryout(d)
  if result == 0 then d.open = true end
  return result
end

function Aerospike.update(self, r)
  local d = recordof(self, r, 'update')
  if d.readonly then return 1 end
  if not d.open then return -2 end
  return carryout(d)
end

function Aerospike.remove(self, r)
  local d = recordof(self, r, 'remove')
  if d.readonly or not d.open then return 1 end
  forget(d)
  for _, name in ipairs({ host(OP.binNames) }) do cache(d, name, NIL, true) end
  return carryout(d)
end

function Aerospike.log(self, level, message)
  host(OP.log, P.integer(level, 2, 'log', 0), tostring(message))
end

function Aerospike.get_current_time() return P.instream and 0 or (host(OP.time)) end
function Aerospike.set_context() return 2 end
function Aerospike.get_config() return 0 end

-- Under the name and in the lines that errors show on the server.
local lines = {}
for i, name in ipairs({ 'trace', 'debug', 'info', 'warn' }) do
  lines[i] = format('function %s(m, ...)\nreturn aerospike:log(%d, string.format(m, ...))\nend\n', name, 5 - i)
end
load(table.concat(lines), 'aerospike.lua')()
