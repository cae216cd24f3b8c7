import type { DataKind, Read } from '@zaojun/core/proof/index'
import { sql } from 'kysely'
import { knownSiteNo, type Queries, siteNo } from '../queries.ts'
import {
  type Grant,
  OPERATOR,
  type Party,
  type PartyToken,
  type ReadQuery,
  type ReadRecord,
  type Said,
  type SiteRights,
  USUAL_PURPOSES,
} from '../rights.ts'
import { stateRights } from './rights-statements.ts'

type GrantRow = Omit<Grant, 'kinds'> & { kinds: string }
const GRANT = sql`SELECT site.id AS site, grant_.id, party, kinds, purpose, from_at AS "from", to_at AS "to",
  data_from AS "dataFrom", data_to AS "dataTo", by,
  grant_.created_at AS "createdAt", ended_at AS "endedAt", ended_by AS "endedBy"
  FROM grant_ JOIN site ON site.no = grant_.site`
const grantOf = ({ kinds, ...row }: GrantRow): Grant => ({ ...row, kinds: JSON.parse(kinds) as DataKind[] })
const TOKEN = sql`SELECT party, label, created_at AS "createdAt", expires_at AS "expiresAt", ended_at AS "endedAt"
  FROM party_token`
const OWNED = sql`SELECT site.id FROM site_rights JOIN site ON site.no = site_rights.site`

/** Reads of parties, grants, and of who read. */
export function rightsReads(queries: Queries) {
  const { all, first } = queries
  return {
    parties: (): Promise<Party[]> =>
      all(sql<Party>`SELECT id, name, kind, created_at AS "createdAt" FROM party ORDER BY id`),
    partyTokens: (party: string): Promise<PartyToken[]> =>
      all(sql<PartyToken>`${TOKEN} WHERE party = ${party} ORDER BY created_at DESC`),
    partyOfToken: async (hash: string): Promise<PartyToken | null> =>
      (await first(sql<PartyToken>`${TOKEN} WHERE token_hash = ${hash}`)) ?? null,
    partyOfAccount: async (account: string): Promise<string | null> =>
      (await first(sql<{ party: string }>`SELECT party FROM account WHERE name = ${account}`))?.party ?? null,

    async siteRights(site: string): Promise<SiteRights> {
      const row = await first(
        sql<{ owner: string; purposes: string }>`SELECT owner, purposes FROM site_rights
          WHERE site = ${await siteNo(queries, site)}`,
      )
      return row === undefined
        ? { owner: OPERATOR, purposes: [...USUAL_PURPOSES] }
        : { owner: row.owner, purposes: JSON.parse(row.purposes) as string[] }
    },

    sitesOfOthers: async (): Promise<string[]> =>
      (await all(sql<{ id: string }>`${OWNED} WHERE owner <> ${OPERATOR} ORDER BY site.id`)).map(({ id }) => id),

    sitesOwnedBy: async (party: string): Promise<string[]> =>
      (await all(sql<{ id: string }>`${OWNED} WHERE owner = ${party} ORDER BY site.id`)).map(({ id }) => id),

    async grants(site: string): Promise<Grant[]> {
      const rows = await all(
        sql<GrantRow>`${GRANT} WHERE grant_.site = ${await siteNo(queries, site)}
          ORDER BY grant_.created_at DESC, grant_.id`,
      )
      return rows.map(grantOf)
    },

    async grantsOf({ party, at }: { party: string; at: number }): Promise<Grant[]> {
      const rows = await all(
        sql<GrantRow>`${GRANT} WHERE party = ${party} AND from_at <= ${at} AND (to_at IS NULL OR to_at > ${at})
          AND ended_at IS NULL ORDER BY grant_.created_at, grant_.id`,
      )
      return rows.map(grantOf)
    },

    async reads({ site, query }: { site: string; query: ReadQuery }): Promise<ReadRecord[]> {
      const before = query.before === null ? sql`` : sql`AND data_read.id < ${query.before}`
      const party = query.party === null ? sql`` : sql`AND data_read.party = ${query.party}`
      return all(
        sql<ReadRecord>`SELECT data_read.id, at, data_read.party, nullif(party.name, '') AS "partyName", by, grant_id AS "grant", purpose,
            data_read.kind, what, page FROM data_read LEFT JOIN party ON party.id = data_read.party
          WHERE site = ${await siteNo(queries, site)} ${before} ${party} ORDER BY data_read.id DESC LIMIT ${query.limit}`,
      )
    },

    async readsPage({ site, page }: { site: string; page: number }): Promise<Uint8Array | null> {
      const row = await first(
        sql<{ body: Uint8Array }>`SELECT body FROM read_page
          WHERE site = ${await siteNo(queries, site)} AND page = ${page}`,
      )
      return row === undefined ? null : new Uint8Array(row.body)
    },
  }
}

/** Writes of parties, grants and reads. */
export function rightsWrites(queries: Queries) {
  const { first, run } = queries
  return {
    addParty: async ({ id, name, kind, createdAt }: Party): Promise<boolean> =>
      (await run(
        sql`INSERT INTO party (id, name, kind, created_at) VALUES (${id}, ${name}, ${kind}, ${createdAt})
          ON CONFLICT DO NOTHING`,
      )) === 1,

    async addPartyToken({
      tokenHash,
      token,
    }: {
      tokenHash: string
      token: Omit<PartyToken, 'endedAt'>
    }): Promise<void> {
      const { party, label, createdAt, expiresAt } = token
      await run(
        sql`INSERT INTO party_token (token_hash, party, label, created_at, expires_at)
          VALUES (${tokenHash}, ${party}, ${label}, ${createdAt}, ${expiresAt})`,
      )
    },

    endPartyTokens: ({ party, label, at }: { party: string; label: string; at: number }): Promise<number> =>
      run(
        sql`UPDATE party_token SET ended_at = ${at} WHERE party = ${party} AND label = ${label} AND ended_at IS NULL`,
      ),

    addPartyAccount: async ({
      account,
      hash,
      party,
    }: {
      account: string
      hash: string
      party: string
    }): Promise<boolean> =>
      (await run(
        sql`INSERT INTO account (name, password_hash, party) VALUES (${account}, ${hash}, ${party})
          ON CONFLICT DO NOTHING`,
      )) === 1,

    async setSiteRights({ site, rights, said }: { site: string; rights: SiteRights; said: Said }): Promise<void> {
      const { owner, purposes } = rights
      await run(
        sql`INSERT INTO site_rights (site, owner, purposes)
          VALUES (${await knownSiteNo(queries, site)}, ${owner}, ${JSON.stringify(purposes)})
          ON CONFLICT (site) DO UPDATE SET owner = excluded.owner, purposes = excluded.purposes`,
      )
      await stateRights(queries, site, said, { kind: 'rights', owner, purposes })
    },

    async addGrant({ grant, said }: { grant: Grant; said: Said }): Promise<void> {
      const { site, id, party, kinds, purpose, from, to, dataFrom, dataTo, by, createdAt } = grant
      await run(
        sql`INSERT INTO grant_ (site, id, party, kinds, purpose, from_at, to_at, data_from, data_to, by, created_at)
          VALUES (${await knownSiteNo(queries, site)}, ${id}, ${party}, ${JSON.stringify(kinds)}, ${purpose}, ${from}, ${to},
          ${dataFrom}, ${dataTo}, ${by}, ${createdAt})`,
      )
      const terms = { party, kinds, purpose, from, to, dataFrom, dataTo }
      await stateRights(queries, site, said, { kind: 'grant', id, terms })
    },

    async endGrant({ site, id, said }: { site: string; id: string; said: Said }): Promise<boolean> {
      const row = await knownSiteNo(queries, site)
      const ended = await run(
        sql`UPDATE grant_ SET ended_at = ${said.at}, ended_by = ${said.by}
          WHERE site = ${row} AND id = ${id} AND ended_at IS NULL`,
      )
      if (ended !== 1) return false
      const held = await first(sql<{ party: string }>`SELECT party FROM grant_ WHERE site = ${row} AND id = ${id}`)
      await stateRights(queries, site, said, { kind: 'grant-ended', id, party: held?.party ?? '' })
      return true
    },

    async addRead({ site, read }: { site: string; read: Read }): Promise<void> {
      const { at, party, by, grant, purpose, kind, what } = read
      await run(
        sql`INSERT INTO data_read (site, at, party, by, grant_id, purpose, kind, what)
          VALUES (${await knownSiteNo(queries, site)}, ${at}, ${party}, ${by}, ${grant}, ${purpose}, ${kind}, ${what})`,
      )
    },
  }
}
