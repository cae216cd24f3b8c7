import Type from 'typebox'
import { asAnyone, shape } from '../../http/common.ts'

export const health = {
  operationId: 'getHealth',
  summary: 'Whether this server can store and answer',
  tags: ['operations'],
  security: asAnyone,
  response: {
    200: shape('Health', {
      status: Type.Enum(['ok', 'degraded'] as const),
      store: Type.Enum(['ready', 'full', 'read-only', 'away'] as const, {
        description: 'Full or read-only: it answers, and takes no writes',
      }),
      log: Type.String(),
      now: Type.Integer(),
      uptimeSeconds: Type.Integer(),
      queuedBatches: Type.Integer(),
      redis: Type.Enum(['none', 'connected', 'away'] as const, {
        description: 'What aggregators share for speed; nothing is lost without it',
      }),
      dirtyHours: Type.Integer({ description: 'Hours whose rollup is to be recomputed' }),
    }),
  },
}
