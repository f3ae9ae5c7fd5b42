/** Conditions that a secondary index answers. */
export { contains, containsPoint, containsRange, equal, range, withinRadius, withinRegion } from './filter.ts'
