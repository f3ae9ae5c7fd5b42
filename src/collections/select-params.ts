/** What picks elements: parameters that calls on lists and on maps have in common. */
export const AT_INDEX = { index: 'integer' } as const
export const FROM_INDEX = { index: 'integer', count: 'count?' } as const
export const AT_RANK = { rank: 'integer' } as const
export const FROM_RANK = { rank: 'integer', count: 'count?' } as const
export const EQUAL = { value: 'value' } as const
export const EQUAL_ONE = { values: 'values' } as const
export const BETWEEN = { begin: 'begin', end: 'key?' } as const
export const NEAR = { value: 'value', rank: 'integer', count: 'count?' } as const
