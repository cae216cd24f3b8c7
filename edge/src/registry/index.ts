export * from './changes.ts'
export { fail as registryError } from './errors.ts'
export * from './memory.ts'
export { applySnapshot, type SnapshotOutcome } from './snapshot.ts'
