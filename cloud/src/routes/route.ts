import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { Cloud } from '../cloud.ts'
import { fail } from '../errors.ts'
import type { Guards } from '../http/guards.ts'
import type { SiteRecord } from '../store/store.ts'

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** One noun of the API: adds its routes. */
export type Routes = (app: App, cloud: Cloud, guards: Guards) => void

/** Throws `SITE_UNKNOWN`. */
export async function siteOf({ store }: Pick<Cloud, 'store'>, id: string): Promise<SiteRecord> {
  const site = await store.site(id)
  if (site === null) throw fail('SITE_UNKNOWN', { name: id })
  return site
}

/** Throws `SITE_TIME_ZONE`. */
export function checkTimeZone(timeZone: string, place: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw fail('SITE_TIME_ZONE', { name: timeZone, place })
  }
}
