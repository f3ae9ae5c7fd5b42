import BASE from './base.lua'
import BYTES from './bytes.lua'
import CODEC from './codec.lua'
import LISTS from './lists.lua'
import MAPS from './maps.lua'
import RECORD from './record.lua'
import RUN from './run.lua'
import STREAMS from './streams.lua'
import VALUES from './values.lua'

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
