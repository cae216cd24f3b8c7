import type { DataKind, Read } from '@zaojun/core/proof/index'

/** Somebody with an interest in kitchens' data; `operator` runs the cloud. */
export const PARTY_KINDS = ['operator', 'owner', 'head-office', 'regulator', 'auditor', 'other'] as const
export type PartyKind = (typeof PARTY_KINDS)[number]
export const OPERATOR = 'operator'
export type Party = { id: string; name: string; kind: PartyKind; createdAt: number }

/** May read, by itself: `label` says what for. The token is kept as its hash alone. */
export type PartyToken = { party: string; label: string; createdAt: number; expiresAt: number; endedAt: number | null }

/** What `party` may read of a site, and what for, from…to (UTC ms; `to` null: until it is ended). */
export type Grant = {
  site: string
  id: string
  party: string
  kinds: DataKind[]
  purpose: string
  from: number
  to: number | null
  /** Data of this span alone, by its own time (UTC ms); null where it is open. */
  dataFrom: number | null
  dataTo: number | null
  by: string
  createdAt: number
  endedAt: number | null
  endedBy: string | null
}

/** Who says something about rights, for which party, when. */
export type Said = { at: number; by: string; party: string }

/** What the data of a site may be used for where its owner has not said otherwise. */
export const USUAL_PURPOSES = ['food-safety-supervision', 'operation', 'audit'] as const
/** Whose the data of a site is, and what it may be used for. */
export type SiteRights = { owner: string; purposes: string[] }
/** A read as it stands on record; `page` null until it is sealed. `partyName`: as the party is called now, null for one without. */
export type ReadRecord = Read & { id: number; page: number | null; partyName: string | null }
export type ReadQuery = { before: number | null; party: string | null; limit: number }

/** Whose data it is, who may read it, and who did. */
export interface RightsStore {
  parties(): Promise<Party[]>
  /** False where one by that id exists. */
  addParty(party: Party): Promise<boolean>
  addPartyToken(tokenHash: string, token: Omit<PartyToken, 'endedAt'>): Promise<void>
  partyTokens(party: string): Promise<PartyToken[]>
  /** Ends every token of the party with that label; resolves how many. */
  endPartyTokens(party: string, label: string, at: number): Promise<number>
  partyOfToken(tokenHash: string): Promise<PartyToken | null>
  /** The party a person of that name reads for. */
  partyOfAccount(account: string): Promise<string | null>
  addPartyAccount(account: string, passwordHash: string, party: string): Promise<boolean>

  siteRights(site: string): Promise<SiteRights>
  /** Like each change of rights: with a statement of it, to which the log commits. */
  setSiteRights(site: string, rights: SiteRights, said: Said): Promise<void>
  addGrant(grant: Grant, said: Said): Promise<void>
  endGrant(site: string, id: string, said: Said): Promise<boolean>
  /** The exact bytes of what was said, newest first. */
  rightsStatements(
    site: string,
    query: { before: number | null; limit: number },
  ): Promise<{ no: number; body: Uint8Array }[]>
  /** Newest first. */
  grants(site: string): Promise<Grant[]>
  /** Grants of a party that hold at that time. */
  grantsOf(party: string, at: number): Promise<Grant[]>
  /** Sites whose data is not the operator's. */
  sitesOfOthers(): Promise<string[]>
  /** Sites that belong to the party. */
  sitesOwnedBy(party: string): Promise<string[]>

  /** Durable before the data is given out; sealed into a page with the next step of the log. */
  addRead(site: string, read: Read): Promise<void>
  /** Newest first. */
  reads(site: string, query: ReadQuery): Promise<ReadRecord[]>
  /** The exact bytes of a sealed page. */
  readsPage(site: string, page: number): Promise<Uint8Array | null>
}
