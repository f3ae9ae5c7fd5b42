/**
 * Path expressions: reading and modifying whatever a path leads to, by key, position, value or expression.
 * Source: aerospike-server 8.1.2, as/src/base/cdt.c (cdt_process_state_select).
 */
import type { PayloadReader } from '../payload/reader.ts'
import { refuse } from '../cdt/refusal.ts'
import { ParticleType } from '../../wire/proto.ts'
import type { OpOutcome, Particle } from '../particle.ts'
import { Code } from '../result-code.ts'
import { closeContainer } from './container.ts'
import { parseSelect, SelectKind, type SelectRequest } from './parse.ts'
import { rebuild } from './rebuild.ts'
import { Walk } from './walk.ts'

/** Evaluates `[0xFE, context, flags(, expression)]`, whose code has been read; refuses by throwing, as the CDT engine does. */
export function selectByPath(bin: Particle | undefined, input: PayloadReader, modifies: boolean): OpOutcome {
  if (bin === undefined || (bin.type !== ParticleType.list && bin.type !== ParticleType.map)) {
    return refuse(Code.incompatibleType)
  }
  const request = parseSelect(input, modifies)
  const levels = request.levels.length + FILTER_LEVELS
  // The real server has no limit, and ends where its stack does.
  if (running + levels > RUNNING_MAX) return refuse(Code.parameter)
  running += levels
  try {
    return selected(bin, request)
  } finally {
    running -= levels
  }
}

/** Levels of the paths that are being followed, each from a filter of the one before. */
let running = 0
const RUNNING_MAX = 800
/** For how many levels the filter counts that leads from one path to the next. */
const FILTER_LEVELS = 8

function selected(bin: Particle, request: SelectRequest): OpOutcome {
  const walk = new Walk(bin.data, request)
  const tree = walk.enter(0)
  switch (request.kind) {
    case SelectKind.tree:
      return { code: Code.ok, result: { type: bin.type, data: tree } }
    case SelectKind.modify:
      return { code: Code.ok, bin: { ...bin, data: rebuild(bin.data, walk) } }
    default: {
      const data = closeContainer(false, NO_MARKER, walk.leaves.length, walk.leaves)
      return { code: Code.ok, result: { type: ParticleType.list, data } }
    }
  }
}
const NO_MARKER = Buffer.alloc(0)
