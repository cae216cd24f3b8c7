import type { Generated } from 'kysely'

/** The entity tables as Kysely sees them, alike in both engines; telemetry (segment, latest, rollup) is written in plain SQL. */
export type Tables = {
  setting: { key: string; value: string }
  account: { name: string; password_hash: string }
  session: { token_hash: string; account: string; expires_at: number }
  site: { no: Generated<number>; id: string; name: string; time_zone: string; created_at: number }
  enrolment_code: { code_hash: string; site: number; expires_at: number; used_at: number | null }
  box: BoxTable
  box_state: BoxStateTable
  batch: {
    site: number
    box: number
    n: number
    digest: string
    prev: string | null
    first_seq: number
    last_seq: number
    readings: number
    received_at: number
    envelope: Uint8Array
  }
  held_range: { site: number; box: number; first: number; last: number }
  entry: {
    id: Generated<number>
    site: number
    box: number
    seq: number | null
    type: string
    received_at: number
    body: string
  }
  registry: { site: number; box: number; seq: number; body: string }
  alarm: {
    site: number
    box: number
    id: string
    source: 'box' | 'cloud'
    seq: number
    rule: string
    severity: number
    closed: number
    raised_at: number | null
    acknowledged_at: number | null
    cleared_at: number | null
    changed_at: number
    body: string
  }
  maintenance: {
    site: number
    id: string
    from_at: number
    to_at: number
    reason: string
    by: string
    created_at: number
    ended_at: number | null
  }
  service_span: { aggregator: string; state: string; first: number; last: number }
  service_maintenance: {
    id: string
    from_at: number
    to_at: number
    reason: string
    by: string
    created_at: number
    ended_at: number | null
  }
  leaf: {
    generation: number
    idx: number
    entry: Uint8Array
    hash: Uint8Array
    batch_row: number | null
    site: number | null
    box: number | null
    n: number | null
  }
  part: {
    site: number
    commitment: string
    salt: string | null
    value: string | null
    purpose: string
    received_at: number
  } & Held &
    Erased
  attachment: {
    site: number
    digest: string
    bytes: number
    media_type: string
    purpose: string | null
    received_at: number
  } & Held &
    Erased
  erasure: {
    id: Generated<number>
    site: number
    what: string
    key: string
    reason: string
    by: string
    at: number
    removal: number | null
  }
}

type Held = { basis: string | null; person: string | null; expires: number | null }
type Erased = {
  erased_reason: Generated<string | null>
  erased_by: Generated<string | null>
  erased_at: Generated<number | null>
}

/** A box as it was enrolled: rarely written. */
type BoxTable = {
  no: Generated<number>
  site: number
  id: string
  public_key: Uint8Array
  token_hash: string
  software_version: string
  enrolled_at: number
}
/** How a box stands: written with each of its batches. */
type BoxStateTable = {
  site: number
  box: number
  newest: Generated<number>
  last_batch_at: Generated<number | null>
  newest_wall: Generated<number | null>
  clock: Generated<string | null>
  reported: Generated<string | null>
  gaps: Generated<number>
  quarantined: Generated<number>
  contradicted: Generated<number>
  refused: Generated<number>
}
