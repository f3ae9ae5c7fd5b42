/**
 * Operations on the bits of blob bins. Bits are counted from the first byte's highest bit; a negative offset counts from the
 * end. The server knows no context for them: they work on whole bins (particle_blob.c, 8.1.2).
 */
export * from './bit-modify.ts'
export * from './bit-read.ts'
