import { type Client, type ClientOptions, connect, type TlsOptions } from '../index.ts'
import { oneOf, type OptionTable, type Values, wholeNumber } from './command.ts'
import { UsageError } from './usage.ts'

const AUTH_MODES = ['internal', 'external', 'externalInsecure', 'pki'] as const

/** How a cluster is found and entered: the options of a client, as they are typed. */
export const CONNECTION_OPTIONS = {
  hosts: {
    type: 'string',
    value: '<host:port,…>',
    doc: 'nodes to ask first; else the environment variable AEROSPIKE_HOSTS, else 127.0.0.1:3000. host:tlsname:port names the certificate',
  },
  user: {
    type: 'string',
    value: '<name>',
    doc: 'the user to log in as; the password is in AEROSPIKE_PASSWORD',
  },
  auth: { type: 'string', value: '<mode>', doc: `who checks the user: ${AUTH_MODES.join(', ')} (internal)` },
  tls: { type: 'boolean', doc: 'encrypts connections; each of the options of TLS below means it too' },
  'tls-ca': { type: 'string', value: '<file>', doc: 'authorities that sign the certificates of nodes (PEM)' },
  'tls-name': { type: 'string', value: '<name>', doc: 'the name in the certificates of nodes' },
  'tls-cert': { type: 'string', value: '<file>', doc: 'the own certificate (PEM)' },
  'tls-key': { type: 'string', value: '<file>', doc: 'its key' },
  'cluster-name': { type: 'string', value: '<name>', doc: 'the name that the cluster must have' },
  'services-alternate': { type: 'boolean', doc: 'uses the addresses of alternate-access-address' },
  'single-node': { type: 'boolean', doc: 'uses the first host that answers and nothing else, for tunnels' },
  timeout: { type: 'string', value: '<ms>', doc: 'for finding the cluster, and for each request (10000)' },
} as const satisfies OptionTable

/** For the help of every command that connects. */
export const CONNECTION_NOTES =
  'There is no option for a password: everybody on the machine can read the arguments of a process, as ps shows. ' +
  'The environment of a process can be read by its owner only.'

const DEFAULT_TIMEOUT = 10_000

export type ConnectionValues = Values<typeof CONNECTION_OPTIONS>

/** Milliseconds for one request. */
export function timeoutOf({ timeout }: ConnectionValues): number {
  return wholeNumber('timeout', timeout, 1) ?? DEFAULT_TIMEOUT
}

export function clientOptions(values: ConnectionValues, env: NodeJS.ProcessEnv = process.env): ClientOptions {
  const { hosts = env['AEROSPIKE_HOSTS'], 'cluster-name': clusterName } = values
  const timeout = timeoutOf(values)
  const tls = tlsOf(values)
  return {
    ...(hosts === undefined || hosts === '' ? {} : { hosts }),
    ...(clusterName === undefined ? {} : { clusterName }),
    ...credentialsOf(values, env),
    ...(tls === undefined ? {} : { tls }),
    useAlternateAccessAddress: values['services-alternate'] ?? false,
    forceSingleNode: values['single-node'] ?? false,
    connectTimeout: timeout,
    dialTimeout: timeout,
    defaults: { read: { timeout } },
  }
}

function credentialsOf(
  { user, auth }: ConnectionValues,
  env: NodeJS.ProcessEnv,
): Pick<ClientOptions, 'user' | 'password' | 'authMode'> {
  const mode = auth === undefined ? {} : { authMode: oneOf('auth', AUTH_MODES, auth) }
  if (user === undefined) return mode
  const password = env['AEROSPIKE_PASSWORD']
  if (password === undefined)
    throw new UsageError('--user needs the password in the environment variable AEROSPIKE_PASSWORD')
  return { ...mode, user, password }
}

function tlsOf(values: ConnectionValues): true | TlsOptions | undefined {
  const { tls, 'tls-ca': ca, 'tls-name': name, 'tls-cert': cert, 'tls-key': key } = values
  const options: TlsOptions = {
    ...(ca === undefined ? {} : { ca: { path: ca } }),
    ...(name === undefined ? {} : { name }),
    ...(cert === undefined ? {} : { cert: { path: cert } }),
    ...(key === undefined ? {} : { key: { path: key } }),
  }
  if ((cert === undefined) !== (key === undefined))
    throw new UsageError('--tls-cert and --tls-key go together')
  if (Object.keys(options).length > 0) return options
  return tls === true ? true : undefined
}

/** Does something with a client that is connected, and closes it whatever happens. */
export async function withClient<T>(
  values: ConnectionValues,
  work: (client: Client) => Promise<T>,
  options: ClientOptions = {},
): Promise<T> {
  const client = await connect({ ...clientOptions(values), ...options })
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}
