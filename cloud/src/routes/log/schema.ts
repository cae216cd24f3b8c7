import { Id, LogNews, LogQuestion } from '@zaojun/core'
import { OriginBundle, ProofBundle } from '@zaojun/core/proof/index'
import Type from 'typebox'
import { asAnyone, asBox, asPerson, Bytes, failures, shape } from '../../http/common.ts'
import { named } from '../../http/named.ts'

const LogState = shape('LogState', {
  origin: Type.String({ description: 'Name of this log; its key has the same' }),
  size: Type.Integer({ minimum: 0, description: 'Entries' }),
  root: Type.String({ description: 'Root of the tree, base64' }),
  key: Type.String({ description: 'Verifier key: name+hash+key (C2SP signed-note)' }),
  checkpoint: Type.String({ description: 'The newest signed checkpoint, with the cosignatures of witnesses' }),
  restart: Type.Union(
    [
      shape('LogRestart', {
        generation: Type.Integer({ description: 'Of this log; 2 is the first that goes on for another one' }),
        before: Type.String({ description: 'Name of the log before' }),
        size: Type.Integer({ description: 'Entries of it that this one commits to' }),
        at: Type.Union([Type.Integer(), Type.Null()], { description: 'When, UTC ms; null: not said' }),
        reason: Type.String({ description: 'Chinese / English' }),
      }),
      Type.Null(),
    ],
    { description: 'Where this log goes on for another one, after a restore' },
  ),
  witnesses: Type.Array(
    shape('WitnessState', {
      name: Type.String(),
      url: Type.Union([Type.String(), Type.Null()], { description: 'Null: it sends what it signs' }),
      seen: Type.Integer({ description: 'The size it has cosigned last' }),
      at: Type.Union([Type.Integer(), Type.Null()], { description: 'When, UTC ms' }),
      fault: Type.Union([Type.String(), Type.Null()], { description: 'Why it does not cosign' }),
    }),
  ),
})

export const getLog = {
  operationId: 'getLog',
  summary: 'What the log says of itself now: size, root, signed checkpoint, key',
  tags: ['proof'],
  security: asAnyone,
  response: { 200: LogState, ...failures(503) },
}

export const getOwnProof = {
  operationId: 'getOwnProof',
  summary: 'What the log answers a box: the proof of one of its batches, and that it has grown from what the box saw',
  tags: ['proof'],
  security: asBox,
  querystring: LogQuestion,
  response: { 200: named('LogNews', LogNews), ...failures(400, 401, 503) },
}

export const getOrigin = {
  operationId: 'getOriginProof',
  summary:
    'Why the log goes on under another name in that generation: its first entry, what it commits to, what is lost',
  tags: ['proof'],
  security: asAnyone,
  params: Type.Object({ generation: Type.Integer({ minimum: 2, maximum: 999_999 }) }),
  response: { 200: named('OriginBundle', OriginBundle), ...failures(400, 404, 503) },
}

export const postCosignature = {
  operationId: 'postCosignature',
  summary: 'Takes the cosignature of a witness that has no address, on one of the newest checkpoints',
  tags: ['proof'],
  security: asBox,
  body: shape('Cosigned', {
    note: Type.String({ maxLength: 16_384, description: 'Signed note: checkpoint and cosignature' }),
  }),
  response: {
    200: shape('CosignatureTaken', { seen: Type.Integer({ description: 'Size of the log it has cosigned' }) }),
    ...failures(400, 401, 403, 409),
  },
}

export const getLogFile = {
  operationId: 'getLogFile',
  summary: 'The log as static files (C2SP tlog-tiles): checkpoint, tile/…, tile/entries/…',
  tags: ['proof'],
  security: asAnyone,
  response: { 200: Bytes, ...failures(404) },
}

export const getEntryProof = {
  operationId: 'getEntryProof',
  summary: 'The proof of the batch in which an entry of a box stands, by the entry’s seq',
  tags: ['proof'],
  security: asPerson,
  params: Type.Object({ site: Id, box: Id }),
  querystring: Type.Object({ seq: Type.Integer({ minimum: 1 }) }),
  response: { 200: named('ProofBundle', ProofBundle), ...failures(401, 403, 404, 410, 503) },
}

export const getProof = {
  operationId: 'getBatchProof',
  summary: 'The proof of one batch: envelope, place in the log, path, signed checkpoint',
  tags: ['proof'],
  security: asPerson,
  params: Type.Object({ site: Id, box: Id, n: Type.Integer({ minimum: 1 }) }),
  response: { 200: named('ProofBundle', ProofBundle), ...failures(401, 403, 404, 410, 503) },
}
