// Who takes part, by the name that stands in data and page.
import { start } from './child.mjs'
import { checkout } from './checkout.mjs'

export const TITLES = {
  sockets: 'bare sockets',
  before: 'ours, before',
  ours: 'ours',
  plain: 'ours, coalesce off',
  official: 'official client',
}

/** Contenders as data: name, module in contenders/ and environment. */
export function contendersOf({ ours, before, without }) {
  const mine = checkout(ours)
  const old = before === undefined ? undefined : checkout(before)
  const list = [
    { name: 'sockets', module: 'sockets' },
    ...(old === undefined
      ? []
      : [{ name: 'before', module: 'ours', env: { BENCH_CLIENT: old.entry }, commit: old.commit }]),
    { name: 'ours', module: 'ours', env: { BENCH_CLIENT: mine.entry }, commit: mine.commit },
    { name: 'plain', module: 'ours', env: { BENCH_CLIENT: mine.entry, BENCH_COALESCE: 'off' } },
    { name: 'official', module: 'official' },
  ]
  return list.filter(({ name }) => !without.includes(name))
}

/** Those that can take part; the others' reasons go into `notes`. */
export async function probe(contenders, hosts, notes) {
  const able = []
  for (const contender of contenders) {
    try {
      await (await start(contender, hosts)).close()
      able.push(contender)
    } catch (error) {
      notes.push(`"${TITLES[contender.name]}" is left out: ${error.message.split('\n')[0]}`)
      console.log(notes.at(-1))
    }
  }
  return able
}

/** Does `work` with a fresh process of each contender, all of them connected. */
export async function withProcesses(contenders, hosts, work) {
  const started = await Promise.all(contenders.map((contender) => start(contender, hosts)))
  try {
    return await work(started)
  } finally {
    await Promise.all(started.map((contender) => contender.close()))
  }
}
