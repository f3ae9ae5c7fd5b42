import { differencesOf, type ServerFacts } from './facts.ts'

interface NeedSpec {
  /** What the server must be like, in words. */
  readonly says: string
  readonly isMet: (facts: ServerFacts) => boolean
}

/** What a test may need of a real server that not every good one has. */
export const NEEDS = {
  expiry: {
    says: 'a namespace test whose records may expire',
    isMet: ({ namespaces: { test } }) => expires(test),
  },
  noDefaultTtl: {
    says: 'a namespace test without a default-ttl',
    isMet: ({ namespaces: { test } }) => test?.['default-ttl'] === '0',
  },
  noSet: {
    says: 'a namespace test that takes records in no set',
    isMet: ({ namespaces: { test } }) => test?.['disallow-null-setname'] === 'false',
  },
  barForEver: {
    says: 'a namespace bar whose records never expire',
    isMet: ({ namespaces: { bar } }) => bar !== undefined && !expires(bar) && bar['default-ttl'] === '0',
  },
  dockerNamespaces: {
    says: 'the namespaces of docker/ and no others',
    isMet: ({ namespaces }) => Object.keys(namespaces).join() === 'test,bar',
  },
  dockerSettings: {
    says: 'namespaces set as in docker/',
    isMet: (facts) => differencesOf(facts).every((line) => !/^(test|bar|no namespace)\b/.test(line)),
  },
  community: {
    says: 'the community edition',
    isMet: ({ edition }) => edition === 'Aerospike Community Edition',
  },
} as const satisfies Record<string, NeedSpec>

export type Need = keyof typeof NEEDS

function expires(namespace: ServerFacts['namespaces'][string] | undefined): boolean {
  return namespace?.['nsup-period'] !== '0' || namespace['allow-ttl-without-nsup'] === 'true'
}

/** What of this a server lacks, in words; empty when it has all. */
export function lackOf(facts: ServerFacts, needs: readonly Need[]): string {
  return needs
    .filter((need) => !NEEDS[need].isMet(facts))
    .map((need) => NEEDS[need].says)
    .join(', and ')
}
