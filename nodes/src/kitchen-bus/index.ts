import type { NodeAPI, NodeDef } from 'node-red'
import { type BusNode, gatewayOf } from '../shared/gateway-node.ts'
import { migrate, text } from '../shared/migrate.ts'
import { kitOf } from '../shared/node-kit.ts'
import { busOf } from './bus.ts'
import { migrations } from './migrations.ts'

export default function register(RED: NodeAPI): void {
  function KitchenBus(this: BusNode, raw: NodeDef): void {
    RED.nodes.createNode(this, raw)
    const kit = kitOf(RED, this)
    const config = migrate(raw as unknown as Record<string, unknown>, migrations)
    this.bus = busOf(config)
    if (this.bus === undefined) {
      this.warn(kit.translate('hint.incomplete'))
      return
    }
    const leave = gatewayOf(RED, text(config, 'gateway'))?.addBus(this.id, this.bus)
    if (leave !== undefined) kit.guard.onClose(leave)
  }
  RED.nodes.registerType('kitchen-bus', KitchenBus)
}
