import type { NodeAPI, NodeDef } from 'node-red'
import { GatewayLink, type LinkDeps, type Socket } from '../shared/gateway-link.ts'
import { type GatewayNode, NodeSet } from '../shared/gateway-node.ts'
import { migrate, text } from '../shared/migrate.ts'
import { kitOf } from '../shared/node-kit.ts'
import { statusOf } from '../shared/status.ts'
import { migrations } from './migrations.ts'
import { servePickers, storedToken } from './picker-routes.ts'
import { targetOf } from './target.ts'

type Started = { config?: { rev?: unknown } }

const openSocket = (address: string): Socket => new WebSocket(address) as unknown as Socket

export default function register(RED: NodeAPI): void {
  function KitchenGateway(this: GatewayNode, raw: NodeDef): void {
    RED.nodes.createNode(this, raw)
    const kit = kitOf(RED, this)
    const config = migrate(raw as unknown as Record<string, unknown>, migrations)
    const parts = new NodeSet()
    const target = targetOf({ url: text(config, 'url'), token: storedToken(this) ?? '' }, process.env)
    this.gateway = {
      link: undefined,
      addMember: (member) => parts.addMember(member),
      addBus: (node, bus) => parts.addBus(node, bus),
      addUnit: (node, unit) => parts.addUnit(node, unit),
    }
    if ('problem' in target) {
      kit.show(statusOf.unset(kit.translate, target.problem))
      this.warn(kit.translate(`hint.${target.problem}`))
      return
    }
    const deps: LinkDeps = {
      ...target,
      source: sourceOf(RED, this.id),
      open: openSocket,
      now: kit.now,
      random: kit.random,
      after: kit.after,
    }
    const link = new GatewayLink(deps)
    this.gateway.link = link
    link.onResults.add((outcome) => parts.settle(outcome))
    const onStarted = kit.guard.wrap((started: Started) => {
      link.deploy(parts.deploy(String(started?.config?.rev ?? 'unknown').slice(0, 128)))
    })
    RED.events.on('flows:started', onStarted)
    kit.guard.onClose(() => {
      RED.events.removeListener('flows:started', onStarted)
      link.stop()
    })
    link.start()
  }
  RED.nodes.registerType('kitchen-gateway', KitchenGateway as never, { credentials: { token: { type: 'password' } } })
  servePickers(RED, openSocket)
}

/** Names this Node-RED and this node to the gateway, the same after every restart. */
function sourceOf(RED: NodeAPI, node: string): string {
  const settings = RED.settings as unknown as { get?: (key: string) => unknown }
  let instance: unknown
  try {
    instance = settings.get?.('instanceId')
  } catch {
    instance = undefined
  }
  return `${typeof instance === 'string' ? instance : 'node-red'}:${node}`.slice(0, 64)
}
