// The examples import aerospike-ts as those who installed it: what they get is this checkout's dist.
const ROOT = new URL('../../package.json', import.meta.url).href

export async function resolve(specifier, context, next) {
  const isOwn = specifier === 'aerospike-ts' || specifier.startsWith('aerospike-ts/')
  return next(specifier, isOwn ? { ...context, parentURL: ROOT } : context)
}
