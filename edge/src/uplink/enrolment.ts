import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineErrors, Id, prepareSign1, reasonAndCause } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import { type Identity, writePrivately } from '../identity.ts'
import { answerOf, codeOf } from './answer.ts'

export const fail = defineErrors({
  ENROLMENT_REFUSED: { status: 422, zh: '云端拒绝了注册：{name}', en: 'the cloud refused the enrolment: {name}' },
  ENROLMENT_UNREACHABLE: { status: 502, zh: '连不上云端：{name}', en: 'the cloud cannot be reached: {name}' },
  ENROLMENT_BUSY: {
    status: 503,
    zh: '云端现在不能注册，请稍后再试：{name}',
    en: 'the cloud cannot enrol now; try again later: {name}',
  },
  ENROLMENT_DAMAGED: {
    status: 500,
    zh: '接入文件已损坏：{name}；盒子照常记录，请重新接入',
    en: 'the file of the enrolment is damaged: {name}; the box records as usual, enrol it again',
  },
  ENROLMENT_ANSWER: { status: 502, zh: '云端的答复不合规范', en: 'the answer to the enrolment is not understood' },
})

const CONTENT_TYPE = 'application/vnd.zaojun.enrolment+json'
const TIMEOUT_MS = 15_000

/** A bearer token (RFC 6750, section 2.1). */
export const Token = Type.String({ pattern: '^[A-Za-z0-9._~+/-]{1,512}=*$' })

/** What binds a box to a cloud. `cloudKey`: raw Ed25519 public key, base64. */
export const Enrolment = Type.Object({
  url: Type.String(),
  token: Token,
  site: Id,
  log: Type.String({ pattern: '^[^\\s+]{1,128}$' }),
  cloudKey: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' }),
})
export type Enrolment = Static<typeof Enrolment>

export const enrolmentFile = (folder: string): string => join(folder, 'enrolment.json')

/** The enrolment as the folder holds it. Throws `ENROLMENT_DAMAGED` where the file is anything else. */
export function readEnrolment(folder: string): Enrolment | undefined {
  const file = enrolmentFile(folder)
  if (!existsSync(file)) return undefined
  try {
    return Value.Parse(Enrolment, JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw fail('ENROLMENT_DAMAGED', { name: file })
  }
}

/** Proves possession of the key, trades the one-time code for a token, and keeps the answer (mode 0600). */
export async function enrol(
  folder: string,
  identity: Identity,
  { url, code, softwareVersion }: { url: string; code: string; softwareVersion: string },
): Promise<Enrolment> {
  const base = url.replace(/\/+$/, '')
  const payload = JSON.stringify({
    code,
    publicKey: Buffer.from(identity.publicKey).toString('base64'),
    box: identity.id,
    softwareVersion,
    ...(identity.firstKey === undefined ? {} : { firstKey: Buffer.from(identity.firstKey).toString('base64') }),
  })
  const message = prepareSign1(
    {
      kid: identity.kid,
      contentType: CONTENT_TYPE,
      issuer: `urn:zaojun:box:${identity.id}`,
      subject: 'urn:zaojun:enrolment',
    },
    new TextEncoder().encode(payload),
  )
  const answer = await post(`${base}/v1/enrolments`, message.finish(identity.sign(message.signed)))
  if (!Value.Check(Type.Omit(Enrolment, ['url']), answer)) throw fail('ENROLMENT_ANSWER')
  const { token, site, log, cloudKey } = answer
  const enrolment: Enrolment = { url: base, token, site, log, cloudKey }
  writePrivately(enrolmentFile(folder), JSON.stringify(enrolment, undefined, 2))
  return enrolment
}

/** What the same request may be answered otherwise later: too many, or a server or its store away (RFC 9110, 15.6). */
const isPassing = (status: number): boolean => status === 408 || status === 429 || status >= 500

async function post(url: string, body: Uint8Array): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/cose' },
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch (error) {
    throw fail('ENROLMENT_UNREACHABLE', { name: reasonAndCause(error) })
  }
  const answer = await answerOf(response)
  if (response.ok) return answer
  const name = codeOf(answer, response.status)
  throw fail(isPassing(response.status) ? 'ENROLMENT_BUSY' : 'ENROLMENT_REFUSED', { name })
}
