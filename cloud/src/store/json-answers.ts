import { Moved } from '../threads/answerer.ts'
import type { EntityReads } from './entities/index.ts'

/** Answers of up to 100,000 numbers or more: they are worked out in threads, lest batches wait for them. */
export const LONG: ReadonlySet<keyof EntityReads> = new Set([
  'raw',
  'rolledUp',
  'siteRollups',
  'siteRollupsText',
  'exportRows',
])

/** An answer that is JSON already. */
export class WrittenJson {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** A read by its name. */
export type Named = { name: keyof EntityReads; argument: unknown }

const encoder = new TextEncoder()

export const readBy = (reads: EntityReads, { name, argument }: Named): Promise<unknown> =>
  (reads[name] as (argument: unknown) => Promise<unknown>)(argument)

/** An answer as JSON in UTF-8, moved to the thread that passes it on. */
export async function readAsJson(reads: EntityReads, named: Named): Promise<Moved<Uint8Array>> {
  const answer = await readBy(reads, named)
  const bytes = encoder.encode(answer instanceof WrittenJson ? answer.text : JSON.stringify(answer))
  return new Moved(bytes, [bytes.buffer])
}
