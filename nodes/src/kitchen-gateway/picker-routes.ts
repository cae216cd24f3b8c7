import type { NodeAPI } from 'node-red'
import { GatewayLink, type Socket } from '../shared/gateway-link.ts'
import type { GatewayNode } from '../shared/gateway-node.ts'
import { textOf } from '../shared/guard.ts'
import { targetOf } from './target.ts'

const ANSWER_WITHIN_MS = 5_000

/** What the pickers of the editor offer: `POST kitchen/pickers {gateway?, url?, token?}`. */
type PickerRequest = { gateway: string; url: string; token: string }

/**
 * Fills the pickers from the gateway, before the first deploy too: a deployed gateway node answers from its own
 * connection; otherwise a short one is opened with what the editor's dialog holds. Guarded: whoever may deploy may ask.
 */
export function servePickers(RED: NodeAPI, open: (address: string) => Socket): void {
  RED.httpAdmin.post('/kitchen/pickers', RED.auth.needsPermission('flows.write'), (request, response) => {
    const asked = readRequest(request.body)
    answer(RED, open, asked).then(
      (pickers) => response.json(pickers),
      (error: unknown) => response.status(502).json({ code: codeOf(error), message: textOf(error) }),
    )
  })
}

async function answer(RED: NodeAPI, open: (address: string) => Socket, asked: PickerRequest): Promise<unknown> {
  const deployed = asked.gateway === '' ? null : (RED.nodes.getNode(asked.gateway) as GatewayNode | null)
  const link = deployed?.gateway?.link
  if (link?.state.state === 'online' && asked.url === '' && asked.token === '') return pickersOf(link)
  const target = targetOf(
    { url: asked.url, token: asked.token === '' ? (storedToken(deployed) ?? '') : asked.token },
    process.env,
  )
  if ('problem' in target) throw Object.assign(new Error(target.problem), { code: target.problem })
  return askOnce(target, open)
}

/** The credential of a deployed gateway node. */
export const storedToken = (node: GatewayNode | null): string | undefined =>
  (node as { credentials?: { token?: string } } | null)?.credentials?.token

async function pickersOf(link: GatewayLink): Promise<unknown> {
  const catalogue = await link.catalogue()
  const { site, buses, units, devices } = link.registry ?? { site: { name: '' }, buses: [], units: [], devices: [] }
  return { site: site.name, buses, units, devices, ...catalogue }
}

async function askOnce(
  target: { address: string; token: string },
  open: (address: string) => Socket,
): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const timers = new Set<NodeJS.Timeout>()
  const link = new GatewayLink({
    ...target,
    source: 'editor',
    open,
    now: () => Date.now(),
    random: () => Math.random(),
    after: (ms, work) => {
      const timer = setTimeout(work, ms)
      timers.add(timer)
      return () => clearTimeout(timer)
    },
  })
  link.onState.add(({ state, attempt, code }) => {
    if (state === 'online') pickersOf(link).then(resolve, reject)
    else if (code !== undefined) reject(Object.assign(new Error(code), { code }))
    else if (attempt > 1) reject(Object.assign(new Error('unreachable'), { code: 'unreachable' }))
  })
  timers.add(setTimeout(() => reject(Object.assign(new Error('no answer'), { code: 'no-answer' })), ANSWER_WITHIN_MS))
  link.start()
  try {
    return await promise
  } finally {
    link.stop()
    for (const timer of timers) clearTimeout(timer)
  }
}

function readRequest(body: unknown): PickerRequest {
  const given = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const word = (key: string) => {
    const value = given[key]
    return typeof value === 'string' ? value.slice(0, 512).trim() : ''
  }
  return { gateway: word('gateway'), url: word('url'), token: word('token') }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'failed'
