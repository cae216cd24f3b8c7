export * from './alarm.ts'
export * from './alarm-life.ts'
export {
  BATCH_CONTENT_TYPE,
  BATCH_VERSION,
  Batch,
  type BatchHead,
  composeBatch,
  entriesOf,
  MAX_BATCH_BYTES,
  MAX_BATCH_READINGS,
  originOfChunk,
  parseBatch,
  qualityAt,
  SeriesChunk,
} from './batch.ts'
export * from './calibration.ts'
export { type Cbor, type CborMap, CborTag, concat, decodeCbor, encodeCbor } from './cbor.ts'
export * from './commitment.ts'
export { ALG_ED25519, parseSign1, prepareSign1, type Sign1, type SignHeaders } from './cose.ts'
export * from './entry.ts'
export * from './errors.ts'
export * from './flow-socket.ts'
export { inPlace } from './late.ts'
export * from './local-time.ts'
export * from './receipt.ts'
export * from './registry.ts'
export * from './words.ts'
