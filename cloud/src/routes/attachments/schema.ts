import { BASES, Holding } from '@zaojun/core'
import Type from 'typebox'
import {
  asBox,
  asPerson,
  Bytes,
  DigestParams,
  Empty,
  ErasureQuery,
  failures,
  RemovedByPolicy,
} from '../../http/common.ts'

const tags = ['attachments']
export const MAX_ATTACHMENT_BYTES = 256 * 1024 * 1024
export const MAX_CHUNK_BYTES = 4 * 1024 * 1024

export const headAttachment = {
  operationId: 'headAttachment',
  summary: 'How many bytes of an attachment are held: header `upload-offset`',
  tags,
  security: asBox,
  params: DigestParams,
  response: { 200: Empty, ...failures(401) },
}

export const patchAttachment = {
  operationId: 'patchAttachment',
  summary: 'Appends bytes at `upload-offset`; complete when `upload-length` is reached and the SHA-256 matches',
  description: `Body: raw bytes, at most ${MAX_CHUNK_BYTES} a request. 422: the digest did not match and the upload starts over.`,
  tags,
  security: asBox,
  consumes: ['application/offset+octet-stream'],
  body: Bytes,
  params: DigestParams,
  headers: Type.Object({
    'upload-offset': Type.Integer({ minimum: 0 }),
    'upload-length': Type.Integer({ minimum: 1, maximum: MAX_ATTACHMENT_BYTES }),
    'upload-media-type': Type.Optional(Type.String({ maxLength: 80 })),
    'upload-purpose': Type.Optional(
      Type.String({ maxLength: 80, description: 'Of a personal picture: why it is held' }),
    ),
    'upload-basis': Type.Optional(Type.Enum(BASES)),
    'upload-person': Holding.properties.person,
    'upload-expires': Type.Optional(Type.Integer({ minimum: 0, description: 'Wall ms from which it is erased' })),
  }),
  response: { 204: Empty, ...failures(400, 401, 409, 413, 415, 422) },
}

export const getAttachment = {
  operationId: 'getAttachment',
  summary: 'The bytes of an attachment',
  tags,
  security: asPerson,
  params: DigestParams,
  produces: ['application/octet-stream'],
  response: {
    200: Type.Unsafe<unknown>({ type: 'string', format: 'binary' }),
    410: RemovedByPolicy,
    ...failures(401, 403, 404),
  },
}

export const eraseAttachment = {
  operationId: 'eraseAttachment',
  summary: 'Erases the bytes; who, when and why are kept',
  tags,
  security: asPerson,
  params: DigestParams,
  querystring: ErasureQuery,
  response: { 204: Empty, ...failures(400, 401, 403, 404) },
}
