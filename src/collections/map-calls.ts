import type { MapOrderName } from '../values.ts'
import { modifyCalls, readCalls } from './call.ts'
import { MapOp, MapOrder, MapWriteFlag, PERSIST_INDEX, ReturnType } from './cdt-codes.ts'
import { mapCreate } from './context-create.ts'
import { MAP_RETURN_TYPES } from './return-types.ts'
import { AT_INDEX, AT_RANK, BETWEEN, EQUAL, EQUAL_ONE, FROM_INDEX, FROM_RANK, NEAR } from './select-params.ts'

const ONE = { returnType: MAP_RETURN_TYPES } as const
const MANY = { ...ONE, inverted: ReturnType.inverted } as const
const ORDERS = {
  unordered: MapOrder.unordered,
  key: MapOrder.keyOrdered,
  keyValue: MapOrder.keyValueOrdered,
} as const
const ORDER = { order: ORDERS, persistIndex: PERSIST_INDEX } as const
const FLAGS = {
  createOnly: MapWriteFlag.createOnly,
  updateOnly: MapWriteFlag.updateOnly,
  noFail: MapWriteFlag.noFail,
  partial: MapWriteFlag.partial,
} as const

const OF_KEY = { key: 'key' } as const
const OF_KEYS = { keys: 'values' } as const
const NEAR_KEY = { key: 'key', index: 'integer', count: 'count?' } as const
const COUNTED = { key: 'key', amount: 'amount' } as const

/** Calls on maps (aerospike-server 8.1.2, as/src/base/cdt.c, cdt_op_table). */
export const MAPS = {
  ...modifyCalls('maps', 'cdt', {
    create: {
      op: MapOp.setType,
      params: {},
      creates: ({ order }) => mapCreate(order as MapOrderName | undefined),
      words: [ORDER],
    },
    setOrder: { op: MapOp.setType, params: { order: ORDERS }, words: [ORDER] },
    put: { op: MapOp.put, params: { key: 'key', value: 'value' }, words: [ORDER], spareWords: [FLAGS] },
    putItems: { op: MapOp.putItems, params: { items: 'items' }, words: [ORDER], spareWords: [FLAGS] },
    increment: { op: MapOp.increment, params: COUNTED, words: [ORDER] },
    decrement: { op: MapOp.decrement, params: COUNTED, words: [ORDER] },
    clear: { op: MapOp.clear, params: {} },
    removeByKey: { op: MapOp.removeByKey, params: OF_KEY, returns: ONE },
    removeByKeyList: { op: MapOp.removeByKeyList, params: OF_KEYS, returns: MANY },
    removeByKeyRange: { op: MapOp.removeByKeyInterval, params: BETWEEN, returns: MANY },
    removeByKeyRelIndexRange: { op: MapOp.removeByKeyRelIndexRange, params: NEAR_KEY, returns: MANY },
    removeByIndex: { op: MapOp.removeByIndex, params: AT_INDEX, returns: ONE },
    removeByIndexRange: { op: MapOp.removeByIndexRange, params: FROM_INDEX, returns: MANY },
    removeByRank: { op: MapOp.removeByRank, params: AT_RANK, returns: ONE },
    removeByRankRange: { op: MapOp.removeByRankRange, params: FROM_RANK, returns: MANY },
    removeByValue: { op: MapOp.removeAllByValue, params: EQUAL, returns: MANY },
    removeByValueList: { op: MapOp.removeByValueList, params: EQUAL_ONE, returns: MANY },
    removeByValueRange: { op: MapOp.removeByValueInterval, params: BETWEEN, returns: MANY },
    removeByValueRelRankRange: { op: MapOp.removeByValueRelRankRange, params: NEAR, returns: MANY },
  }),
  ...readCalls('maps', 'cdt', {
    size: { op: MapOp.size, params: {} },
    getByKey: { op: MapOp.getByKey, params: OF_KEY, returns: ONE },
    getByKeyList: { op: MapOp.getByKeyList, params: OF_KEYS, returns: MANY },
    getByKeyRange: { op: MapOp.getByKeyInterval, params: BETWEEN, returns: MANY },
    getByKeyRelIndexRange: { op: MapOp.getByKeyRelIndexRange, params: NEAR_KEY, returns: MANY },
    getByIndex: { op: MapOp.getByIndex, params: AT_INDEX, returns: ONE },
    getByIndexRange: { op: MapOp.getByIndexRange, params: FROM_INDEX, returns: MANY },
    getByRank: { op: MapOp.getByRank, params: AT_RANK, returns: ONE },
    getByRankRange: { op: MapOp.getByRankRange, params: FROM_RANK, returns: MANY },
    getByValue: { op: MapOp.getAllByValue, params: EQUAL, returns: MANY },
    getByValueList: { op: MapOp.getByValueList, params: EQUAL_ONE, returns: MANY },
    getByValueRange: { op: MapOp.getByValueInterval, params: BETWEEN, returns: MANY },
    getByValueRelRankRange: { op: MapOp.getByValueRelRankRange, params: NEAR, returns: MANY },
  }),
} as const
