// Compiled, not run, by several versions of the compiler: the types of sets, from the packed tarball.
import type { Client, Record } from 'aerospike-ts'
import { codecs, define, keys, type StandardSchema, types } from 'aerospike-ts/sets'

interface User {
  name: string
  age: number
  tags: string[]
  address: { city: string; zip: number }
}

export async function plain(client: Client, user: User): Promise<Record<Pick<User, 'name'>> | null> {
  const users = client.set('test', 'users', define<User, number>())
  await users.put(1, user)
  // @ts-expect-error -- a bin of another type
  await users.put(1, { ...user, age: '1' })
  // @ts-expect-error -- bins that are missing
  await users.put(1, { name: 'Ann' })
  // @ts-expect-error -- a key of another type
  await users.put('1', user)
  // @ts-expect-error -- no such bin
  await users.get(1, { bins: ['nane'] })
  // @ts-expect-error -- 16 bytes
  define<{ dateOfPurchases1: number }>()
  // @ts-expect-error -- no bin holds a date
  define<{ born: Date }>()
  // @ts-expect-error -- compared with another type
  users.query().where((bins) => bins.age.ge('18'))
  // @ts-expect-error -- no number
  await users.operate(1, (bins) => [bins.name.add(1)])
  const { results } = await users.operate(1, (bins) => [
    bins.age.add(1),
    bins.age.read(),
    bins.tags.lists.append('x'),
    bins.address.maps.getByKey('zip'),
  ])
  const typed: [null, number | null, number, number | null] = results
  void typed
  return users.get(1, { bins: ['name'] })
}

type Input = { name: string; born: Date; dateOfRegistration?: number }
type Output = { name: string; born: Date; dateOfRegistration: number }

export async function checked(
  client: Client,
  schema: StandardSchema<Input, Output>,
): Promise<Date | undefined> {
  const definition = define(schema, {
    aliases: { dateOfRegistration: 'registered' },
    codecs: { born: codecs.date },
    key: keys.string,
  })
  const set = client.set('test', 'users', definition)
  await set.put('a', { name: 'Ann', born: new Date() })
  // @ts-expect-error -- a name of 18 bytes without an alias
  define(schema, { codecs: { born: codecs.date } })
  // @ts-expect-error -- a date without a codec
  define(schema, { aliases: { dateOfRegistration: 'registered' } })
  // @ts-expect-error -- an alias for no field
  define(types<{ a: string }>(), { aliases: { b: 'c' } })
  set.where((bins) => bins.born.ge(0))
  return (await set.get('a'))?.bins.born
}
