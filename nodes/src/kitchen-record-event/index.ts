import type { Node, NodeAPI, NodeDef } from 'node-red'
import { askingNode } from '../shared/asking-node.ts'
import { isId } from '../shared/checks.ts'
import { migrate, text } from '../shared/migrate.ts'
import { migrations } from './migrations.ts'

/** Writes an event into the ledger: `msg.payload` is its data; the message goes on, with `msg.seq`, once it is on disk. */
export default function register(RED: NodeAPI): void {
  function KitchenRecordEvent(this: Node, raw: NodeDef): void {
    RED.nodes.createNode(this, raw)
    const config = migrate(raw as unknown as Record<string, unknown>, migrations)
    askingNode(RED, this, text(config, 'gateway'), async (link, message, send, kit) => {
      const event = text(config, 'event') || (typeof message.event === 'string' ? message.event : '')
      const device = text(config, 'device') || (typeof message.device === 'string' ? message.device : '')
      if (!isId(event)) throw new Error(kit.translate('error.no-event'))
      const data = dataOf(message.payload)
      const seq = await link.recordEvent(isId(device) ? { event, device, data } : { event, data })
      send({ ...message, seq })
      return kit.translate('status.recorded', { seq })
    })
  }
  RED.nodes.registerType('kitchen-record-event', KitchenRecordEvent)
}

function dataOf(payload: unknown): Record<string, unknown> {
  if (payload === undefined || payload === null) return {}
  if (typeof payload === 'object' && !Array.isArray(payload) && !Buffer.isBuffer(payload))
    return payload as Record<string, unknown>
  return { value: Buffer.isBuffer(payload) ? payload.toString('hex') : payload }
}
