import type { TSchema } from 'typebox'

/** Gives a schema the name it carries in the API description: every titled schema becomes a component. */
export function named<Schema extends TSchema>(title: string, schema: Schema): Schema {
  const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(schema)) as Schema
  return Object.assign(copy, { title })
}
