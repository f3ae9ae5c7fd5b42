// An authority and a certificate of the nodes, in files, as the official client wants them.
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'

x509.cryptoProvider.set(webcrypto)

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY = 86_400_000
const makeKeys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
const VALID = { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + DAY) }

/** Files for nodes of that name, and what removes them. */
export async function makeCertificates(name) {
  const folder = mkdtempSync(join(tmpdir(), 'peers-tls-'))
  const [own, authority] = [await makeKeys(), await makeKeys()]
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...VALID,
    serialNumber: '01',
    name: 'CN=peers authority',
    signingAlgorithm: ALGORITHM,
    keys: authority,
    extensions: [new x509.BasicConstraintsExtension(true, 1, true)],
  })
  const certificate = await x509.X509CertificateGenerator.create({
    ...VALID,
    serialNumber: '02',
    subject: `CN=${name}`,
    issuer: ca.subject,
    signingAlgorithm: ALGORITHM,
    publicKey: own.publicKey,
    signingKey: authority.privateKey,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
  })
  const key = x509.PemConverter.encode(
    await webcrypto.subtle.exportKey('pkcs8', own.privateKey),
    'PRIVATE KEY',
  )
  const file = (what, text) => {
    writeFileSync(join(folder, what), text)
    return join(folder, what)
  }
  return {
    ca: file('ca.pem', ca.toString('pem')),
    cert: file('node.pem', certificate.toString('pem')),
    key: file('node.key', key),
    remove: () => rmSync(folder, { recursive: true }),
  }
}
