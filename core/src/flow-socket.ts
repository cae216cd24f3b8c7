import Type, { type Static } from 'typebox'
import { type Bus, type Registry, Snapshot, type Zone } from './registry.ts'
import { type Bilingual, type CommandResult, Id, Value } from './words.ts'

/**
 * The WebSocket at `<gateway>/api/flow-socket` between our Node-RED nodes and the gateway: JSON text messages.
 * The role behind the token can propose, subscribe, command and record events; nothing else.
 * First message is `hello` (within 5 s); `ref` joins an answer to its request.
 */
export const FLOW_SOCKET_PATH = '/api/flow-socket'
const closed = { additionalProperties: false }
const Ref = Type.String({ minLength: 1, maxLength: 64 })

/** Which entries to receive. Absent fields match all. `latest`: send the current value of each matching point first. */
export const EntryFilter = Type.Object(
  {
    types: Type.Optional(Type.Array(Type.String(), { maxItems: 8 })),
    devices: Type.Optional(Type.Array(Id, { maxItems: 256 })),
    points: Type.Optional(Type.Array(Id, { maxItems: 64 })),
    kinds: Type.Optional(Type.Array(Id, { maxItems: 64 })),
    zones: Type.Optional(Type.Array(Id, { maxItems: 64 })),
    latest: Type.Optional(Type.Boolean()),
  },
  closed,
)
export type EntryFilter = Static<typeof EntryFilter>

export const FromFlow = Type.Union([
  /** `source` names this Node-RED: two of them on one gateway do not take each other's devices for lost. */
  Type.Object(
    {
      type: Type.Literal('hello'),
      protocol: Type.Literal(1),
      token: Type.String({ maxLength: 256 }),
      source: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    },
    closed,
  ),
  /** Asks for what the pickers of the editor offer. */
  Type.Object({ type: Type.Literal('catalogue'), ref: Ref }, closed),
  Type.Object({ type: Type.Literal('snapshot'), ref: Ref, snapshot: Snapshot }, closed),
  Type.Object({ type: Type.Literal('subscribe'), ref: Ref, filter: EntryFilter }, closed),
  Type.Object({ type: Type.Literal('unsubscribe'), ref: Ref }, closed),
  Type.Object(
    { type: Type.Literal('command'), ref: Ref, device: Id, command: Id, value: Type.Optional(Value) },
    closed,
  ),
  Type.Object(
    {
      type: Type.Literal('event'),
      ref: Ref,
      event: Id,
      device: Type.Optional(Id),
      data: Type.Record(Type.String(), Type.Unknown()),
    },
    closed,
  ),
])
export type FromFlow = Static<typeof FromFlow>

/** How the gateway took each proposed device: `applied`, `duplicate` (second node with that id) or `refused`. */
export const ProposalResult = Type.Object({
  node: Type.String(),
  device: Type.String(),
  result: Type.Enum(['applied', 'duplicate', 'refused'] as const),
  code: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
})
export type ProposalResult = Static<typeof ProposalResult>

/** What an installer states once for a unit: a number within limits, yes or no, or one of `choices`. */
export type ParamFace = {
  name: Bilingual
  value: 'number' | 'boolean' | 'text'
  default?: number | boolean | string
  min?: number
  max?: number
  choices?: { value: number | boolean | string; name: Bilingual }[]
  unit?: string
}

/** What an installer can pick from: a profile fits the kinds and transports it names; `positions` > 1 on multi-channel units. */
export type CatalogueSummary = {
  kinds: { id: string; name: Bilingual }[]
  profiles: {
    id: string
    name: Bilingual
    kinds: string[]
    transports: string[]
    positions: number
    maker?: string
    models?: string[]
    verified?: boolean
    /** Settings a serial line leaves the works with. */
    line?: Pick<Bus, 'baudRate' | 'dataBits' | 'parity' | 'stopBits'>
    params?: Record<string, ParamFace>
  }[]
  zones: Zone[]
  /** Serial ports of the box; `bus` uses it. */
  serialPorts?: { path: string; device: string; stable: boolean; bus?: string }[]
  /** Addresses that spoke on a bus and belong to no unit. */
  strangers?: { bus: string; address: string; at: number }[]
}

export type ToFlow =
  /** `generation`: of the last snapshot taken from this source, 0 for none. */
  | { type: 'welcome'; protocol: 1; box: string; registry: Registry; generation: number }
  /** Every 15 s: a client that hears nothing for 45 s takes the connection for dead. */
  | { type: 'alive' }
  | { type: 'catalogue'; ref: string; catalogue: CatalogueSummary }
  | { type: 'registry'; registry: Registry }
  | { type: 'snapshot-result'; ref: string; results: ProposalResult[] }
  /** A committed entry that matches subscription `ref`; `latest` marks a current value sent at subscription. */
  | { type: 'entry'; ref: string; entry: Record<string, unknown>; latest?: boolean }
  | { type: 'command-result'; ref: string; id: string; result: CommandResult; reason?: string; final: boolean }
  | { type: 'recorded'; ref: string; seq: number }
  /** Health of a device's unit, on change: for the node's status. `since` is wall ms. */
  | {
      type: 'device-health'
      device: string
      health: 'connecting' | 'online' | 'stale' | 'offline' | 'error'
      since: number
      attempt?: number
      reason?: string
      /** What should be said beside it: `calibration-overdue`, `safety-output-shares-bus`. */
      notes?: string[]
    }
  | { type: 'error'; ref?: string; code: string; message: string }
