import type { FastifyReply, FastifySerializerCompiler, onSendHookHandler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'

/** Response schemas describe; what a handler returns is typed by them already. */
export const plainSerializer: FastifySerializerCompiler<TSchema> = () => JSON.stringify

/** For tests: an answer that does not fit its schema is a failure. */
export const checkingSerializer: FastifySerializerCompiler<TSchema> = ({ schema, url, method }) => {
  let check: Validator | undefined
  return (body: unknown) => {
    check ??= Compile(schema)
    const text = JSON.stringify(body)
    const [first] = check.Errors(JSON.parse(text))
    if (first !== undefined) throw new Error(`${method} ${url} answers ${first.instancePath} ${first.message}`)
    return text
  }
}

const JSON_TYPE = 'application/json; charset=utf-8'

/** Sends an answer that is written already. */
export const sendJson = (reply: Pick<FastifyReply, 'type'>, json: Uint8Array): FastifyReply =>
  reply.type(JSON_TYPE).send(Buffer.from(json.buffer, json.byteOffset, json.byteLength))

/** For tests: what `sendJson` sends fits its schema as well. */
export const checkWritten: onSendHookHandler = async (_request, reply, payload) => {
  if (!Buffer.isBuffer(payload) || reply.getHeader('content-type') !== JSON_TYPE) return
  reply.getSerializationFunction(String(reply.statusCode))?.(JSON.parse(payload.toString()))
}
