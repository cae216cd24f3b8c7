import { once } from 'node:events'
import { loadCatalogue } from '@zaojun/device-profiles'
import { openControl } from '../../simulator/control.ts'
import { Simulator } from '../../simulator/simulator.ts'
import { planOf, triedOver } from '../one-unit.ts'
import { flagsOf, Misuse, type Verb } from '../verb.ts'

const PORT = 15502

export default {
  summary: { zh: '模拟一台设备', en: 'simulate one unit' },
  usage: `zaojun profile simulate ID [--port ${PORT}] [--address N] [--framing rtu] [--control P]
  在本机端口上模拟这个型号的一台设备，直到按 Ctrl+C；会主动连接的型号则连到这个端口。
  puts one unit of the profile on a port of this machine until Ctrl+C; one that dials in dials this port.
  --control P  控制端口，可改值 / a control port to change its values`,
  async run(args) {
    const { flags, words } = flagsOf(
      args,
      { port: 'string', address: 'string', framing: 'string', control: 'string' },
      1,
    )
    const catalogue = loadCatalogue()
    const profile = catalogue.profiles.get(words[0] ?? '')
    if (profile === undefined) throw new Misuse(`没有这个型号 / no such profile: ${words[0] ?? ''}`)
    const rtu = flags.framing === 'rtu' && profile.transports.includes('modbus-rtu-over-tcp')
    const transport = rtu ? 'modbus-rtu-over-tcp' : triedOver(profile)
    if (transport === undefined)
      throw new Misuse(`不能在端口上模拟 / cannot stand on a port: ${profile.transports.join(', ')}`)
    const address = profile.modbus && flags.address !== undefined ? Number(flags.address) : flags.address
    const plan = planOf(profile, transport, address)
    const simulator = new Simulator({ plan, catalogue, portBase: Number(flags.port ?? PORT), serial: false })
    await simulator.start()
    try {
      const control = flags.control === undefined ? undefined : await openControl(simulator, Number(flags.control))
      const [bus] = simulator.kitchen().buses
      const place = bus?.path ?? `127.0.0.1:${bus?.port}`
      console.log(`${profile.id}  ${transport}  ${place}  ${plan.buses[0]?.units[0]?.address}`)
      if (transport === 'modbus-tcp') console.log(`mbpoll -0 -m tcp -p ${bus?.port} -t 3 -r 0 -c 8 -1 127.0.0.1`)
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
      control?.close()
      control?.closeAllConnections()
    } finally {
      await simulator.stop()
    }
    return 0
  },
} satisfies Verb
