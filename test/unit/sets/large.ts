// A schema of sixty bins and four levels, as large as they get: what the compiler has to do for it is counted by compile.test.ts.
import type { Client } from '../../../src/client.ts'
import { codecs, define, types } from '../../../src/sets/index.ts'

interface Place {
  street: string
  number: number
  geo: { lat: number; lon: number; tags: string[] }
}

interface Part {
  name: string
  count: number
  place: Place
  history: { at: number; by: string; where: Place }[]
}

export interface Large {
  bin00: string
  bin01: number
  bin02: boolean
  bin03: string[]
  bin04: Part
  bin05: Part[]
  bin06: { [name: string]: Part }
  bin07: Uint8Array
  bin08: 'a' | 'b'
  bin09: { first: { second: { third: { fourth: number; list: Place[] } } } }
  bin10: string
  bin11: number
  bin12: boolean
  bin13: string[]
  bin14: Part
  bin15: Part[]
  bin16: { [name: string]: Part }
  bin17: Uint8Array
  bin18: 'a' | 'b'
  bin19: { first: { second: { third: { fourth: number; list: Place[] } } } }
  bin20: string
  bin21: number
  bin22: boolean
  bin23: string[]
  bin24: Part
  bin25: Part[]
  bin26: { [name: string]: Part }
  bin27: Uint8Array
  bin28: 'a' | 'b'
  bin29: { first: { second: { third: { fourth: number; list: Place[] } } } }
  bin30: string
  bin31: number
  bin32: boolean
  bin33: string[]
  bin34: Part
  bin35: Part[]
  bin36: { [name: string]: Part }
  bin37: Uint8Array
  bin38: 'a' | 'b'
  bin39: { first: { second: { third: { fourth: number; list: Place[] } } } }
  bin40: string
  bin41: number
  bin42: boolean
  bin43: string[]
  bin44: Part
  bin45: Part[]
  bin46: { [name: string]: Part }
  bin47: Uint8Array
  bin48: 'a' | 'b'
  bin49: { first: { second: { third: { fourth: number; list: Place[] } } } }
  bin50: string
  bin51: number
  bin52: boolean
  bin53: string[]
  bin54: Part
  bin55: Part[]
  bin56: { [name: string]: Part }
  bin57: Uint8Array
  born: Date
  dateOfRegistration: number
}

/** What an application does with it. */
export async function use(client: Client, record: Large): Promise<readonly unknown[]> {
  const set = client.set(
    'test',
    'large',
    define(types<Large>(), { codecs: { born: codecs.date }, aliases: { dateOfRegistration: 'registered' } }),
  )
  await set.put(1, record)
  const one = await set.get(1, { bins: ['bin00', 'bin04', 'born'] })
  const query = set
    .query()
    .where((bins) => bins.bin01.ge(1).and(bins.bin04.place.geo.lat.gt(1), bins.born.gt(0)))
  const found = await query.select('bin09').toArray()
  const { results } = await set.operate(1, (bins) => [
    bins.bin01.add(1),
    bins.bin05.lists.size(),
    bins.bin06.key('x').key('place').maps.getByKey('street'),
    bins.bin09.key('first').key('second').maps.size(),
    bins.born.read(),
  ])
  const depth: number | undefined = found[0]?.bins.bin09.first.second.third.fourth
  const born: Date | null = results[4]
  return [one?.bins.bin04.place.geo.tags, depth, born]
}
