import { clientError } from '../../errors/index.ts'
import { isBytes } from '../../kinds.ts'
import {
  boolean,
  choice,
  custom,
  type CustomOption,
  defaultsOf,
  integer,
  type OptionTable,
  resolveOptions,
} from '../../policy/table.ts'
import { COMMAND_KINDS } from '../record/kind.ts'
import type { Fault, FaultAction } from './fault.ts'

// What a fault may say: a name that is spelt wrong would strike everything, or nothing, without a word.

const WHERE = 'faults.add'
const MOST = Number.MAX_SAFE_INTEGER
const TARGETS: readonly unknown[] = [...COMMAND_KINDS, 'connect']

/** Anything that passes a test; left out it is undefined. */
function be(what: string, test: (value: unknown) => boolean): CustomOption<unknown> {
  return custom<unknown>(undefined, (value) => (test(value) ? undefined : `must be ${what}`), '')
}

const text = be('text', (value) => typeof value === 'string')
const anObject = be('an object', (value) => typeof value === 'object' && value !== null)

const FAULT = {
  match: anObject,
  skip: integer(0, 0, MOST, ''),
  times: be(
    'a whole number from 1 on',
    (value) => value === Infinity || (Number.isInteger(value) && Number(value) >= 1),
  ),
  action: anObject,
}

const MATCH = {
  command: be(`one or a list of ${TARGETS.join(', ')}`, (value) =>
    [value].flat().every((each) => TARGETS.includes(each)),
  ),
  namespace: text,
  set: text,
  node: integer(0, 0, MOST, ''),
  info: text,
  when: be('a function', (value) => typeof value === 'function'),
}

const applied = boolean(false, '')
const isDelay = (value: unknown): boolean => typeof value === 'number' && value >= 0
const ACTIONS: Readonly<Record<FaultAction['type'], OptionTable>> = {
  delay: {
    ms: be(
      '0 or more milliseconds, or two such numbers',
      (value) => isDelay(value) || (Array.isArray(value) && value.length === 2 && value.every(isDelay)),
    ),
  },
  stall: { applied },
  drop: { applied },
  partial: { bytes: integer(0, 0, MOST, ''), then: choice(['drop', 'stall'], 'drop', '') },
  garbage: { bytes: be('bytes', (value) => isBytes(value)) },
  code: { code: integer(0, 0, 255, ''), applied },
  answer: { text },
}
/** What an action of a type cannot do without. */
const NEEDED: Partial<Record<FaultAction['type'], string>> = { delay: 'ms', code: 'code', answer: 'text' }

/** @throws ArgumentError `INVALID_OPTION` for an unknown name, a value of a wrong type, or one that is missing */
export function checkFault(fault: Fault): void {
  check(FAULT, fault, WHERE)
  need(fault, 'action', WHERE)
  check(MATCH, fault.match, `${WHERE}: match`)
  const { type, ...action } = fault.action
  const where = `${WHERE}: action`
  const table = Object.hasOwn(ACTIONS, type) ? ACTIONS[type] : undefined
  if (table === undefined)
    throw clientError('INVALID_OPTION', `${where}: type must be one of ${Object.keys(ACTIONS).join(', ')}`)
  check(table, action, `${where} ${type}`)
  const needed = NEEDED[type]
  if (needed !== undefined) need(action, needed, `${where} ${type}`)
}

function check(table: OptionTable, given: object | undefined, where: string): void {
  resolveOptions(table, defaultsOf(table), given, where)
}

function need(given: object | undefined, name: string, where: string): void {
  if ((given as Record<string, unknown> | undefined)?.[name] === undefined)
    throw clientError('INVALID_OPTION', `${where}: ${name} is missing`)
}
