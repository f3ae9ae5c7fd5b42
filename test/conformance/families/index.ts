import type { Family } from '../scenario.ts'
import { aelTexts } from './ael.ts'
import { aggregate } from './aggregate.ts'
import { answers } from './answers.ts'
import { batch } from './batch.ts'
import { bits } from './bits.ts'
import { contexts } from './contexts.ts'
import { expressions } from './expressions.ts'
import { expressionFilters } from './expression-filters.ts'
import { expressionsBuilders } from './expressions-builders.ts'
import { expressionsData } from './expressions-data.ts'
import { hll } from './hll.ts'
import { indexAdministration } from './index-admin.ts'
import { infos } from './info.ts'
import { keyValue } from './key-value.ts'
import { listsSelect } from './lists-select.ts'
import { listsWrite } from './lists-write.ts'
import { mapsSelect } from './maps-select.ts'
import { mapsWrite } from './maps-write.ts'
import { modules } from './modules.ts'
import { namesOfAllKinds } from './name-characters.ts'
import { names } from './names.ts'
import { operate } from './operate.ts'
import { paths } from './paths.ts'
import { policies } from './policies.ts'
import { queries } from './query.ts'
import { refusals } from './refusals.ts'
import { truncations } from './truncate.ts'
import { udfRecord } from './udf-record.ts'
import { udfValues } from './udf-values.ts'

export const families: readonly Family[] = [
  keyValue,
  policies,
  operate,
  answers,
  listsWrite,
  listsSelect,
  mapsWrite,
  mapsSelect,
  contexts,
  paths,
  bits,
  hll,
  expressions,
  expressionsData,
  expressionsBuilders,
  expressionFilters,
  aelTexts,
  batch,
  queries,
  indexAdministration,
  modules,
  namesOfAllKinds,
  truncations,
  names,
  infos,
  udfValues,
  udfRecord,
  aggregate,
  refusals,
]
