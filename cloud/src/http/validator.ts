import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import Value from 'typebox/value'

/** Checks requests by their TypeBox schema. What came as text (query, path, headers) is converted, defaults are filled in. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = Compile(schema)
  const isText = httpPart !== 'body'
  return (given: unknown) => {
    const value = isText ? Value.Convert(schema, Value.Default(schema, { ...(given as object) })) : given
    if (check.Check(value)) return { value }
    // TypeBox words its errors as Ajv does.
    return { error: check.Errors(value) as FastifySchemaValidationError[] }
  }
}
