import type { Bus, Transport } from '@zaojun/core'
import type { BusDriver, DriverContext } from './driver.ts'
import { Hj212Driver } from './hj212/hj212-driver.ts'
import { HttpDriver } from './http/http-driver.ts'
import { Jt808Driver } from './jt808/jt808-driver.ts'
import { openKeyboardWire } from './keyboard/wire.ts'
import { ModbusDriver } from './modbus/modbus-driver.ts'
import { MqttDriver } from './mqtt/mqtt-driver.ts'
import { StreamDriver } from './stream/stream-driver.ts'
import type { DriverCatalogue } from './unit-on-bus.ts'
import { openSerialWire } from './wire/serial.ts'
import { openTcpWire } from './wire/tcp.ts'

export type Maker = (bus: Bus, catalogue: DriverCatalogue, context: DriverContext) => BusDriver

/** Which driver speaks which transport. A new protocol is a folder with a `BusDriver` and a row here. */
const MAKERS: Partial<Record<Transport, Maker>> = {
  'modbus-rtu': (...given) => new ModbusDriver(...given, openSerialWire, 'rtu'),
  'modbus-tcp': (...given) => new ModbusDriver(...given, openTcpWire, 'tcp'),
  'modbus-rtu-over-tcp': (...given) => new ModbusDriver(...given, openTcpWire, 'rtu'),
  'stream-serial': (...given) => new StreamDriver(...given, openSerialWire),
  mqtt: (...given) => new MqttDriver(...given),
  'stream-tcp': (...given) => new StreamDriver(...given, openTcpWire),
  'hj-212': (...given) => new Hj212Driver(...given),
  'jt-808': (...given) => new Jt808Driver(...given),
  http: (...given) => new HttpDriver(...given),
  keyboard: (...given) => new StreamDriver(...given, openKeyboardWire),
}

/** The driver of a bus. It does nothing until `start`; give it its units with `setUnits`, before or after. */
export const createBusDriver: Maker = (bus, catalogue, context) => {
  const make = MAKERS[bus.transport]
  if (make === undefined) throw new Error(`no driver for ${bus.transport}`)
  return make(bus, catalogue, context)
}
