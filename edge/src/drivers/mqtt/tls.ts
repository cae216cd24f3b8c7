import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { type ConnectionOptions, checkServerIdentity, createSecureContext } from 'node:tls'
import { reasonOf, type Tls } from '@zaojun/core'

/** A chain or a list of authorities is some kilobytes; a device or a log named by mistake is not read to its end. */
const LONGEST_FILE_BYTES = 1024 * 1024
const OLDEST_VERSION = 'TLSv1.2'

export type SecureOptions = Pick<
  ConnectionOptions,
  'secureContext' | 'servername' | 'rejectUnauthorized' | 'checkServerIdentity'
>

/**
 * Reads the files anew with each connection: a renewed certificate needs no restart. What it throws names the file that
 * cannot be used, and tells nothing of what stands in it.
 */
export function secureOptions({ caFile, certFile, keyFile, serverName }: Tls, host: string): SecureOptions {
  if ((certFile === undefined) !== (keyFile === undefined)) throw new Error('certFile and keyFile are needed together')
  const ca = caFile === undefined ? undefined : pem(caFile)
  // OpenSSL passes over what is no certificate in silence, and would then believe nobody.
  if (caFile !== undefined && ca !== undefined) tried(caFile, () => new X509Certificate(ca))
  const own = certFile === undefined || keyFile === undefined ? {} : { cert: pem(certFile), key: pem(keyFile) }
  const secureContext = tried([certFile, keyFile].filter(Boolean).join(' + ') || String(caFile), () =>
    createSecureContext({ ...(ca === undefined ? {} : { ca }), ...own, minVersion: OLDEST_VERSION }),
  )
  const name = serverName ?? host
  return {
    secureContext,
    rejectUnauthorized: true,
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
    // An address is no server name (RFC 6066, section 3).
    ...(isIP(name) === 0 ? { servername: name } : {}),
  }
}

function pem(file: string): Buffer {
  const found = tried(file, () => statSync(file))
  if (!found.isFile() || found.size > LONGEST_FILE_BYTES) throw new Error(`${file}: not a PEM file`)
  return tried(file, () => readFileSync(file))
}

function tried<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new Error(`${file}: ${reasonOf(error)}`)
  }
}

const UNTRUSTED = [
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_CHAIN_TOO_LONG',
  'INVALID_CA',
  'INVALID_PURPOSE',
]
const OUT_OF_TIME = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']
/** Alerts of TLS (RFC 8446, section 6.2) by which a broker says that it wants another certificate of ours, or one at all. */
const OWN_REFUSED =
  /ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_(EXPIRED|REVOKED|UNKNOWN)|ACCESS_DENIED)/

/**
 * Why TLS gave no connection: `broker-untrusted`, no authority we believe signed its certificate · `broker-wrong-name`,
 * it is another's · `broker-certificate-expired`, or not yet valid by this box's clock · `certificate-refused`, the broker
 * wants another certificate of ours · `tls-failed`, anything else that is TLS, a port that speaks none among it.
 * Undefined where the fault is none of TLS: nobody is there.
 */
export function tlsFault(error: Error & { code?: string }): string | undefined {
  const { code = '' } = error
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'broker-wrong-name'
  if (UNTRUSTED.includes(code)) return 'broker-untrusted'
  if (OUT_OF_TIME.includes(code)) return 'broker-certificate-expired'
  if (OWN_REFUSED.test(code)) return 'certificate-refused'
  const cutOff = code === 'ECONNRESET' && error.message.includes('secure TLS connection')
  return cutOff || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code === 'EPROTO'
    ? 'tls-failed'
    : undefined
}
