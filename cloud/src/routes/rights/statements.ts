import type { RightsStatement } from '@zaojun/core/proof/index'
import type { FastifyRequest } from 'fastify'
import { fail } from '../../errors.ts'
import { readerOf } from '../../http/guards.ts'
import { contentBundle } from '../../merkle-log/content-bundle.ts'
import { OPERATOR } from '../../store/rights.ts'
import { type Routes, siteOf } from '../route.ts'
import { namesOf, partiesIn } from './names.ts'
import { getStatementProof, listStatements } from './schema.ts'

/** What was said about rights, with the proof that it stands in the log: nobody can claim a grant, or deny it, later. */
export const rightsStatements: Routes = (app, cloud, guards) => {
  const { store } = cloud

  app.get(
    '/v1/sites/:site/rights/statements',
    { schema: listStatements, onRequest: guards.reader },
    async (request) => {
      const { id } = await siteOf(cloud, request.params.site)
      const { before = null, limit } = request.query
      const rows = await store.rightsStatements(id, { before, limit })
      const sees = await seeing(request, id)
      const statements = rows.map(({ body }) => statementIn(body)).filter(sees)
      return {
        statements: statements.map(({ no, at, party, by, change }) => ({ no, at, party, by, change })),
        parties: await namesOf(store, statements.flatMap(partiesIn)),
        next: rows.length < limit ? null : (rows.at(-1)?.no ?? null),
      }
    },
  )

  app.get(
    '/v1/sites/:site/rights/statements/:no/proof',
    { schema: getStatementProof, onRequest: guards.reader },
    async (request) => {
      const { id: site } = await siteOf(cloud, request.params.site)
      const { no } = request.params
      const [held] = await store.rightsStatements(site, { before: no + 1, limit: 1 })
      if (held?.no !== no) throw fail('NOT_FOUND', { name: `statement ${no}` })
      if (!(await seeing(request, site))(statementIn(held.body))) throw fail('OWNER_ONLY', { name: site })
      const leafOf = (digest: Uint8Array) => ({ kind: 'rights' as const, site, no, digest })
      const bundle = await contentBundle(cloud, held.body, leafOf, `${site}, statement ${no}`)
      return { ...bundle, kind: 'rights' as const, site, no }
    },
  )

  /** The owner and whoever runs the cloud see all; a party what concerns it. */
  async function seeing(request: FastifyRequest, site: string): Promise<(statement: RightsStatement) => boolean> {
    const { party } = readerOf(request)
    const { owner } = await store.siteRights(site)
    return party === OPERATOR || party === owner ? () => true : (statement) => partiesIn(statement).includes(party)
  }
}

const statementIn = (body: Uint8Array): RightsStatement => JSON.parse(new TextDecoder().decode(body)) as RightsStatement
