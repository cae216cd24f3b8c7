import type { Scalar } from '../words.ts'
import { writeMessage } from './message.ts'
import { orderMessage } from './platform.ts'
import type { Jt808Section } from './section.ts'

/** An order as its frame, in the first edition the profile names and with sequence number 0. */
export function jt808Sending(
  section: Jt808Section,
  as: string,
  value: Scalar | undefined,
  phone = '',
): { bytes: Uint8Array; as: string } | { error: string } {
  const order = section.orders?.[as]
  const edition = section.editions[0]
  if (order === undefined || edition === undefined) return { error: 'not-writable' }
  const made = orderMessage(order, value, edition)
  return 'error' in made ? made : { bytes: writeMessage({ ...made, edition, phone, seq: 0 }), as }
}
