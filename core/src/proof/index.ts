export { fromBase64, toBase64 } from './base64.ts'
export { KeyProof, ProofBundle } from './bundle.ts'
export {
  type Checkpoint,
  checkpointText,
  cosignatureMessage,
  packCosignature,
  parseCheckpoint,
  unpackCosignature,
} from './checkpoint.ts'
export { type Cosigned, cosignersOf } from './cosigners.ts'
export { type Detached, detachedIn, namesOf } from './detached.ts'
export { type Ended, type Followed, LogFollower } from './follow.ts'
export { firstNameOf, generationOf } from './generation.ts'
export type { Crypto } from './in-log.ts'
export {
  type KeySpan,
  type KeyStatement,
  keySpans,
  parseKeyStatement,
  REVOCATION_REASONS,
  type Revocation,
  type Rotation,
  spanOf,
} from './key-statement.ts'
export { type LogLeaf, leafEntry, parseLeaf } from './leaf.ts'
export {
  consistencyHolds,
  consistencySpans,
  HASH_BYTES,
  inclusionHolds,
  inclusionSpans,
  leafInput,
  nodeInput,
  type Sha256,
  type Span,
} from './merkle.ts'
export {
  fail as noteErrors,
  isNoteName,
  keyId,
  MAX_NOTE_BYTES,
  NOTE_COSIGNATURE,
  NOTE_ED25519,
  type Note,
  type NoteSignature,
  parseNote,
  parseVerifierKey,
  signatureLine,
  signaturesBy,
  type VerifierKey,
  verifierKeyText,
} from './note.ts'
export { LostEntries, OriginBundle, OriginProof, type Restart } from './origins.ts'
export { DATA_KINDS, type DataKind, Read, ReadsBundle, ReadsPage, readsOf } from './reads-bundle.ts'
export { datedReason, inBoth, readReason } from './reason.ts'
export { Removal, RemovalBundle, RemovalProof, type Removed, RemovedBundle } from './removal.ts'
export { RightsBundle, RightsChange, RightsStatement, rightsOf } from './rights-bundle.ts'
export { CHECKS, type Check, checkBundle, MAX_BUNDLE_BYTES, type Verdict } from './steps.ts'
export { newTiles, parseTilePath, TILE_WIDTH, type Tile, tilePath } from './tiles.ts'
export { parseTlogProof, type TlogProof, tlogProofText } from './tlog-proof.ts'
export { type AddCheckpoint, addCheckpointText, parseAddCheckpoint } from './witness.ts'
