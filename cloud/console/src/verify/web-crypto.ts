import type { Crypto } from '@zaojun/core/proof/index'

const exact = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes)

/** The browser's own primitives: nothing of the check is left to a server. */
export const webCrypto: Crypto = {
  sha256: async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', exact(bytes))),
  async verify(key, message, signature) {
    const publicKey = await crypto.subtle.importKey('raw', exact(key), 'Ed25519', false, ['verify'])
    return crypto.subtle.verify('Ed25519', publicKey, exact(signature), exact(message))
  },
}
