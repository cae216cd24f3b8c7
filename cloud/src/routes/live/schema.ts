import Type from 'typebox'
import { asPerson, failures, SiteParams } from '../../http/common.ts'

export const live = {
  operationId: 'live',
  summary: 'Server-sent events: `latest` (array of `Latest`) and `boxes` (array of `Box`)',
  description: 'An open connection marks the site as watched: its boxes then seal every 10 s.',
  tags: ['readings'],
  security: asPerson,
  params: SiteParams,
  produces: ['text/event-stream'],
  response: { 200: Type.Unsafe<unknown>({ type: 'string' }), ...failures(401, 403, 404, 503) },
}
