import { type Address, formatAddress } from '../address.ts'
import { clientError } from '../errors/index.ts'

const TRUST = 'give the authority that signed it as tls.ca'
const NO_TLS =
  "the port may speak no TLS (compare it with the server's tls-port), or the node wants a certificate of the client (tls.cert, tls.key)"
const REFUSED =
  "the node does not accept the client's certificate: tls.cert and tls.key must be signed by an authority that it knows"
const VERSION =
  'compare tls.minVersion, tls.maxVersion and tls.ciphers with the protocols and ciphers of the server'

/** What to do, by the codes of Node and OpenSSL. */
const HINTS: ReadonlyMap<string, string> = new Map([
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'give the name that is in the certificate, as host:tlsname:port or tls.name; the server calls it tls-name',
  ],
  ['CERT_HAS_EXPIRED', "renew the node's certificate, or that of its authority"],
  ['CERT_NOT_YET_VALID', 'compare the clocks of this machine and of the one that made the certificate'],
  ['CERT_REVOKED', 'tls.crl has it among the revoked ones'],
  ['UNABLE_TO_GET_CRL', 'tls.crl needs a list of each authority in the chain'],
  ['CRL_HAS_EXPIRED', 'give a newer tls.crl'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', TRUST],
  ['SELF_SIGNED_CERT_IN_CHAIN', TRUST],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', TRUST],
  ['UNABLE_TO_GET_ISSUER_CERT', TRUST],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', TRUST],
  ['ECONNRESET', NO_TLS],
  ['EPROTO', NO_TLS],
  ['ERR_SSL_WRONG_VERSION_NUMBER', NO_TLS],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', NO_TLS],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', VERSION],
  ['ERR_SSL_NO_PROTOCOLS_AVAILABLE', VERSION],
])

/** Alerts of the other side have its reason in their name, with a version that differs. */
const ALERTS: readonly (readonly [RegExp, string])[] = [
  [/CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|DECRYPT_ERROR/, REFUSED],
  [/PROTOCOL_VERSION|HANDSHAKE_FAILURE|INSUFFICIENT_SECURITY/, VERSION],
]

/** The error for a node with which TLS did not come about, or broke. Without a cause the node closed the connection. */
export function tlsError(address: Address, cause: Error | undefined): Error {
  const node = formatAddress(address)
  const why = cause === undefined ? 'the node closed the connection' : reasonOf(cause)
  return clientError('TLS_FAILED', `No TLS with ${node}: ${why}`, { cause, node, hint: hintFor(cause) })
}

function hintFor(cause: Error | undefined): string | undefined {
  if (cause === undefined) return NO_TLS
  const code = (cause as { readonly code?: unknown }).code
  if (typeof code !== 'string') return NO_TLS
  return (
    HINTS.get(code) ?? (code.includes('ALERT') ? ALERTS.find(([alert]) => alert.test(code))?.[1] : undefined)
  )
}

/** OpenSSL's own text is for its authors: the reason in it stands by itself. */
function reasonOf(cause: Error): string {
  const { reason } = cause as { readonly reason?: unknown }
  return typeof reason === 'string' && reason !== '' ? reason : cause.message
}

/** The error for a node that ends a connection of TLS at the first request: what it does not like of the client it may say nothing about. */
export function endedAtOnce(address: Address): Error {
  const node = formatAddress(address)
  return clientError(
    'TLS_FAILED',
    `${node} closed the connection after the TLS handshake, without an answer`,
    {
      node,
      hint: `it may want a certificate of the client: ${REFUSED}`,
    },
  )
}

/** Whether an error of an open connection is about TLS: some alerts come after the handshake (RFC 8446, 4.4.2.4). */
export function isAboutTls(error: Error): boolean {
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' && code.startsWith('ERR_SSL_')
}
