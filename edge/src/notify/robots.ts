import { createHmac } from 'node:crypto'
import type { ChannelKind } from './channel.ts'
import type { Message } from './message.ts'

export type HttpNotice = { url: string; body: unknown; headers?: Record<string, string> }
type Given = { address: string; sign: string | undefined; message: Message; now: number }
type Robot = {
  notice(given: Given): HttpNotice
  /** The number of a refusal; undefined where the answer is none. */
  refusal(answer: unknown): string | undefined
}

const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('base64')
const member = (answer: unknown, name: string): unknown =>
  typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>)[name] : undefined

/**
 * A robot says in the body whether it took a message, its status is 200 either way. Only its number is kept: the words
 * beside it are the other side's and may repeat the address, which is a secret.
 */
const refusedBy =
  (code: string) =>
  (answer: unknown): string | undefined => {
    const said = member(answer, code)
    if (said === 0) return undefined
    return typeof said === 'number' ? String(said) : 'no code'
  }

/** What each kind is told by HTTP, and how it says no. A new one is a row. */
export const ROBOTS: Partial<Record<ChannelKind, Robot>> = {
  webhook: {
    notice: ({ address, sign, message, now }) => {
      const body = { ...message, sentAt: now }
      const headers: Record<string, string> = { 'idempotency-key': message.key }
      if (sign !== undefined) headers['zaojun-signature'] = hmac(sign, JSON.stringify(body))
      return { url: address, body, headers }
    },
    refusal: () => undefined,
  },
  /** WeCom group robot: `errcode` 0 is a yes. */
  'wecom-robot': {
    notice: ({ address, message }) => ({ url: address, body: { msgtype: 'text', text: { content: message.text } } }),
    refusal: refusedBy('errcode'),
  },
  /** DingTalk group robot: signed with HMAC-SHA256 of `<timestamp>\n<secret>`, base64, in the query. */
  'dingtalk-robot': {
    notice: ({ address, sign, message, now }) => {
      const url = new URL(address)
      if (sign !== undefined) {
        url.searchParams.set('timestamp', String(now))
        url.searchParams.set('sign', hmac(sign, `${now}\n${sign}`))
      }
      return { url: url.href, body: { msgtype: 'text', text: { content: message.text } } }
    },
    refusal: refusedBy('errcode'),
  },
  /** Feishu group robot: the key is `<timestamp in s>\n<secret>`, what is signed is nothing; both stand in the body. */
  'feishu-robot': {
    notice: ({ address, sign, message, now }) => {
      const timestamp = String(Math.floor(now / 1000))
      const signed = sign === undefined ? {} : { timestamp, sign: hmac(`${timestamp}\n${sign}`, '') }
      return { url: address, body: { ...signed, msg_type: 'text', content: { text: message.text } } }
    },
    refusal: (answer) =>
      member(answer, 'code') === undefined ? refusedBy('StatusCode')(answer) : refusedBy('code')(answer),
  },
}
