/** Result codes the engines of the memory server answer (aerospike-server 8.1.2, as/include/base/proto.h). */
export const Code = {
  ok: 0,
  unknown: 1,
  parameter: 4,
  binExists: 6,
  incompatibleType: 12,
  binNotFound: 17,
  opNotApplicable: 26,
} as const
