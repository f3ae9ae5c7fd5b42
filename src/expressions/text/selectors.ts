import { ReturnType } from '../../collections/cdt-codes.ts'
import type { CallNode } from '../node.ts'

/** What stands between the brackets of a path and selects elements: `[1:3]`, `{@'a'}`. */
export interface Selector {
  /** What is looked at: `@` keys, `=` values, `#` ranks; indexes have no mark. */
  readonly mark: '' | '@' | '=' | '#'
  readonly form: 'one' | 'all' | 'list' | 'range' | 'count' | 'near'
}

/** Calls that select elements, by their names without `get` or `remove`. `all` are those that equal, `count` a range by a begin and how many. */
export const SELECTORS: Readonly<Record<string, Selector>> = {
  ByIndex: { mark: '', form: 'one' },
  ByIndexRange: { mark: '', form: 'count' },
  ByRank: { mark: '#', form: 'one' },
  ByRankRange: { mark: '#', form: 'count' },
  ByValue: { mark: '=', form: 'all' },
  ByValueList: { mark: '=', form: 'list' },
  ByValueRange: { mark: '=', form: 'range' },
  ByValueRelRankRange: { mark: '#', form: 'near' },
  ByKey: { mark: '@', form: 'one' },
  ByKeyList: { mark: '@', form: 'list' },
  ByKeyRange: { mark: '@', form: 'range' },
  ByKeyRelIndexRange: { mark: '', form: 'near' },
}

/** The selector of a call that reads or removes, and which of these it does. */
export function selectorOf(
  name: string,
): { readonly verb: 'get' | 'remove'; readonly selector: Selector } | undefined {
  const [, verb, rest = ''] = /^(?:lists|maps)\.(get|remove)(By\w+)$/.exec(name) ?? []
  const selector = SELECTORS[rest]
  return selector === undefined ? undefined : { verb: verb as 'get' | 'remove', selector }
}

/** Whether a call gives one element or its key, which may be of any type. */
export function givesElement({ call, returns }: CallNode): boolean {
  const found = selectorOf(call.name)
  return (
    found?.verb === 'get' &&
    found.selector.form === 'one' &&
    (returns === ReturnType.value || returns === ReturnType.key)
  )
}
