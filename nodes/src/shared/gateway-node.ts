import type { Bus, DeviceProposal, ProposalResult, Unit } from '@zaojun/core'
import type { Node, NodeAPI } from 'node-red'
import type { Deploy, GatewayError, GatewayLink } from './gateway-link.ts'

/** A palette node that stands for a device. `propose` is undefined while the node is not fully configured. */
export type Member = {
  node: string
  propose(): DeviceProposal | undefined
  taken(result: ProposalResult): void
  /** The whole snapshot was refused: nothing changed on the gateway. */
  refused(error: GatewayError): void
}

/** What a `kitchen-gateway` node offers the nodes that use it. Adding answers with the function that undoes it. */
export type Gateway = {
  /** Undefined while no address or token is known. */
  link: GatewayLink | undefined
  addMember(member: Member): () => void
  addBus(node: string, bus: Bus): () => void
  addUnit(node: string, unit: Unit): () => void
}
export type GatewayNode = Node & { gateway: Gateway }
export type BusNode = Node & { bus: Bus | undefined }
export type UnitNode = Node & { unit: Unit | undefined }

export function gatewayOf(RED: NodeAPI, id: string): Gateway | undefined {
  const node = id === '' ? null : (RED.nodes.getNode(id) as GatewayNode | null)
  return node?.gateway
}

/** The parts of one deploy, gathered as nodes come and go. */
export class NodeSet implements Pick<Gateway, 'addMember' | 'addBus' | 'addUnit'> {
  readonly #members = new Map<string, Member>()
  readonly #buses = new Map<string, Bus>()
  readonly #units = new Map<string, Unit>()

  addMember(member: Member): () => void {
    return add(this.#members, member.node, member)
  }

  addBus(node: string, bus: Bus): () => void {
    return add(this.#buses, node, bus)
  }

  addUnit(node: string, unit: Unit): () => void {
    return add(this.#units, node, unit)
  }

  deploy(revision: string): Deploy {
    const devices = [...this.#members.values()].flatMap((member) => member.propose() ?? [])
    return { revision, buses: [...this.#buses.values()], units: [...this.#units.values()], devices }
  }

  /** Tells each node how the gateway took it. */
  settle(outcome: ProposalResult[] | GatewayError): void {
    if (!Array.isArray(outcome)) for (const member of this.#members.values()) member.refused(outcome)
    else for (const result of outcome) this.#members.get(result.node)?.taken(result)
  }
}

function add<Item>(items: Map<string, Item>, id: string, item: Item): () => void {
  items.set(id, item)
  return () => {
    if (items.get(id) === item) items.delete(id)
  }
}
