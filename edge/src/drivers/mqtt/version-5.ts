import { randomUUID } from 'node:crypto'
import type { Packet } from 'mqtt-packet'

/** Reason codes of MQTT 5 (section 2.4) for what 3.1.1 says with fewer. */
const REASON = {
  ok: 0,
  disconnectWithWill: 0x04,
  malformed: 0x81,
  notAuthorized: 0x87,
  badAuthenticationMethod: 0x8c,
  topicAliasInvalid: 0x94,
  tooLarge: 0x95,
} as const
/** Return codes of a 3.1.1 CONNACK (section 3.2.2.3), and 6, which aedes adds, as reason codes. */
const CONNACK_REASONS = [REASON.ok, 0x84, 0x85, 0x88, 0x86, REASON.notAuthorized, REASON.notAuthorized]
const SUBACK_FAILURE = 0x80
/** So many UNSUBSCRIBE may be on their way at once. */
const MOST_UNANSWERED = 64

/** What becomes of a packet of a client: handed on, or the end of the connection for this reason. */
export type Inward = { pass: Packet } | { end: number }

/**
 * One session of MQTT 5 as a broker of 3.1.1 sees it. Properties that ask for nothing the broker would have to do are
 * dropped. What it cannot do is not offered: no session outlives its connection, no topic aliases, shared subscriptions
 * or subscription identifiers.
 */
export class Version5 {
  private readonly packetBytes: number
  private assigned: string | undefined
  private largest = Number.POSITIVE_INFINITY
  private readonly unsubscriptions = new Map<number, number>()

  /** `packetBytes`: the largest packet the broker takes. */
  constructor(packetBytes: number) {
    this.packetBytes = packetBytes
  }

  /** A packet of the client in version 5 as one of 3.1.1. */
  inward(packet: Packet): Inward {
    switch (packet.cmd) {
      case 'connect': {
        const { clientId, keepalive, username, password, will, properties } = packet
        if (properties?.authenticationMethod !== undefined) return { end: REASON.badAuthenticationMethod }
        this.largest = properties?.maximumPacketSize ?? this.largest
        if (clientId === '') this.assigned = `box-${randomUUID()}`
        return {
          pass: {
            cmd: 'connect',
            protocolId: 'MQTT',
            protocolVersion: 4,
            clientId: this.assigned ?? clientId,
            clean: true,
            ...(keepalive === undefined ? {} : { keepalive }),
            ...(username === undefined ? {} : { username }),
            ...(password === undefined ? {} : { password }),
            ...(will === undefined ? {} : { will: { ...will, properties: {} } }),
          },
        }
      }
      case 'publish':
        if (packet.properties?.topicAlias !== undefined) return { end: REASON.topicAliasInvalid }
        return { pass: { ...packet, properties: {} } }
      case 'subscribe':
        return {
          pass: {
            cmd: 'subscribe',
            ...numbered(packet),
            subscriptions: packet.subscriptions.map(({ topic, qos }) => ({ topic, qos })),
          },
        }
      case 'unsubscribe': {
        const { messageId = 0, unsubscriptions } = packet
        if (this.unsubscriptions.size >= MOST_UNANSWERED) return { end: REASON.malformed }
        this.unsubscriptions.set(messageId, unsubscriptions.length)
        return { pass: { cmd: 'unsubscribe', messageId, unsubscriptions } }
      }
      case 'puback':
      case 'pubrec':
      case 'pubrel':
      case 'pubcomp':
        return { pass: { cmd: packet.cmd, ...numbered(packet) } }
      case 'pingreq':
        return { pass: { cmd: 'pingreq' } }
      case 'disconnect':
        // Without this packet the broker publishes the will, as is asked for here.
        return packet.reasonCode === REASON.disconnectWithWill ? { end: REASON.ok } : { pass: { cmd: 'disconnect' } }
      default:
        return { end: REASON.malformed }
    }
  }

  /** A packet of the broker in 3.1.1 as one of version 5; undefined where the client cannot take it. */
  outward(packet: Packet): Packet | undefined {
    switch (packet.cmd) {
      case 'connack':
        return this.welcome(packet.returnCode ?? REASON.ok)
      case 'suback': {
        const granted = packet.granted.map((code) => (code === SUBACK_FAILURE ? REASON.notAuthorized : Number(code)))
        return { cmd: 'suback', ...numbered(packet), granted }
      }
      case 'unsuback': {
        const { messageId = 0 } = packet
        const count = this.unsubscriptions.get(messageId) ?? 1
        this.unsubscriptions.delete(messageId)
        return { cmd: 'unsuback', messageId, granted: new Array<number>(count).fill(REASON.ok) }
      }
      case 'puback':
      case 'pubrec':
      case 'pubrel':
      case 'pubcomp':
        return { cmd: packet.cmd, ...numbered(packet), reasonCode: REASON.ok }
      case 'publish':
        return packet.topic.length + packet.payload.length + MOST_HEAD_BYTES > this.largest ? undefined : packet
      default:
        return packet
    }
  }

  /** The end of a connection as the client is told it. */
  static goodbye(reason: number): Packet | undefined {
    return reason === REASON.ok ? undefined : { cmd: 'disconnect', reasonCode: reason }
  }

  private welcome(returnCode: number): Packet {
    const reasonCode = CONNACK_REASONS[returnCode] ?? REASON.notAuthorized
    if (reasonCode !== REASON.ok) return { cmd: 'connack', sessionPresent: false, reasonCode }
    return {
      cmd: 'connack',
      sessionPresent: false,
      reasonCode,
      properties: {
        sessionExpiryInterval: 0,
        maximumPacketSize: this.packetBytes,
        sharedSubscriptionAvailable: false,
        subscriptionIdentifiersAvailable: false,
        ...(this.assigned === undefined ? {} : { assignedClientIdentifier: this.assigned }),
      },
    }
  }
}

/** Fixed header, topic length, message id and the length of no properties. */
const MOST_HEAD_BYTES = 10
export const TOO_LARGE: number = REASON.tooLarge
export const MALFORMED: number = REASON.malformed

const numbered = ({ messageId }: { messageId?: number }): { messageId: number } => ({ messageId: messageId ?? 0 })
