import { ADMS_CONTACT, admsLines, isAdmsTable } from '@zaojun/device-profiles/http/adms'
import type { Content, Refusal, Reply, Target, Told } from './adapters.ts'
import type { HttpLimits } from './limits.ts'

const PLAIN = 'text/plain'

const isUpload = ({ path, method }: Target): boolean => method === 'POST' && /^\/iclock\/cdata/.test(path)

/** The lines of an upload, a message each. Tables that say nothing here are confirmed and not kept. */
export function admsContent(
  body: Uint8Array,
  _type: string,
  target: Target,
  _told: Told,
  limits: HttpLimits,
): Content | Refusal {
  const content: Content = { messages: [], pictures: [], dropped: [], lines: 0 }
  const table = target.query.get('table') ?? ''
  if (!isUpload(target)) return { ...content, messages: [{ bytes: new Uint8Array(), topic: ADMS_CONTACT }] }
  if (!isAdmsTable(table)) return { ...content, lines: body.filter((byte) => byte === 0x0a).length }
  if (body.length > limits.messageBytes) return { status: 413, error: 'too-large' }
  const lines = admsLines(body)
  if ('error' in lines) return { status: 413, error: lines.error }
  const messages = lines.map((line) => ({ bytes: new TextEncoder().encode(line), topic: table }))
  return { ...content, messages, lines: lines.length }
}

/**
 * `OK`, `OK: n` after an upload, the options after `options=all`. There is never a command: this bus only listens. The
 * time zone is the one its times are read in.
 */
export function admsReply(target: Target, { lines = 0 }: Content, { zone }: Told): Reply {
  if (isUpload(target)) return { type: PLAIN, text: `OK: ${lines}` }
  if (target.method !== 'GET' || target.query.get('options') === null || !/^\/iclock\/cdata/.test(target.path))
    return { type: PLAIN, text: 'OK' }
  const options = [
    `GET OPTION FROM: ${target.query.get('SN') ?? ''}`,
    'ATTLOGStamp=None',
    'OPERLOGStamp=9999',
    'ATTPHOTOStamp=9999',
    'ErrorDelay=30',
    'Delay=10',
    'TransInterval=1',
    'TransFlag=TransData AttLog',
    ...(zone === undefined ? [] : [`TimeZone=${hoursOf(zone)}`]),
    'Realtime=1',
    'Encrypt=None',
  ]
  return { type: PLAIN, text: `${options.join('\r\n')}\r\n` }
}

/** `+08:00` → 8: the protocol knows whole hours, and minutes with a sign beyond them. */
const hoursOf = (zone: string): number => {
  const sign = zone.startsWith('-') ? -1 : 1
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4, 6))]
  return sign * (minutes === 0 ? hours : hours * 60 + minutes)
}
