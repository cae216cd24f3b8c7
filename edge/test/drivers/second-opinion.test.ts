import modbusSerial from 'modbus-serial'
import { describe, expect, it } from 'vitest'
import { Simulator } from '../../../scripts/simulator/simulator.ts'
import { createBusDriver } from '../../src/drivers/index.ts'
import { atEnd, catalogue, Ear } from './rig.ts'

const { default: ModbusRTU, ServerTCP } = modbusSerial
const units = [{ id: 'store', profile: 'xy-md02', address: 7 }]
const bus = { id: 'line', name: 'line', transport: 'modbus-tcp' as const }

describe('another Modbus implementation', () => {
  it('[G2] reads the simulator as our driver does', async () => {
    const simulator = new Simulator({ plan: { buses: [{ ...bus, units }], devices: [] }, catalogue })
    await simulator.start()
    atEnd(() => simulator.stop())
    simulator.set('store', 'air-temperature', -20.5)
    simulator.set('store', 'relative-humidity', 40)
    const client = new ModbusRTU()
    await client.connectTCP('127.0.0.1', { port: simulator.kitchen().buses[0]?.port ?? 0 })
    atEnd(() => new Promise((done) => client.close(() => done())))
    client.setID(7)
    expect((await client.readInputRegisters(1, 2)).data).toEqual([0x10000 - 205, 400])
  })

  it('[G2] serves our driver as the simulator does', async () => {
    const vector = {
      getInputRegister: (address: number) => (address === 1 ? 305 : 620),
      getHoldingRegister: () => 0,
      getCoil: () => false,
      setRegister() {},
      setCoil() {},
    }
    const server = new ServerTCP(vector, { host: '127.0.0.1', port: 0, unitID: 7 })
    atEnd(() => new Promise((done) => server.close(() => done())))
    await new Promise((done) => server.once('initialized', done as () => void))
    const address = (server as unknown as { _server: { address(): { port: number } } })._server.address()
    const ear = new Ear()
    const driver = createBusDriver({ ...bus, host: '127.0.0.1', port: address.port }, catalogue, ear.context)
    driver.setUnits(units.map((unit) => ({ ...unit, bus: 'line' })))
    driver.start()
    atEnd(() => driver.stop())
    expect((await ear.sample('air-temperature')).value).toBe(30.5)
    expect(ear.samples.find(({ channel }) => channel === 'relative-humidity')?.value).toBe(62)
  })
})
