import type { Read } from '@zaojun/core/proof/index'
import type { Grant, Party, PartyToken, SiteRights } from '../rights.ts'
import type { Connection } from './database.ts'

/** Writes of parties, grants and reads. */
export function rightsWrites(connection: Connection) {
  const run = (text: string, ...values: unknown[]): number => connection.prepare(text).run(...values).changes
  const siteNo = (id: string): number => {
    const row = connection.prepare('SELECT no FROM site WHERE id = ?').get(id) as { no: number } | undefined
    if (row === undefined) throw new Error(`site ${id} is not in the store`)
    return row.no
  }

  return {
    addParty: ({ id, name, kind, createdAt }: Party): boolean =>
      run('INSERT OR IGNORE INTO party VALUES (?, ?, ?, ?)', id, name, kind, createdAt) === 1,

    addPartyToken({ tokenHash, token }: { tokenHash: string; token: Omit<PartyToken, 'endedAt'> }): void {
      const { party, label, createdAt, expiresAt } = token
      run('INSERT INTO party_token VALUES (?, ?, ?, ?, ?, NULL)', tokenHash, party, label, createdAt, expiresAt)
    },

    endPartyTokens: ({ party, label, at }: { party: string; label: string; at: number }): number =>
      run('UPDATE party_token SET ended_at = ? WHERE party = ? AND label = ? AND ended_at IS NULL', at, party, label),

    addPartyAccount: ({ account, hash, party }: { account: string; hash: string; party: string }): boolean =>
      run('INSERT OR IGNORE INTO account (name, password_hash, party) VALUES (?, ?, ?)', account, hash, party) === 1,

    setSiteRights({ site, rights: { owner, purposes } }: { site: string; rights: SiteRights }): void {
      run(
        `INSERT INTO site_rights VALUES (?, ?, ?) ON CONFLICT (site) DO UPDATE SET
         owner = excluded.owner, purposes = excluded.purposes`,
        siteNo(site),
        owner,
        JSON.stringify(purposes),
      )
    },

    addGrant({ site, id, party, kinds, purpose, from, to, by, createdAt }: Grant): void {
      const row = [siteNo(site), id, party, JSON.stringify(kinds), purpose, from, to, by, createdAt]
      run('INSERT INTO grant_ VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)', ...row)
    },

    endGrant: ({ site, id, at, by }: { site: string; id: string; at: number; by: string }): boolean =>
      run(
        'UPDATE grant_ SET ended_at = ?, ended_by = ? WHERE site = ? AND id = ? AND ended_at IS NULL',
        at,
        by,
        siteNo(site),
        id,
      ) === 1,

    addRead({ site, read: { at, party, by, grant, purpose, kind, what } }: { site: string; read: Read }): void {
      run(
        'INSERT INTO data_read (site, at, party, by, grant_id, purpose, kind, what) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        siteNo(site),
        at,
        party,
        by,
        grant,
        purpose,
        kind,
        what,
      )
    },
  }
}
