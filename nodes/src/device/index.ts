import type { DeviceProposal, ProposalResult } from '@zaojun/core'
import type { Kind } from '@zaojun/device-profiles/kind'
import type { Node, NodeAPI, NodeDef } from 'node-red'
import { eventMessageOf, eventOf } from '../shared/event.ts'
import type { Entry, GatewayError, GatewayLink } from '../shared/gateway-link.ts'
import { gatewayOf, type UnitNode } from '../shared/gateway-node.ts'
import { migrate, text } from '../shared/migrate.ts'
import { kitOf, type NodeKit } from '../shared/node-kit.ts'
import { giveOrder, orderIn } from '../shared/order.ts'
import { messageOf, readingOf, type WireReading } from '../shared/reading.ts'
import { deviceStatus, type Known } from './device-status.ts'
import { migrations } from './migrations.ts'
import { proposalOf } from './proposal.ts'

const AGE_EVERY_MS = 10_000

/** The palette node of one kind: it stands for one device, sends its readings and takes its commands. */
export const deviceNode = (kind: Kind) =>
  function register(RED: NodeAPI): void {
    function DeviceNode(this: Node, raw: NodeDef): void {
      RED.nodes.createNode(this, raw)
      startDevice(RED, this, kitOf(RED, this), kind, migrate(raw as unknown as Record<string, unknown>, migrations))
    }
    RED.nodes.registerType(`kitchen-${kind.id}`, DeviceNode)
  }

function startDevice(RED: NodeAPI, node: Node, kit: NodeKit, kind: Kind, config: Record<string, unknown>): void {
  const gateway = gatewayOf(RED, text(config, 'gateway'))
  const link = gateway?.link
  const unitNode = RED.nodes.getNode(text(config, 'unit')) as UnitNode | null
  const planned = proposalOf(config, kind.id, node.id, unitNode?.unit?.id ?? text(config, 'registeredUnit'))
  const proposal = 'proposal' in planned ? planned.proposal : undefined
  const readings = new Map<string, WireReading>()
  const known: Omit<Known, 'now'> = {
    link: link?.state,
    fault: gateway === undefined ? { key: 'no-gateway' } : 'missing' in planned ? { key: planned.missing } : undefined,
    health: undefined,
    event: undefined,
    readings,
  }
  const show = () => kit.show(deviceStatus(kind, { ...known, now: kit.now() }, kit.translate, kit.language))
  show()
  if (known.fault !== undefined) node.warn(kit.translate(`hint.${known.fault.key}`))
  takeCommands(kit, kind, link, proposal)
  if (gateway === undefined || link === undefined || proposal === undefined) return

  const output = text(config, 'output') === 'object' ? 'object' : 'value'
  let unsubscribe: (() => void) | undefined
  const leaveReadings = () => {
    unsubscribe?.()
    unsubscribe = undefined
  }
  const tellEvent = (entry: Entry) => {
    const event = eventOf(entry)
    if (event === undefined || kind.events?.[event.event] === undefined) return
    known.event = event
    show()
    node.send(eventMessageOf(event))
  }
  const subscribe = () => {
    const types = kind.events === undefined ? ['reading'] : ['reading', 'event']
    unsubscribe ??= link.subscribe({ types, devices: [proposal.id], latest: true }, (entry, latest) => {
      tellEvent(entry)
      const reading = readingOf(entry)
      if (reading === undefined) return
      readings.set(reading.point, reading)
      show()
      const point = kind.points[reading.point]
      if (!latest) node.send(messageOf(reading, output, point?.unitText ?? point?.unit))
    })
  }
  const taken = kit.guard.wrap((result: ProposalResult) => {
    known.fault = faultOf(result)
    if (result.result === 'duplicate') leaveReadings()
    else subscribe()
    if (known.fault !== undefined) node.warn(`${result.code ?? result.result}: ${result.message ?? ''}`)
    show()
  })
  const refused = kit.guard.wrap((error: GatewayError) => {
    known.fault = { key: 'snapshot-refused', code: error.code }
    subscribe()
    show()
  })
  const onState = kit.guard.wrap(() => {
    known.link = link.state
    known.health = link.health.get(proposal.id)
    show()
  })
  const onHealth = kit.guard.wrap(() => {
    known.health = link.health.get(proposal.id)
    show()
  })
  link.onState.add(onState)
  link.onHealth.add(onHealth)
  const leave = gateway.addMember({ node: node.id, propose: () => proposal, taken, refused })
  kit.every(AGE_EVERY_MS, show)
  kit.guard.onClose(() => {
    leave()
    leaveReadings()
    link.onState.delete(onState)
    link.onHealth.delete(onHealth)
  })
}

function faultOf({ result, code }: ProposalResult): Known['fault'] {
  if (result === 'applied') return undefined
  if (result === 'duplicate') return { key: 'duplicate' }
  return code === 'REGISTRY_DEVICE_RETIRED' ? { key: 'retired' } : { key: 'refused', code: code ?? '' }
}

/** Kinds with commands have an input and a second output, which tells each step of an order. */
function takeCommands(
  kit: NodeKit,
  kind: Kind,
  link: GatewayLink | undefined,
  proposal: DeviceProposal | undefined,
): void {
  const { commands } = kind
  if (commands === undefined) return
  kit.guard.onInput(async (message, send) => {
    if (link === undefined || proposal === undefined) throw new Error(kit.translate('hint.no-gateway'))
    const order = orderIn(message, proposal.id, '', (command) => commands[command]?.value !== undefined)
    if (order === undefined || commands[order.command] === undefined)
      throw new Error(kit.translate('error.no-command', { commands: Object.keys(commands).join(', ') }))
    await giveOrder(link, order, (step) => send([null, { ...message, payload: step.result, command: step }]))
  })
}
