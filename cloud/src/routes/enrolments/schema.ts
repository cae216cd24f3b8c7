import { Id } from '@zaojun/core'
import Type, { type Static } from 'typebox'
import { asAnyone, Bytes, failures, shape } from '../../http/common.ts'

export const ENROLMENT_CONTENT_TYPE = 'application/vnd.zaojun.enrolment+json'

/** Payload of the COSE_Sign1 a box sends, signed with the key it names. */
export const EnrolmentRequest = shape('EnrolmentRequest', {
  code: Type.String({ minLength: 1, maxLength: 64 }),
  publicKey: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$', description: 'Raw Ed25519 key, base64' }),
  box: Id,
  softwareVersion: Type.String({ maxLength: 64 }),
  firstKey: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9+/]{43}=$',
      description: 'The key the box is named after, where it has another now',
    }),
  ),
})
export type EnrolmentRequest = Static<typeof EnrolmentRequest>

export const Enrolled = shape('Enrolled', {
  box: Id,
  site: Id,
  token: Type.String({ description: 'Bearer token of the box; shown once' }),
  log: Type.String(),
  cloudKey: Type.String({ description: 'Raw Ed25519 key that signs receipts, base64' }),
})
export type Enrolled = Static<typeof Enrolled>

export const enrol = {
  operationId: 'enrol',
  summary: 'Trades a one-time code and proof of a key for a box token',
  description: `Body: COSE_Sign1, payload content type \`${ENROLMENT_CONTENT_TYPE}\`, payload \`EnrolmentRequest\`.`,
  tags: ['boxes'],
  security: asAnyone,
  consumes: ['application/cose'],
  body: Bytes,
  response: { 200: Enrolled, ...failures(400, 401, 403, 409, 413, 415, 429) },
}
