import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { reasonOf } from '@zaojun/core'
import { loadCatalogue } from '@zaojun/device-profiles'
import type { Command } from '../main.ts'
import { openControl } from '../simulator/control.ts'
import { mixedPlan } from '../simulator/mixed-plan.ts'
import { largePlan, readPlan } from '../simulator/plan.ts'
import { Simulator } from '../simulator/simulator.ts'
import { isWrongOption } from '../wrong-option.ts'

const PORT_BASE = 15020
const CONTROL_PORT = 15010

const usage = `zaojun simulate [--plan FILE] [--devices N --hz R [--mixed]] [--port-base ${PORT_BASE}] [--control ${CONTROL_PORT}]

在本机的套接字和伪终端上模拟一间厨房的设备 / puts the devices of a kitchen on sockets and pseudo-terminals of this machine.
  --plan FILE     一间厨房 / a kitchen, as scripts/simulator/kitchen.yaml
  --devices N     N 台设备的大厨房 / a large kitchen of N devices instead
  --mixed         其中有目录里的每一种型号 / of every model in the catalogue, not four
  --hz R          每秒读取次数 / reads a second of each (1)
  --port-base P   第一个 TCP 端口 / first TCP port
  --control P     控制端口，0 表示不开 / control port, 0 for none
  --tcp           不用伪终端 / no pseudo-terminals
  --lines DIR     串口线放在这里 / put serial lines here, under stable names
  --json          打印注册表片段 / print the registry fragment`

function numberFrom(text: string | undefined, otherwise: number, most: number): number {
  const value = text === undefined ? otherwise : Number(text)
  if (!Number.isFinite(value) || value < 0 || value > most)
    throw new Error(`不是合适的数 / not a fitting number: ${text}`)
  return value
}

const command: Command = {
  summary: { zh: '模拟一间厨房的设备', en: 'simulate the devices of a kitchen' },
  usage,
  async run(args) {
    try {
      const { values } = parseArgs({
        args,
        options: {
          plan: { type: 'string' },
          devices: { type: 'string' },
          mixed: { type: 'boolean' },
          hz: { type: 'string' },
          'port-base': { type: 'string' },
          control: { type: 'string' },
          tcp: { type: 'boolean' },
          lines: { type: 'string' },
          json: { type: 'boolean' },
        },
      })
      const devices = numberFrom(values.devices, 0, 2000)
      const hz = numberFrom(values.hz, 1, 20) || 1
      const large = () => (values.mixed ? mixedPlan(devices, hz, loadCatalogue()) : largePlan(devices, hz))
      const plan = devices > 0 ? large() : readPlan(values.plan)
      const portBase = numberFrom(values['port-base'], PORT_BASE, 65000)
      const simulator = new Simulator({
        plan,
        portBase,
        linesFolder: values.lines,
        lively: true,
        ...(values.tcp ? { serial: false } : {}),
      })
      const controlPort = numberFrom(values.control, CONTROL_PORT, 65535)
      try {
        await simulator.start()
        const control = controlPort > 0 ? await openControl(simulator, controlPort) : undefined
        if (values.json) console.log(JSON.stringify(simulator.kitchen(), null, 2))
        else
          for (const { id, transport, path, port } of simulator.kitchen().buses)
            console.log(`${id}  ${transport}  ${path ?? `127.0.0.1:${port}`}`)
        if (control) console.log(`控制 / control  http://127.0.0.1:${controlPort}/`)
        await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
        control?.close()
        control?.closeAllConnections()
      } finally {
        await simulator.stop()
      }
      return 0
    } catch (error) {
      if (isWrongOption(error)) throw error
      console.error(reasonOf(error))
      return 1
    }
  },
}
export default command
