import type { RightsStatement } from '@zaojun/core/proof/index'
import type { StoreSnapshot } from '../store/table-rows.ts'
import type { Find } from './finding.ts'

type GrantRow = {
  site: string
  id: string
  party: string
  kinds: string
  purpose: string
  from: number
  to: number | null
  dataFrom: number | null
  dataTo: number | null
  endedAt: number | null
}

/** The grants and owners in force against what their statements say: nobody can slip one in, or out, beside the log. */
export async function checkRights(snapshot: StoreSnapshot, find: Find): Promise<void> {
  const said = await statements(snapshot, find)
  const grants = new Map<string, { terms: string; endedAt: number | null }>()
  const owners = new Map<string, string>()
  for (const { site, at, change } of said) {
    if (change.kind === 'rights') owners.set(site, JSON.stringify([change.owner, change.purposes]))
    if (change.kind === 'grant') grants.set(`${site}/${change.id}`, { terms: words(change.terms), endedAt: null })
    if (change.kind === 'grant-ended') {
      const ended = grants.get(`${site}/${change.id}`)
      if (ended !== undefined) ended.endedAt = at
    }
  }
  const rows =
    await snapshot.all<GrantRow>(`SELECT site.id AS site, grant_.id, party, kinds, purpose, from_at AS "from", to_at AS "to",
       data_from AS "dataFrom", data_to AS "dataTo", ended_at AS "endedAt" FROM grant_ JOIN site ON site.no = grant_.site`)
  for (const { site, id, endedAt, kinds, ...terms } of rows) {
    const key = `${site}/${id}`
    const told = grants.get(key)
    const same = told?.terms === words({ ...terms, kinds: JSON.parse(kinds) as string[] }) && told.endedAt === endedAt
    if (!same) find(`grant ${key}`, 'is not what was said of it')
    grants.delete(key)
  }
  for (const key of grants.keys()) find(`grant ${key}`, 'is missing')
  const own = 'SELECT site.id, owner, purposes FROM site_rights JOIN site ON site.no = site_rights.site'
  for (const { id, owner, purposes } of await snapshot.all<{ id: string; owner: string; purposes: string }>(own)) {
    if (owners.get(id) !== JSON.stringify([owner, JSON.parse(purposes)]))
      find(`rights of ${id}`, 'are not what was said of them')
    owners.delete(id)
  }
  for (const id of owners.keys()) find(`rights of ${id}`, 'are missing')
}

/** In their order; a number left out is a finding. */
async function statements(snapshot: StoreSnapshot, find: Find): Promise<RightsStatement[]> {
  const rows = await snapshot.all<{
    id: string
    no: number
    body: Buffer
  }>(`SELECT site.id, rights_statement.no, body FROM rights_statement
       JOIN site ON site.no = rights_statement.site ORDER BY site.no, rights_statement.no`)
  const next = new Map<string, number>()
  return rows.flatMap(({ id, no, body }) => {
    const expected = next.get(id) ?? 1
    if (no !== expected) find(`statement ${expected} on rights of ${id}`, 'is missing')
    next.set(id, no + 1)
    try {
      return [JSON.parse(body.toString()) as RightsStatement]
    } catch {
      find(`statement ${no} on rights of ${id}`, 'is not JSON')
      return []
    }
  })
}

const words = (terms: Omit<GrantRow, 'site' | 'id' | 'kinds' | 'endedAt'> & { kinds: string[] }): string =>
  JSON.stringify([terms.party, terms.kinds, terms.purpose, terms.from, terms.to, terms.dataFrom, terms.dataTo])
