-- Operations on streams. A function builds a list of them; nodes run it up to the first reduce, and the client that reduce and
-- all behind it (server modules/mod-lua mod_lua_{system,stream}.c, 8.1.2).
local P = ...
local host, OP = P.host, P.OP
local type, error, getmetatable, setmetatable, pairs, ipairs = type, error, getmetatable, setmetatable, pairs, ipairs
local insert, unpack = table.insert, table.unpack
local uservalue, yield = P.debug.getuservalue, coroutine.yield
local sunpack, sub = string.unpack, string.sub

-- A number that an aggregation has counted up to this is handed on, and counting starts again.
local LIMIT = 1000
local NODE, EITHER, BOTH = 1, 2, 3

local function fresh(v)
  local t = type(v)
  if t == 'table' then
    local copy = {}
    for k, each in pairs(v) do copy[k] = each end
    return copy
  end
  if t ~= 'userdata' then return v end
  local kind = uservalue(v, 1).kind
  if kind == 'Map' then return map.clone(v) end
  if kind == 'List' then return list.clone(v) end
end

-- Global, as they are on the server: a module may have one of its own under such a name.
function filter(next, p)
  local over = false
  return function()
    if over then return nil end
    for v in next do
      if p(v) then return v end
    end
    over = true
    return nil
  end
end

function transform(next, f)
  local over = false
  return function()
    if over then return nil end
    local v = next()
    if v ~= nil then return f(v) end
    over = true
    return nil
  end
end

function reduce(next, f)
  local over = false
  return function()
    if over then return nil end
    local all = next()
    if all ~= nil then
      for v in next do all = f(all, v) end
    end
    over = true
    return all
  end
end

function aggregate(next, init, f)
  local over = false
  return function()
    if over then return nil end
    local all = fresh(init)
    for v in next do
      all = f(all, v)
      if type(all) == 'number' and all >= LIMIT then return all end
    end
    over = true
    return all
  end
end

StreamOps = {}
StreamOps_mt = { __index = StreamOps }

function StreamOps_create() return setmetatable({ ops = {} }, StreamOps_mt) end

local function add(self, scope, name, func, args)
  insert(self.ops, { scope = scope, name = name, func = func, args = args })
  return self
end

function StreamOps:aggregate(...) return add(self, NODE, 'aggregate', aggregate, { ... }) end
function StreamOps:reduce(...) return add(self, BOTH, 'reduce', reduce, { ... }) end
function StreamOps:map(...) return add(self, EITHER, 'map', transform, { ... }) end
function StreamOps:filter(...) return add(self, EITHER, 'filter', filter, { ... }) end

function StreamOps:groupby(f)
  local function gather(groups, v)
    local key = f and f(v) or nil
    local group = groups[key] or list()
    list.append(group, v)
    groups[key] = group
    return groups
  end
  local function merge(a, b)
    local both = list.clone(a)
    for v in list.iterator(b) do list.append(both, v) end
    return both
  end
  return self:aggregate(map(), gather):reduce(function(a, b) return map.merge(a, b, merge) end)
end

function StreamOps_select(ops, scope)
  local ofnode, ofclient, reduced = {}, {}, false
  for _, op in ipairs(ops) do
    if reduced then insert(ofclient, op)
    else
      insert(ofnode, op)
      if op.scope == BOTH then
        insert(ofclient, op)
        reduced = true
      end
    end
  end
  return scope == 2 and ofclient or ofnode
end

function StreamOps_apply(next, ops, i, n)
  for k = i or 1, n or #ops do
    local op = ops[k]
    next = op.func(next, unpack(op.args)) or next
  end
  return next
end

-- streams -----------------------------------------------------------------------------------------------------------------

local Stream = P.class('Stream')
stream = {}

local function sourceof(s)
  if type(s) ~= 'userdata' then error("bad argument #1 to 'stream' (Stream expected, got " .. P.typename(s) .. ')', 3) end
  return uservalue(s, 1)
end

function stream.read(s)
  local d = sourceof(s)
  if d.read then return d.read() end
end

function stream.write(s, v)
  local d = sourceof(s)
  if not d.write then return -1 end
  local kept = P.keep(v)
  if kept ~= nil and v ~= nil then d.write(kept) end
  return 0
end

function stream.readable(s) return sourceof(s).read ~= nil end
function stream.writable(s) return sourceof(s).read ~= nil end
function stream.tostring() return 'Stream' end
Stream.__tostring = stream.tostring

function stream_iterator(s)
  local over = false
  return function()
    if over then return nil end
    local v = stream.read(s)
    if v == nil then over = true end
    return v
  end
end

-- One record after another, as the host comes to them.
function P.records()
  local d = P.newrecord(false, true)
  local r = P.box('Record', d)
  return function()
    P.forget(d)
    d.open = host(OP.next)
    if d.open then return r end
  end
end

-- Values in pieces: a piece is any number of them, each its type, its length and its bytes. Waits for a piece that is not there yet.
function P.values()
  local piece, at, over = '', 1, false
  return function()
    while not over do
      if at > #piece then
        piece, at = yield(true), 1
        over = piece == nil
      else
        local kind, bytes
        kind, bytes, at = sunpack('>I1s4', piece, at)
        local v = P.give(P.decode(kind, bytes))
        if v ~= nil then return v end
      end
    end
  end
end

function P.out(v) host(OP.write, P.encode(v, false)) end

function P.newstream(read, write)
  return P.box('Stream', { kind = 'Stream', read = read, write = write })
end
