/**
 * What needs no schema. Threads take this instead of the whole: they start in a third of the time, in 20 MB less.
 */
export * from './alarm-figures.ts'
export * from './alarm-groups.ts'
export * from './alarm-life.ts'
export * from './attempts.ts'
export * from './batch-columns.ts'
export * from './bounded-text.ts'
export { type Cbor, type CborMap, CborTag, concat, decodeCbor, encodeCbor } from './cbor.ts'
export { ALG_ED25519, parseSign1, prepareSign1, type Sign1, type SignHeaders } from './cose.ts'
export * from './errors.ts'
export { inPlace } from './late.ts'
export * from './local-time.ts'
export * from './runs.ts'
export * from './turns.ts'
export * from './vocabulary.ts'
