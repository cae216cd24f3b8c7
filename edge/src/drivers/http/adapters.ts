import type { Picture } from '../driver.ts'
import { admsContent, admsReply } from './adms.ts'
import type { HttpLimits } from './limits.ts'
import { pushedContent } from './pushed.ts'

/** Where a request goes. */
export type Target = { path: string; query: URLSearchParams; method: string }
/** What a request brings: messages in their order, and pictures that belong to all of them. */
export type Content = {
  messages: { bytes: Uint8Array; topic?: string }[]
  pictures: Picture[]
  /** Codes of what was left out, to be counted. */
  dropped: string[]
  /** For the reply of `adms`: lines that came, of whatever table. */
  lines?: number
}
export type Refusal = { status: number; error: string }
export type Reply = { type: string; text: string }
/** What the profile of the unit says about its bodies, where the unit is known before. */
export type Told = { pictures?: string[] | undefined; zone?: string | undefined }

export type HttpAdapterRow = {
  path: RegExp
  methods: readonly string[]
  /** Profiles' adapters whose units may come this way. */
  serves: readonly string[]
  /** The unit's address as the URL has it. */
  name(target: Target): string | undefined
  /** Whether the message itself may say which unit it comes from. */
  namesInside: boolean
  /** One message that cannot be read does not hold back the others: its sender would send them for ever. */
  forgives: boolean
  content(body: Uint8Array, type: string, target: Target, told: Told, limits: HttpLimits): Content | Refusal
  reply(target: Target, content: Content, told: Told): Reply
}

const PUSH = /^\/push\/([^/]+)\/?$/
const LAST = /([^/]+)\/?$/
const OK: Reply = { type: 'application/json', text: '{"taken":true}' }

/** How requests are understood; the first row whose path fits. A new way of pushing is a row. */
export const HTTP_ADAPTER_ROWS: readonly HttpAdapterRow[] = [
  {
    path: /^\/iclock\//,
    methods: ['GET', 'POST'],
    serves: ['adms'],
    name: ({ query }) => query.get('SN') ?? query.get('sn') ?? undefined,
    namesInside: false,
    forgives: true,
    content: admsContent,
    reply: admsReply,
  },
  {
    path: PUSH,
    methods: ['POST', 'PUT'],
    serves: ['json', 'isapi'],
    name: ({ path }) => PUSH.exec(path)?.[1],
    namesInside: false,
    forgives: false,
    content: pushedContent,
    reply: () => OK,
  },
  {
    path: /^\//,
    methods: ['POST', 'PUT'],
    serves: ['json', 'isapi'],
    name: ({ path }) => LAST.exec(path)?.[1],
    namesInside: true,
    forgives: false,
    content: pushedContent,
    reply: () => OK,
  },
]

export const isRefusal = (content: Content | Refusal): content is Refusal => 'error' in content
