import { modifyCalls, readCalls } from './call.ts'
import { ListOp, ListOrder, ListSortFlag, ListWriteFlag, PERSIST_INDEX, ReturnType } from './cdt-codes.ts'
import { listCreate } from './context-create.ts'
import { LIST_RETURN_TYPES } from './return-types.ts'
import { AT_INDEX, AT_RANK, BETWEEN, EQUAL, EQUAL_ONE, FROM_INDEX, FROM_RANK, NEAR } from './select-params.ts'

const ONE = { returnType: LIST_RETURN_TYPES } as const
const MANY = { ...ONE, inverted: ReturnType.inverted } as const
const ORDER = { order: ListOrder, persistIndex: PERSIST_INDEX } as const
const FLAGS = {
  unique: ListWriteFlag.addUnique,
  bounded: ListWriteFlag.insertBounded,
  noFail: ListWriteFlag.noFail,
  partial: ListWriteFlag.partial,
} as const
const SORT_FLAGS = {
  descending: ListSortFlag.descending,
  dropDuplicates: ListSortFlag.dropDuplicates,
} as const

/** Calls on lists (aerospike-server 8.1.2, as/src/base/cdt.c, cdt_op_table). */
export const LISTS = {
  ...modifyCalls('lists', 'cdt', {
    create: {
      op: ListOp.setType,
      params: {},
      creates: ({ order, pad }) => listCreate(order as keyof typeof ListOrder | undefined, pad === true),
      words: [{ ...ORDER, pad: 0 }],
    },
    setOrder: { op: ListOp.setType, params: { order: ListOrder }, words: [ORDER] },
    append: { op: ListOp.append, params: { value: 'value' }, spareWords: [ORDER, FLAGS] },
    appendItems: { op: ListOp.appendItems, params: { values: 'values' }, spareWords: [ORDER, FLAGS] },
    insert: { op: ListOp.insert, params: { index: 'integer', value: 'value' }, spareWords: [FLAGS] },
    insertItems: {
      op: ListOp.insertItems,
      params: { index: 'integer', values: 'values' },
      spareWords: [FLAGS],
    },
    set: { op: ListOp.set, params: { index: 'integer', value: 'value' }, spareWords: [FLAGS] },
    increment: {
      op: ListOp.increment,
      params: { index: 'integer', amount: 'amount' },
      spareWords: [ORDER, FLAGS],
    },
    sort: { op: ListOp.sort, params: {}, words: [SORT_FLAGS] },
    trim: { op: ListOp.trim, params: { index: 'integer', count: 'count' } },
    clear: { op: ListOp.clear, params: {} },
    pop: { op: ListOp.pop, params: AT_INDEX },
    popRange: { op: ListOp.popRange, params: FROM_INDEX },
    remove: { op: ListOp.remove, params: AT_INDEX },
    removeRange: { op: ListOp.removeRange, params: FROM_INDEX },
    removeByIndex: { op: ListOp.removeByIndex, params: AT_INDEX, returns: ONE },
    removeByIndexRange: { op: ListOp.removeByIndexRange, params: FROM_INDEX, returns: MANY },
    removeByRank: { op: ListOp.removeByRank, params: AT_RANK, returns: ONE },
    removeByRankRange: { op: ListOp.removeByRankRange, params: FROM_RANK, returns: MANY },
    removeByValue: { op: ListOp.removeAllByValue, params: EQUAL, returns: MANY },
    removeByValueList: { op: ListOp.removeByValueList, params: EQUAL_ONE, returns: MANY },
    removeByValueRange: { op: ListOp.removeByValueInterval, params: BETWEEN, returns: MANY },
    removeByValueRelRankRange: { op: ListOp.removeByValueRelRankRange, params: NEAR, returns: MANY },
  }),
  ...readCalls('lists', 'cdt', {
    size: { op: ListOp.size, params: {} },
    get: { op: ListOp.get, params: AT_INDEX },
    getRange: { op: ListOp.getRange, params: FROM_INDEX },
    getByIndex: { op: ListOp.getByIndex, params: AT_INDEX, returns: ONE },
    getByIndexRange: { op: ListOp.getByIndexRange, params: FROM_INDEX, returns: MANY },
    getByRank: { op: ListOp.getByRank, params: AT_RANK, returns: ONE },
    getByRankRange: { op: ListOp.getByRankRange, params: FROM_RANK, returns: MANY },
    getByValue: { op: ListOp.getAllByValue, params: EQUAL, returns: MANY },
    getByValueList: { op: ListOp.getByValueList, params: EQUAL_ONE, returns: MANY },
    getByValueRange: { op: ListOp.getByValueInterval, params: BETWEEN, returns: MANY },
    getByValueRelRankRange: { op: ListOp.getByValueRelRankRange, params: NEAR, returns: MANY },
  }),
} as const
