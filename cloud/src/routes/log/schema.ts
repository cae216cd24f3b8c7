import { Id } from '@zaojun/core'
import Type from 'typebox'
import { asAnyone, asPerson, Bytes, failures, shape } from '../../http/common.ts'

const LogState = shape('LogState', {
  origin: Type.String({ description: 'Name of this log; its key has the same' }),
  size: Type.Integer({ minimum: 0, description: 'Entries' }),
  root: Type.String({ description: 'Root of the tree, base64' }),
  key: Type.String({ description: 'Verifier key: name+hash+key (C2SP signed-note)' }),
  checkpoint: Type.String({ description: 'The newest signed checkpoint' }),
})

export const getLog = {
  operationId: 'getLog',
  summary: 'What the log says of itself now: size, root, signed checkpoint, key',
  tags: ['proof'],
  security: asAnyone,
  response: { 200: LogState, ...failures(503) },
}

export const getLogFile = {
  operationId: 'getLogFile',
  summary: 'The log as static files (C2SP tlog-tiles): checkpoint, tile/…, tile/entries/…',
  tags: ['proof'],
  security: asAnyone,
  response: { 200: Bytes, ...failures(404) },
}

/** Everything that is needed to check one batch by oneself; the format is in docs/proof.md. */
export const ProofBundle = shape('ProofBundle', {
  v: Type.Literal(1),
  box: Id,
  n: Type.Integer({ minimum: 1 }),
  boxKey: Type.String({ description: 'Raw Ed25519 key of the box, base64; the box is named after it' }),
  envelope: Type.String({ description: 'The exact COSE_Sign1 envelope, base64' }),
  leaf: Type.String({ description: 'The entry of the log, base64 of deterministic CBOR' }),
  proof: Type.String({ description: 'C2SP tlog-proof: index, path, signed checkpoint' }),
  logKey: Type.String({ description: 'Verifier key of the log' }),
})

export const getProof = {
  operationId: 'getBatchProof',
  summary: 'The proof of one batch: envelope, place in the log, path, signed checkpoint',
  tags: ['proof'],
  security: asPerson,
  params: Type.Object({ site: Id, box: Id, n: Type.Integer({ minimum: 1 }) }),
  response: { 200: ProofBundle, ...failures(401, 404, 503) },
}
