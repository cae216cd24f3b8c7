import type { Generated } from 'kysely'

/** The entity tables as Kysely sees them; telemetry (segment, latest, rollup) is written in plain SQL. */
export type Tables = {
  setting: { key: string; value: string }
  account: { name: string; password_hash: string }
  session: { token_hash: string; account: string; expires_at: number }
  site: { no: Generated<number>; id: string; name: string; time_zone: string; created_at: number }
  enrolment_code: { code_hash: string; site: number; expires_at: number; used_at: number | null }
  box: BoxTable
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
  erasure: { id: Generated<number>; site: number; what: string; key: string; reason: string; by: string; at: number }
}

type Held = { basis: string | null; person: string | null; expires: number | null }
type Erased = {
  erased_reason: Generated<string | null>
  erased_by: Generated<string | null>
  erased_at: Generated<number | null>
}

type BoxTable = {
  no: Generated<number>
  site: number
  id: string
  public_key: Uint8Array
  token_hash: string
  software_version: string
  enrolled_at: number
  newest: Generated<number>
  last_batch_at: number | null
  newest_wall: number | null
  clock: string | null
  reported: string | null
  gaps: Generated<number>
  quarantined: Generated<number>
  contradicted: Generated<number>
  refused: Generated<number>
}
