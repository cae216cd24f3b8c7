import type { CommandStep, GatewayLink } from './gateway-link.ts'
import type { Message } from './guard.ts'

export type Order = { device: string; command: string; value?: number | boolean | string }

/**
 * The order a message carries: `msg.command`, or a text payload that is a command's name, with `msg.value`
 * (or the payload, when the command is named elsewhere and takes a value).
 */
export function orderIn(
  message: Message,
  device: string,
  fallback: string,
  takesValue: (command: string) => boolean,
): Order | undefined {
  const named = typeof message.command === 'string' && message.command !== '' ? message.command : fallback
  const command = named !== '' ? named : typeof message.payload === 'string' ? message.payload : ''
  if (command === '') return undefined
  if (!takesValue(command)) return { device, command }
  const value = message.value ?? (named === '' ? undefined : message.payload)
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string'
    ? { device, command, value }
    : { device, command }
}

/** Gives the order and tells each step; throws when it was refused or timed out, after telling that too. */
export async function giveOrder(
  link: GatewayLink,
  order: Order,
  tell: (step: CommandStep & Order) => void,
): Promise<void> {
  const step = await link.command(order, (accepted) => tell({ ...order, ...accepted }))
  tell({ ...order, ...step })
  if (step.result === 'refused' || step.result === 'timed-out')
    throw new Error(
      `${order.device} ${order.command}: ${step.result}${step.reason === undefined ? '' : ` (${step.reason})`}`,
    )
}
