import type { Node, NodeAPI, NodeDef } from 'node-red'
import { askingNode } from '../shared/asking-node.ts'
import { isId } from '../shared/checks.ts'
import { migrate, text } from '../shared/migrate.ts'
import { giveOrder, orderIn } from '../shared/order.ts'
import { migrations } from './migrations.ts'

/** Orders any device: `msg.device` and `msg.command` where the node leaves them open. */
export default function register(RED: NodeAPI): void {
  function KitchenCommand(this: Node, raw: NodeDef): void {
    RED.nodes.createNode(this, raw)
    const config = migrate(raw as unknown as Record<string, unknown>, migrations)
    askingNode(RED, this, text(config, 'gateway'), async (link, message, send, kit) => {
      const device = text(config, 'device') || (typeof message.device === 'string' ? message.device : '')
      const order = orderIn(message, device, text(config, 'command'), () => true)
      if (order === undefined || !isId(device) || !isId(order.command)) throw new Error(kit.translate('error.no-order'))
      let shown = ''
      await giveOrder(link, order, (step) => {
        shown = `${step.command} · ${kit.translate(`result.${step.result}`)}`
        send({ ...message, payload: step.result, command: step })
      })
      return shown
    })
  }
  RED.nodes.registerType('kitchen-command', KitchenCommand)
}
