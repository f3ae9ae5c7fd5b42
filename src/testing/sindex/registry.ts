import type { Restore } from '../snapshot.ts'
import { Collection, isSameDefinition, type SecondaryIndex } from './secondary-index.ts'

/** Most indexes of a namespace; those on sets do not count (MAX_N_SINDEXES, datamodel.h). */
const MAX_INDEXES = 256

/** The secondary indexes of a namespace, in the order they were made. */
export class IndexRegistry {
  #indexes: SecondaryIndex[] = []

  get all(): readonly SecondaryIndex[] {
    return this.#indexes
  }

  byName(name: string): SecondaryIndex | undefined {
    return this.#indexes.find((index) => index.name === name)
  }

  byDefinition(definition: Omit<SecondaryIndex, 'name'>): SecondaryIndex | undefined {
    return this.#indexes.find((index) => isSameDefinition(index, definition))
  }

  /** The index that serves a query: the one on its set, else the one on all sets (as_sindex_lookup_by_defn, sindex.c). */
  forQuery(definition: Omit<SecondaryIndex, 'name'>): SecondaryIndex | undefined {
    return this.byDefinition(definition) ?? this.byDefinition({ ...definition, set: '' })
  }

  get isFull(): boolean {
    return this.#indexes.filter(({ collection }) => collection !== Collection.set).length >= MAX_INDEXES
  }

  /** Adds an index; one on the same thing only changes its name (smd_sindex_create, sindex.c). */
  add(index: SecondaryIndex): void {
    const known = this.byDefinition(index)
    if (known === undefined) this.#indexes.push(index)
    else known.name = index.name
  }

  /** The indexes as they are now. */
  capture(): Restore {
    const indexes = this.#indexes.map((index) => ({ ...index }))
    return () => {
      this.#indexes = indexes.map((index) => ({ ...index }))
    }
  }

  remove(name: string): void {
    this.#indexes = this.#indexes.filter((index) => index.name !== name)
  }
}
