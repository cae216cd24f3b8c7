import type { NodeAPI, NodeDef } from 'node-red'
import { type BusNode, gatewayOf, type UnitNode } from '../shared/gateway-node.ts'
import { migrate, text } from '../shared/migrate.ts'
import { kitOf } from '../shared/node-kit.ts'
import { migrations } from './migrations.ts'
import { unitOf } from './unit.ts'

export default function register(RED: NodeAPI): void {
  function KitchenUnit(this: UnitNode, raw: NodeDef): void {
    RED.nodes.createNode(this, raw)
    const kit = kitOf(RED, this)
    const config = migrate(raw as unknown as Record<string, unknown>, migrations)
    const busNode = RED.nodes.getNode(text(config, 'bus')) as BusNode | null
    this.unit = unitOf(config, busNode?.bus?.id ?? text(config, 'registeredBus'))
    if (this.unit === undefined) {
      this.warn(kit.translate('hint.incomplete'))
      return
    }
    const leave = gatewayOf(RED, text(config, 'gateway'))?.addUnit(this.id, this.unit)
    if (leave !== undefined) kit.guard.onClose(leave)
  }
  RED.nodes.registerType('kitchen-unit', KitchenUnit)
}
