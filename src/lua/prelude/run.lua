-- The way into Lua: modules are loaded, functions applied (server modules/mod-lua mod_lua.c, mod_lua_system.c, 8.1.2). What a
-- module finds is the language without what reaches out of it: no files, no processes, no loading of anything but modules.
local P = ...
local host, OP = P.host, P.OP
local type, error, pcall, load, setmetatable, tostring = type, error, pcall, load, setmetatable, tostring
local unpack, gsub, find, sub, match, tonumber = table.unpack, string.gsub, string.find, string.sub, string.match, tonumber
local rawget, rawset, select = rawget, rawset, select
local yield, running = coroutine.yield, coroutine.running
local uservalue, traceback, getinfo = P.debug.getuservalue, P.debug.traceback, P.debug.getinfo

local env = _G

-- What reaches out of Lua goes, and what would show its inside.
local time, clock, date, difftime = os.time, os.clock, os.date, os.difftime
io, dofile, loadfile = nil, nil, nil
os = { time = time, clock = clock, date = date, difftime = difftime, getenv = function() end }
function print() end

-- Finalizers run with hooks switched off, in the middle of anything and when a state is closed: one without an end would hold up the
-- process for ever. So there are none.
function env.setmetatable(...)
  local t, class = ...
  if type(t) ~= 'table' then
    error(("bad argument #1 to 'setmetatable' (table expected, got %s)"):format(select('#', ...) == 0 and 'no value' or P.typename(t)), 2)
  end
  if type(class) ~= 'table' then
    if class == nil and select('#', ...) > 1 then return setmetatable(t, nil) end
    error("bad argument #2 to 'setmetatable' (nil or table expected)", 2)
  end
  local finalizer = rawget(class, '__gc')
  if finalizer == nil then return setmetatable(t, class) end
  rawset(class, '__gc', nil)
  setmetatable(t, class)
  rawset(class, '__gc', finalizer)
  return t
end

function env.load(chunk, name, _, ...)
  if select('#', ...) == 0 then return load(chunk, name, 't') end
  return load(chunk, name, 't', (...))
end
loadstring = nil

local loaded = {
  _G = env, string = string, table = table, math = math, coroutine = coroutine, utf8 = utf8, os = os,
  debug = { traceback = traceback, getinfo = getinfo },
}
package = { loaded = loaded, preload = {}, path = '', cpath = '', config = '/\n;\n?\n!\n-\n' }

function require(name)
  if loaded[name] ~= nil then return loaded[name] end
  local opened, path = package.preload[name], ':preload:'
  if not opened then
    local source, problem
    local file = gsub(name, '%.', '/')
    source, path = host(OP.source, file)
    if not source and P.fetcher == running() then source, path = yield(file), file .. '.lua' end
    if not source then
      error(("module '%s' not found:\n\tno field package.preload['%s']\n\tno such registered module"):format(name, name), 2)
    end
    opened, problem = load(source, '@' .. path, 't')
    if not opened then
      error(("error loading module '%s' from file '%s':\n\t%s"):format(name, path, problem), 2)
    end
  end
  local value = opened(name, path)
  if value ~= nil then loaded[name] = value
  elseif loaded[name] == nil then loaded[name] = true end
  return loaded[name], path
end

local function message(v)
  if type(v) == 'string' then return P.text(v) end
end

-- Loads a module → nothing, or why it cannot be. Where modules have to be fetched it waits for them, as functions on streams do.
function P.open(name, fetches)
  P.fetcher = fetches and running()
  local ok, problem = pcall(require, name)
  if not ok then return tostring(problem) end
end

-- Tries a module that is to be registered → nothing, or its line and what is wrong (populate_error).
function P.try(source, name)
  local opened, problem = load(source, name, 't')
  if opened then
    local ok, thrown = pcall(opened)
    if ok then return end
    problem = thrown
  end
  if type(problem) == 'number' then problem = tostring(problem) end
  if type(problem) ~= 'string' then problem = '(Null error message returned by lua)' end
  local file, line, rest = match(problem, '^%[[^"]*"([^"]*)"[^:]*:(%d+): (.*)$')
  if file then return file, tonumber(line), sub(rest, 1, 1023) end
  if sub(problem, 1, 1) == '[' then return '', 0, '' end
  return '', 0, sub(match(problem, '^[^\n]*'), 1, 256)
end

local function arguments(packed)
  local args = P.unpacked(packed)
  local given = { n = 0 }
  if type(args) ~= 'userdata' or uservalue(args, 1).kind ~= 'List' then return given end
  local d = uservalue(args, 1)
  given.n = d.n
  for i = 1, d.n do given[i] = P.give(d[i]) end
  return given
end

function apply_record(f, r, ...)
  if f == nil then error('function not found', 2) end
  success, result = pcall(f, r, ...)
  if success then return result end
  error(result, 2)
end

-- Applies a function to a record → whether it succeeded, what it gave or its error, the code and whether there is something to write.
function P.apply(name, open, packed)
  local d = P.newrecord(open, false)
  local args = arguments(packed)
  aerospike = P.aerospike
  local ok, value = pcall(env.apply_record, env[name], P.box('Record', d), unpack(args, 1, args.n))
  if not ok then return false, message(value) end
  local kept = P.keep(value)
  local kind, bytes = 0, ''
  if kept ~= nil then kind, bytes = P.encode(kept, false) end
  return true, d.code, d.updated, kind, bytes
end

function apply_stream(f, scope, istream, ostream, ...)
  if f == nil then error('function not found', 2) end
  success, result = pcall(f, StreamOps_create(), ...)
  if not success then error(result, 2) end
  if type(result) ~= 'table' then error("attempt to index a " .. type(result) .. " value (global 'result')", 2) end
  local values = StreamOps_apply(stream_iterator(istream), StreamOps_select(result.ops, scope))
  for value in values do stream.write(ostream, value) end
  stream.write(ostream, nil)
  return 0
end

-- Applies a function to a stream: of records on a node (scope 1), of the nodes' values in a client (scope 2) → whether it succeeded,
-- and its error.
function P.stream(name, scope, packed)
  local args = arguments(packed)
  aerospike, P.instream = P.aerospike, true
  P.fetcher = scope == 2 and running()
  local from = P.newstream(scope == 1 and P.records() or P.values())
  local to = P.newstream(nil, P.out)
  local ok, value = pcall(env.apply_stream, env[name], scope, from, to, unpack(args, 1, args.n))
  if not ok then return false, message(value) end
  return true
end
