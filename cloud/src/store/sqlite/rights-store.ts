import type { Caller } from '../../threads/caller.ts'
import type { RightsStore } from '../rights.ts'

/** The calling side of `rights-writes.ts` and `rights-reads.ts`. */
export const sqliteRights = (write: Caller, read: Caller): RightsStore => ({
  parties: () => read.call('parties', null),
  addParty: (party) => write.call('addParty', party),
  addPartyToken: (tokenHash, token) => write.call('addPartyToken', { tokenHash, token }),
  partyTokens: (party) => read.call('partyTokens', party),
  endPartyTokens: (party, label, at) => write.call('endPartyTokens', { party, label, at }),
  partyOfToken: (tokenHash) => read.call('partyOfToken', tokenHash),
  partyOfAccount: (account) => read.call('partyOfAccount', account),
  addPartyAccount: (account, hash, party) => write.call('addPartyAccount', { account, hash, party }),
  siteRights: (site) => read.call('siteRights', site),
  setSiteRights: (site, rights) => write.call('setSiteRights', { site, rights }),
  addGrant: (grant) => write.call('addGrant', grant),
  endGrant: (site, id, { at, by }) => write.call('endGrant', { site, id, at, by }),
  grants: (site) => read.call('grants', site),
  grantsOf: (party, at) => read.call('grantsOf', { party, at }),
  sitesOfOthers: () => read.call('sitesOfOthers', null),
  sitesOwnedBy: (party) => read.call('sitesOwnedBy', party),
  addRead: (site, given) => write.call('addRead', { site, read: given }),
  reads: (site, query) => read.call('reads', { site, query }),
  readsPage: (site, page) => read.call('readsPage', { site, page }),
})
