import { BYTES } from './bytes.ts'
import { CODEC } from './codec.ts'
import { LISTS } from './lists.ts'
import { MAPS } from './maps.ts'
import { RECORD } from './record.ts'
import { RUN } from './run.ts'
import { STREAMS } from './streams.ts'
import { VALUES } from './values.ts'

/** Called with the two functions of the host and the number of this state; gives the table P that the other parts share. */
const BASE = String.raw`
local newbox, callhost, id, operations, timeout = ...
local P = { OP = {}, NIL = {}, TIMEOUT = timeout, newbox = newbox, debug = debug }
for name, number in string.gmatch(operations, '(%a+)=(%d+)') do P.OP[name] = tonumber(number) end
function P.host(...) return callhost(id, ...) end
return P
`

/** Lua's own side of all this, in the order in which its parts need each other. */
export const PRELUDE: readonly (readonly [name: string, source: string])[] = [
  ['base', BASE],
  ['values', VALUES],
  ['lists', LISTS],
  ['maps', MAPS],
  ['bytes', BYTES],
  ['codec', CODEC],
  ['record', RECORD],
  ['streams', STREAMS],
  ['run', RUN],
]
