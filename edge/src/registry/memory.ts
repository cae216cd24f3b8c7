import type { Registry } from '@zaojun/core'

/** Which node of which Node-RED proposed a device last. */
export type Holder = { node: string; source: string }

/**
 * What must be remembered beside the registry to tell a copy from the original and an old snapshot from a new one.
 * Plain JSON: it is stored with the registry, in the same transaction. Every map is keyed by id;
 * `buses` and `units` name the source whose flows hold them (absent: configured by hand).
 */
export type RegistryMemory = {
  sources: Record<string, { generation: number; revision: string }>
  holders: Record<string, Holder>
  buses: Record<string, string>
  units: Record<string, string>
}

/** The source of a Node-RED that names none. */
export const UNNAMED_SOURCE = 'node-red'

export const emptyMemory = (): RegistryMemory => ({ sources: {}, holders: {}, buses: {}, units: {} })

/** An event to record; the caller adds `type`. */
export type RegistryEvent = { event: string; device?: string; data: Record<string, unknown> }

/** What a change leads to. `registry.revision` grew by one if `changed`. The inputs are never altered. */
export type Change = { registry: Registry; memory: RegistryMemory; changed: boolean; events: RegistryEvent[] }
