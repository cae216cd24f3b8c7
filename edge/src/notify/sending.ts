import { connectAsync } from 'mqtt'
import { createTransport } from 'nodemailer'
import type { Channel } from './channel.ts'
import { fail } from './errors.ts'
import type { Message } from './message.ts'
import { ROBOTS } from './robots.ts'

export type SendParts = {
  secret(name: string): string | undefined
  now(): number
  /** Gives an order to a device; rejects where it is refused. */
  order(device: string, command: string): Promise<void>
}

const WITHIN_MS = 10_000
const LONGEST_ANSWER_BYTES = 64 * 1024

/** Hands a message to its channel. Rejects `NOTIFY_…`; no address, password or answer stands in what is thrown. */
export async function send(channel: Channel, message: Message, parts: SendParts): Promise<void> {
  if (channel.kind === 'output') return parts.order(channel.device ?? '', channel.command ?? '')
  if (channel.kind === 'email') return byMail(channel, message, parts)
  if (channel.kind === 'mqtt') return byMqtt(channel, message, parts)
  return byHttp(channel, message, parts)
}

async function byHttp(channel: Channel, message: Message, { secret, now }: SendParts): Promise<void> {
  const robot = ROBOTS[channel.kind]
  const address = secret(`notify.${channel.id}`)
  if (robot === undefined || address === undefined || !URL.canParse(address))
    throw fail('NOTIFY_NO_SECRET', { name: channel.id })
  const sign = secret(`notify-sign.${channel.id}`)
  const { url, body, headers } = robot.notice({ address, sign, message, now: now() })
  let answer: Response
  let text: string
  try {
    answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      body: JSON.stringify(body),
      // An answer that points elsewhere could carry the message to anybody.
      redirect: 'error',
      signal: AbortSignal.timeout(WITHIN_MS),
    })
    text = await bounded(answer)
  } catch (error) {
    if (error instanceof RangeError) throw fail('NOTIFY_TOO_LONG')
    throw fail('NOTIFY_AWAY')
  }
  if (!answer.ok) throw fail('NOTIFY_REFUSED', { name: String(answer.status) })
  const refusal = robot.refusal(parsed(text))
  if (refusal !== undefined) throw fail('NOTIFY_REFUSED', { name: refusal })
}

/** The text of an answer that is not endless. Throws RangeError. */
async function bounded(answer: Response): Promise<string> {
  if (answer.body === null) return ''
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
    length += part.length
    if (length > LONGEST_ANSWER_BYTES) throw new RangeError('too long')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const SMTPS_PORT = 465

async function byMail(
  { id, host, port = SMTPS_PORT, user, from, to }: Channel,
  message: Message,
  { secret }: SendParts,
) {
  const pass = secret(`notify.${id}`)
  if (user !== undefined && pass === undefined) throw fail('NOTIFY_NO_SECRET', { name: id })
  const timeouts = { connectionTimeout: WITHIN_MS, greetingTimeout: WITHIN_MS, socketTimeout: WITHIN_MS }
  const auth = user === undefined || pass === undefined ? {} : { auth: { user, pass } }
  const transport = createTransport({
    host,
    port,
    secure: port === SMTPS_PORT,
    requireTLS: user !== undefined,
    ...auth,
    ...timeouts,
  })
  try {
    const { subject, text, key } = message
    await transport.sendMail({ from, to, subject, text, messageId: `<${key}@zaojun>` })
  } catch (error) {
    const code = (error as { responseCode?: unknown }).responseCode
    throw typeof code === 'number' ? fail('NOTIFY_REFUSED', { name: String(code) }) : fail('NOTIFY_AWAY')
  } finally {
    transport.close()
  }
}

const MQTT_PORT = 1883

async function byMqtt({ id, host, port = MQTT_PORT, user, topic }: Channel, message: Message, { secret }: SendParts) {
  const password = secret(`notify.${id}`)
  const login = user === undefined || password === undefined ? {} : { username: user, password }
  const options = { ...login, connectTimeout: WITHIN_MS, reconnectPeriod: 0 }
  const client = await connectAsync(`mqtt://${host}:${port}`, options, false).catch(() => undefined)
  if (client === undefined) throw fail('NOTIFY_AWAY')
  client.on('error', () => {})
  try {
    await within(client.publishAsync(topic ?? '', JSON.stringify(message), { qos: 1 }))
  } catch {
    throw fail('NOTIFY_AWAY')
  } finally {
    await client.endAsync(true).catch(() => {})
  }
}

/** A broker that takes a message and never says so must not hold its channel up for ever. */
function within<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('no answer')), WITHIN_MS)
    work.then(resolve, reject).finally(() => clearTimeout(limit))
  })
}
