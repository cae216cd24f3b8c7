import type { DataKind } from '@zaojun/core/proof/index'
import {
  type Grant,
  OPERATOR,
  type Party,
  type PartyToken,
  type ReadQuery,
  type ReadRecord,
  type SiteRights,
  USUAL_PURPOSES,
} from '../rights.ts'
import type { Connection } from './database.ts'

type GrantRow = Omit<Grant, 'kinds'> & { kinds: string }
const GRANT = `SELECT site.id AS site, grant_.id, party, kinds, purpose, from_at AS "from", to_at AS "to", by,
  grant_.created_at AS createdAt, ended_at AS endedAt, ended_by AS endedBy FROM grant_ JOIN site ON site.no = grant_.site`
const grantOf = ({ kinds, ...row }: GrantRow): Grant => ({ ...row, kinds: JSON.parse(kinds) as DataKind[] })
const TOKEN = `SELECT party, label, created_at AS createdAt, expires_at AS expiresAt, ended_at AS endedAt FROM party_token`

/** Reads of parties, grants, and of who read. */
export function rightsReads(connection: Connection) {
  const all = <Row>(text: string, ...values: unknown[]): Row[] => connection.prepare(text).all(...values) as Row[]
  const first = <Row>(text: string, ...values: unknown[]): Row | null =>
    (connection.prepare(text).get(...values) as Row | undefined) ?? null

  return {
    parties: (): Party[] => all('SELECT id, name, kind, created_at AS createdAt FROM party ORDER BY id'),
    partyTokens: (party: string): PartyToken[] => all(`${TOKEN} WHERE party = ? ORDER BY created_at DESC`, party),
    partyOfToken: (hash: string): PartyToken | null => first(`${TOKEN} WHERE token_hash = ?`, hash),
    partyOfAccount: (account: string): string | null =>
      first<{ party: string }>('SELECT party FROM account WHERE name = ?', account)?.party ?? null,

    siteRights(site: string): SiteRights {
      const row = first<{ owner: string; purposes: string }>(
        'SELECT owner, purposes FROM site_rights JOIN site ON site.no = site_rights.site WHERE site.id = ?',
        site,
      )
      return row === null
        ? { owner: OPERATOR, purposes: [...USUAL_PURPOSES] }
        : { owner: row.owner, purposes: JSON.parse(row.purposes) as string[] }
    },

    sitesOfOthers: (): string[] =>
      all<{ id: string }>(
        'SELECT site.id FROM site_rights JOIN site ON site.no = site_rights.site WHERE owner != ? ORDER BY site.id',
        OPERATOR,
      ).map(({ id }) => id),

    sitesOwnedBy: (party: string): string[] =>
      all<{ id: string }>(
        'SELECT site.id FROM site_rights JOIN site ON site.no = site_rights.site WHERE owner = ? ORDER BY site.id',
        party,
      ).map(({ id }) => id),

    grants: (site: string): Grant[] =>
      all<GrantRow>(`${GRANT} WHERE site.id = ? ORDER BY grant_.created_at DESC, grant_.id`, site).map(grantOf),

    grantsOf: ({ party, at }: { party: string; at: number }): Grant[] =>
      all<GrantRow>(
        `${GRANT} WHERE party = ? AND from_at <= ? AND (to_at IS NULL OR to_at > ?) AND ended_at IS NULL
         ORDER BY grant_.created_at, grant_.id`,
        party,
        at,
        at,
      ).map(grantOf),

    reads: ({ site, query: { before, party, limit } }: { site: string; query: ReadQuery }): ReadRecord[] =>
      all(
        `SELECT data_read.id, at, party, by, grant_id AS "grant", purpose, kind, what, page FROM data_read
         WHERE site = (SELECT no FROM site WHERE id = ?) AND (? IS NULL OR data_read.id < ?) AND (? IS NULL OR party = ?)
         ORDER BY data_read.id DESC LIMIT ?`,
        site,
        before,
        before,
        party,
        party,
        limit,
      ),

    readsPage({ site, page }: { site: string; page: number }): Uint8Array | null {
      const row = first<{ body: Uint8Array }>(
        'SELECT body FROM read_page WHERE site = (SELECT no FROM site WHERE id = ?) AND page = ?',
        site,
        page,
      )
      return row === null ? null : new Uint8Array(row.body)
    },
  }
}
