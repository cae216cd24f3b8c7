import SerializerSelector from '@fastify/fast-json-stringify-compiler'
import fastify, { type FastifyInstance, type RouteOptions } from 'fastify'
import { expect, it } from 'vitest'
import { describeApi } from '../../src/api/describe.ts'
import { buildSerializer } from '../../src/api/serializers.ts'

/** The hook sees what is registered beside it, not only inside. */
const BESIDE = { [Symbol.for('skip-override')]: true }

it('every answer of the API has a schema that compiles', async () => {
  const routes: RouteOptions[] = []
  const listen = async (app: FastifyInstance) => {
    app.addHook('onRoute', (route) => void routes.push(route))
  }
  const app = await describeApi(Object.assign(listen, BESIDE))
  const compile = SerializerSelector()(app.getSchemas())
  await app.close()
  const answers = routes.flatMap(({ method, url, schema }) =>
    Object.entries((schema?.response ?? {}) as Record<string, unknown>).map(([httpStatus, answer]) => ({
      method: String(method),
      url,
      httpStatus,
      schema: answer,
    })),
  )
  expect(answers.length).toBeGreaterThan(100)
  for (const answer of answers) expect(compile(answer), `${answer.method} ${answer.url}`).toBeTypeOf('function')
})

it('an answer tells what its schema names, the first time and the next', async () => {
  const app = fastify({ schemaController: { compilersFactory: { buildSerializer } } })
  const response = { 200: { type: 'object', properties: { n: { type: 'integer' } } } }
  app.get('/', { schema: { response } }, async () => ({ n: 1, pin: '2468' }))
  for (let n = 0; n < 2; n++) expect((await app.inject('/')).body).toBe('{"n":1}')
  await app.close()
})
