-- Aerospike's lists (server modules/mod-lua mod_lua_list.c, modules/common as_arraylist.c, 8.1.2).
local P = ...
local box, check, integer, keep, give, show = P.box, P.check, P.integer, P.keep, P.give, P.show
local type, mathtype, next, select, setmetatable = type, math.type, next, select, setmetatable
local insert, remove, move, uservalue = table.insert, table.remove, table.move, debug.getuservalue
local isrecord, NIL = P.isrecord, P.NIL

-- A list is filled up to an index that is given; beyond this nobody means it.
local MAX_GROWTH = 1 << 24

local function element(v)
  local kept = keep(v)
  if kept ~= nil and not isrecord(kept) then return kept end
end

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

_G.List = List
