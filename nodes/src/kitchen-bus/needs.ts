import type { Transport } from '@zaojun/core'

/** What a bus of each transport must be told. */
export type Needs = 'serial' | 'reader' | 'network' | 'listening' | 'broker'
export const NEEDS: Record<Transport, Needs> = {
  'modbus-rtu': 'serial',
  'modbus-tcp': 'network',
  'modbus-rtu-over-tcp': 'network',
  'stream-serial': 'serial',
  'stream-tcp': 'network',
  mqtt: 'broker',
  http: 'listening',
  'hj-212': 'listening',
  'jt-808': 'listening',
  keyboard: 'reader',
}

/** In clear, and over TLS. */
export const MQTT_PORTS = [1883, 8883] as const

/** The port each transport usually has. */
export const USUAL_PORTS: Partial<Record<Transport, number>> = {
  'modbus-tcp': 502,
  'modbus-rtu-over-tcp': 502,
  'stream-tcp': 4001,
  mqtt: MQTT_PORTS[0],
  http: 8081,
  'hj-212': 9212,
  'jt-808': 6808,
}
