import type { FastifySerializerCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

/** Response schemas describe; what a handler returns is typed by them already. */
export const plainSerializer: FastifySerializerCompiler<TSchema> = () => JSON.stringify

/** For tests: an answer that does not fit its schema is a failure. */
export const checkingSerializer: FastifySerializerCompiler<TSchema> = ({ schema, url, method }) => {
  const check = Compile(schema)
  return (body: unknown) => {
    const text = JSON.stringify(body)
    const [first] = check.Errors(JSON.parse(text))
    if (first !== undefined) throw new Error(`${method} ${url} answers ${first.instancePath} ${first.message}`)
    return text
  }
}
