import { hj212Fields } from '../hj212/fields.ts'
import { httpFields } from '../http/fields.ts'
import { jt808Fields } from '../jt808/fields.ts'
import { mqttFields } from '../mqtt/fields.ts'
import type { Profile } from '../profile.ts'
import type { Fields, GivenMessage } from './message.ts'

/** The fields of a message by the section of the profile that reads it; a new protocol is a folder and a row here. */
export function messageFields(profile: Profile, given: GivenMessage): Fields | { error: string } {
  if (profile.mqtt) return mqttFields(profile.mqtt, given)
  if (profile.http) return httpFields(profile.http, given)
  if (profile.hj212) return hj212Fields(profile.hj212, given)
  if (profile.jt808) return jt808Fields(profile.jt808, given)
  return { error: 'no-message-section' }
}
