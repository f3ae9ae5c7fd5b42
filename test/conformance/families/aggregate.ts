import type { Value } from '../../../src/index.ts'
import type { Bins, Family, Step } from '../scenario.ts'

const SOURCE = `
local function one(r) return 1 end
local function add(a, b) return a + b end
local function most(a, b) return a > b and a or b end
function count(s) return s : map(one) : reduce(add) end
function sum(s, bin)
  return s : filter(function(r) return r[bin] ~= nil end) : map(function(r) return r[bin] end) : reduce(add)
end
function largest(s, bin) return s : map(function(r) return r[bin] end) : reduce(most) end
function above(s, bin, limit)
  return s : filter(function(r) return r[bin] > limit end) : map(function(r) return r[bin] end)
end
function groups(s)
  local function into(m, r)
    m[r.g] = (m[r.g] or 0) + r.n
    return m
  end
  return s : aggregate(map(), into) : reduce(function(a, b) return map.merge(a, b, add) end)
end
function by(s)
  local function sizes(m)
    local out = map()
    for k, v in map.pairs(m) do out[k] = list.size(v) end
    return out
  end
  return s : map(function(r) return r.n end) : groupby(function(n) return n % 2 end) : map(sizes)
end
function average(s)
  local function into(m, r)
    m.n = m.n + 1
    m.sum = m.sum + r.n
    return m
  end
  local function both(a, b)
    a.n = a.n + b.n
    a.sum = a.sum + b.sum
    return a
  end
  return s : aggregate(map{n = 0, sum = 0}, into) : reduce(both) : map(function(m) return m.sum / m.n end)
end
function after(s) return s : map(one) : reduce(add) : map(function(n) return "n=" .. n end) : filter(function(t) return t ~= "" end) end
function values(s, v) return s : map(function() return v end) end
function given(s, v) return s : map(one) : reduce(add) : map(function(n) return v end) end
function none(s) return nil end
function bad(s) return s : map(function(r) error('no ' .. r.g) end) end
function badreduce(s) return s : map(one) : reduce(function(a, b) error('cannot reduce') end) end
function badfinal(s) return s : map(one) : reduce(add) : map(function(n) return n.x.y end) end
function badstart(s) error('at once') end
function tables(s) return s : map(function() return {} end) end
function nils(s) return s : map(function() return nil end) end
function about(s)
  return s : map(function(r)
    return list{record.gen(r), record.numbins(r), bytes.size(record.digest(r)), type(record.ttl(r)),
      tostring(record.key(r)), aerospike:exists(r), aerospike:update(r), aerospike:remove(r), aerospike:get_current_time()}
  end)
end
function write(s) return s : map(function(r) r.n = 99 return r.n end) end
function limit(s)
  local function into(a, r) return a + r.n end
  return s : aggregate(0, into)
end
function lists(s) return s : map(function(r) return list{r.n, r.g, r.missing, 2.5, true} end) end
function quiet(s) info("count %d", 1) return s : map(one) : reduce(add) end
`

const RECORDS: { readonly [name: string]: Bins } = Object.fromEntries(
  Array.from({ length: 12 }, (_, i) => [`r${i}`, { n: i + 1, g: `g${i % 3}`, big: 2n ** 60n + BigInt(i) }]),
)

function over(records: { readonly [name: string]: Bins }, ...steps: readonly Step[]): Step[] {
  return [['register', 'm$run.lua', SOURCE], ['fill', records], ...steps]
}

const all = (name: string, ...args: readonly Value[]): Step => ['aggregate', {}, name, args]
const where = (name: string, ...args: readonly Value[]): Step => [
  'aggregate',
  { where: ['range', 'n', 4, 8] },
  name,
  args,
]

/** Queries whose records go through stream functions. */
export const aggregate: Family = {
  name: 'aggregate',
  scenarios: {
    'one number of all records': over(
      RECORDS,
      all('count'),
      all('sum', 'n'),
      all('largest', 'n'),
      all('sum', 'nowhere'),
    ),
    'integers of 64 bits': over(
      RECORDS,
      all('largest', 'big'),
      all('sum', 'big'),
      all('above', 'big', 2n ** 60n + 9n),
    ),
    'filtered and mapped': over(RECORDS, all('above', 'n', 9), all('above', 'n', 100)),
    groups: over(RECORDS, all('groups'), all('by')),
    'steps behind a reduce': over(RECORDS, all('average'), all('after')),
    'by an index': over(
      RECORDS,
      ['index', { name: 'i', bin: 'n', type: 'numeric' }],
      where('count'),
      where('sum', 'n'),
      where('groups'),
    ),
    'without an index': over(RECORDS, where('count')),
    'values of all types': over(
      { only: { n: 1, g: 'x' } },
      ...[
        0,
        -5,
        2n ** 62n,
        2.5,
        true,
        'text',
        Buffer.from([1, 2]),
        [1, [2]],
        new Map<Value, Value>([['k', 1]]),
      ].flatMap((value): Step[] => [all('values', value), all('given', value)]),
      all('values', null),
      all('lists'),
    ),
    'what is no value': over({ only: { n: 1, g: 'x' } }, all('tables'), all('nils')),
    'what a record tells': over({ only: { n: 1, g: 'x' } }, all('about')),
    'nothing is written': over({ only: { n: 1, g: 'x' } }, all('write'), ['query', {}]),
    'a number that has grown is handed on': over({ a: { n: 2000, g: 'x' } }, all('limit')),
    'a number that has not': over({ a: { n: 600, g: 'x' } }, all('limit')),
    'errors of a function': over(
      { only: { n: 1, g: 'x' } },
      all('bad'),
      all('badfinal'),
      all('badstart'),
      all('none'),
      all('nowhere'),
    ),
    'errors of the last reduce': over(RECORDS, all('badreduce')),
    'no records': over({}, all('count'), all('groups')),
    logs: over(RECORDS, all('quiet')),
  },
}
