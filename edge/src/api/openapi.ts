import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import plugin from 'fastify-plugin'
import { describeApi } from './describe.ts'

/** The box's OpenAPI document as committed in `edge/openapi.json`, stable from run to run. */
export async function generateOpenApi(): Promise<string> {
  const info = { title: '灶君 box API', version: '1', description: 'Local API of one box' }
  const app = await describeApi(
    plugin(async (scope: FastifyInstance) => {
      await scope.register(swagger, { openapi: { openapi: '3.1.0', info } })
    }),
  )
  await app.ready()
  const document = JSON.stringify(app.swagger(), undefined, 2)
  await app.close()
  return `${document}\n`
}
