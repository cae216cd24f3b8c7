import SerializerSelector from '@fastify/fast-json-stringify-compiler'

/**
 * Fastify's own, which leave out what a schema does not name, each compiled when its first answer is sent: to compile
 * some two hundred of them takes a third of a gateway's start, and of most a box needs none that day.
 */
export const buildSerializer: SerializerSelector.SerializerFactory = (schemas, options) => {
  const compile = SerializerSelector()(schemas, options)
  return (route) => {
    let serialize: SerializerSelector.Serializer | undefined
    return (body) => {
      serialize ??= compile(route)
      return serialize(body)
    }
  }
}
