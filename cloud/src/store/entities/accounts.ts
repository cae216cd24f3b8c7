import type { Queries } from '../queries.ts'
import type { SessionRecord } from '../store.ts'

export function accountReads({ build, first }: Queries) {
  return {
    async passwordHash(account: string): Promise<string | null> {
      const row = await first(build.selectFrom('account').select('password_hash').where('name', '=', account))
      return row?.password_hash ?? null
    },

    async session(tokenHash: string): Promise<SessionRecord | null> {
      const row = await first(build.selectFrom('session').selectAll().where('token_hash', '=', tokenHash))
      return row === undefined ? null : { account: row.account, expiresAt: row.expires_at }
    },
  }
}

export function accountWrites({ build, run }: Queries) {
  return {
    async addSession({ tokenHash, session, now }: { tokenHash: string; session: SessionRecord; now: number }) {
      await run(build.deleteFrom('session').where('expires_at', '<=', now))
      const row = { token_hash: tokenHash, account: session.account, expires_at: session.expiresAt }
      await run(build.insertInto('session').values(row))
    },

    async endSession(tokenHash: string): Promise<void> {
      await run(build.deleteFrom('session').where('token_hash', '=', tokenHash))
    },
  }
}
