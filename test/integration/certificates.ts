import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

// Certificates are made when tests run: none expires in the repository, and each test has exactly what it needs.

x509.cryptoProvider.set(webcrypto)

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const DAY = 86_400_000

/** A certificate and its key, as PEM. */
export interface Identity {
  readonly cert: string
  readonly key: string
}

export interface CertificateOptions {
  /** Names and addresses it is for. */
  readonly names?: readonly string[]
  /** Days before and after now that it is valid for. */
  readonly from?: number
  readonly to?: number
}

/** An authority that signs certificates. */
export class Authority {
  readonly cert: string
  readonly #certificate: x509.X509Certificate
  readonly #keys: CryptoKeyPair
  #serial = 1
  readonly #serials = new Map<Identity, string>()

  private constructor(certificate: x509.X509Certificate, keys: CryptoKeyPair) {
    this.#certificate = certificate
    this.#keys = keys
    this.cert = certificate.toString('pem')
  }

  static async create(name = 'test authority'): Promise<Authority> {
    const keys = await makeKeys()
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: '01',
      name: `CN=${name}`,
      notBefore: new Date(Date.now() - 30 * DAY),
      notAfter: new Date(Date.now() + 30 * DAY),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 1, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    })
    return new Authority(certificate, keys)
  }

  /** A certificate with that common name. */
  async issue(name: string, options: CertificateOptions = {}): Promise<Identity> {
    const { names = [], from = -1, to = 1 } = options
    const keys = await makeKeys()
    const serial = (++this.#serial).toString(16).padStart(2, '0')
    const alternatives = names.map((each) => ({
      type: /^[\d.]+$|:/.test(each) ? ('ip' as const) : ('dns' as const),
      value: each,
    }))
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serial,
      subject: `CN=${name}`,
      issuer: this.#certificate.subject,
      notBefore: new Date(Date.now() + from * DAY),
      notAfter: new Date(Date.now() + to * DAY),
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      extensions: [
        ...(alternatives.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(alternatives)]),
        await x509.AuthorityKeyIdentifierExtension.create(this.#keys.publicKey),
      ],
    })
    const identity = { cert: certificate.toString('pem'), key: await pemOf(keys.privateKey) }
    this.#serials.set(identity, serial)
    return identity
  }

  /** A list of revoked certificates. */
  async revoke(identities: readonly Identity[]): Promise<string> {
    const list = await x509.X509CrlGenerator.create({
      issuer: this.#certificate.subject,
      thisUpdate: new Date(Date.now() - DAY),
      nextUpdate: new Date(Date.now() + DAY),
      signingAlgorithm: ALGORITHM,
      signingKey: this.#keys.privateKey,
      entries: identities.map((identity) => ({
        serialNumber: this.#serials.get(identity) ?? '',
        revocationDate: new Date(Date.now() - DAY),
      })),
    })
    return x509.PemConverter.encode(list.rawData, 'X509 CRL')
  }
}

async function makeKeys(): Promise<CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
}

async function pemOf(key: CryptoKey): Promise<string> {
  const bytes = await webcrypto.subtle.exportKey('pkcs8', key)
  return x509.PemConverter.encode(bytes, 'PRIVATE KEY')
}
