import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { parseSign1, prepareSign1 } from '../src/cose.ts'
import { HOSTILE_COSE } from './harness/hostile-cose.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const HEADERS = { kid: Uint8Array.of(1, 2), contentType: 'text/plain', issuer: 'urn:a', subject: 'urn:b' }

function envelope(payload = 'x'): Uint8Array {
  const message = prepareSign1(HEADERS, new TextEncoder().encode(payload))
  return message.finish(new Uint8Array(sign(null, message.signed, privateKey)))
}

describe('COSE_Sign1', () => {
  it('verifies over exactly the bytes that were signed', () => {
    const message = parseSign1(envelope('鱼'))
    expect(verify(null, message.signed, publicKey, message.signature)).toBe(true)
    expect(new TextDecoder().decode(message.payload)).toBe('鱼')
    expect(message).toMatchObject(HEADERS)
  })

  it('fails to verify when any one bit of the envelope is flipped', () => {
    const good = envelope()
    for (let bit = 0; bit < good.length * 8; bit++) {
      const bad = good.slice()
      bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      let accepted = false
      try {
        const message = parseSign1(bad)
        accepted = verify(null, message.signed, publicKey, message.signature)
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^(COSE|CBOR)_/) })
      }
      expect(accepted, `bit ${bit}`).toBe(false)
    }
  })

  it('accepts the deprecated EdDSA identifier, as published examples carry it', () => {
    const example =
      'd2845840a40127036a746578742f706c61696e04426b310fa2017668747470733a2f2f6973737565722e6578616d706c65027175726e3a6578616d706c653a6465763a31a04432312e3558400fab14b66405c90c43a33aba89f97df5d0736514b52ff23a4b432bc85f44613811571cd7b57dc3264848422fe2d6e4e28a7a35a285fcce2c415d47199c519506'
    const raw = Buffer.from('4f6d19f3c151736904511a812cba3f929e07b785dd8048ee2fd3a6e9a8268683', 'hex')
    const key = createPublicKey({
      key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]),
      format: 'der',
      type: 'spki',
    })
    const message = parseSign1(new Uint8Array(Buffer.from(example, 'hex')))
    expect(message).toMatchObject({ issuer: 'https://issuer.example', subject: 'urn:example:dev:1' })
    expect(verify(null, message.signed, key, message.signature)).toBe(true)
  })

  it.each(HOSTILE_COSE.map(({ title, ...rest }) => [title, rest] as const))('refuses %s', (_title, { code, make }) => {
    const message = make(envelope(), (bytes) => new Uint8Array(sign(null, bytes, privateKey)))
    expect(() => parseSign1(message)).toThrow(expect.objectContaining({ code: expect.stringMatching(code) }))
  })

  it('makes no more of a message of megabytes than of a small one', () => {
    const before = process.memoryUsage().heapUsed
    const maps = new Uint8Array(16 * 1024 * 1024).fill(0xa0)
    maps.set([0x9a, 0x00, 0xff, 0xff, 0x00])
    expect(() => parseSign1(maps)).toThrow(expect.objectContaining({ code: 'CBOR_MALFORMED' }))
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(8 * 1024 * 1024)
  })

  it('signs with a key read from its PEM form as with the key itself', () => {
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
    const message = prepareSign1(HEADERS, Uint8Array.of(1))
    const signature = sign(null, message.signed, createPrivateKey(pem))
    expect(verify(null, message.signed, publicKey, signature)).toBe(true)
  })
})
