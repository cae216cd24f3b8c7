import type { Node, NodeAPI } from 'node-red'
import type { GatewayLink } from './gateway-link.ts'
import { gatewayOf } from './gateway-node.ts'
import type { Message, Send } from './guard.ts'
import { linkStatus } from './link-status.ts'
import { kitOf, type NodeKit } from './node-kit.ts'
import { statusOf } from './status.ts'

/**
 * The frame of a node that asks the gateway something for each message: it shows the connection, then the outcome of
 * the last question. `ask` answers with the status text, or throws.
 */
export function askingNode(
  RED: NodeAPI,
  node: Node,
  gateway: string,
  ask: (link: GatewayLink, message: Message, send: Send, kit: NodeKit) => Promise<string>,
): void {
  const kit = kitOf(RED, node)
  const link = gatewayOf(RED, gateway)?.link
  const show = () => kit.show(linkStatus(kit.translate, link?.state) ?? statusOf.good(kit.translate('status.ready')))
  show()
  if (link === undefined) node.warn(kit.translate('hint.no-gateway'))
  kit.guard.onInput(async (message, send) => {
    if (link === undefined) throw new Error(kit.translate('hint.no-gateway'))
    try {
      kit.show(statusOf.good(await ask(link, message, send, kit)))
    } catch (error) {
      kit.show(statusOf.doubtful(error instanceof Error ? error.message : String(error)))
      throw error
    }
  })
  if (link === undefined) return
  const onState = kit.guard.wrap(show)
  link.onState.add(onState)
  kit.guard.onClose(() => {
    link.onState.delete(onState)
  })
}
