import { loadEdgeConfig } from '../../edge/src/config.ts'
import type { Command } from '../main.ts'
import { runNode } from '../run.ts'

const ANYWHERE = ['0.0.0.0', '::']

export default {
  summary: { zh: '启动一个盒子：网关、Node-RED、触摸屏', en: 'run one box: gateway, Node-RED, touchscreen' },
  usage: `zaojun edge [--data DIR] [--http.port 8970] [--uplink.url URL --uplink.code CODE] …

Settings come from flags, then ZAOJUN_EDGE_… variables, then <data>/edge.yaml; see docs/configuration.md.`,
  async run(flags) {
    const { data, http, nodeRed } = loadEdgeConfig(flags, process.env)
    const host = ANYWHERE.includes(http.host) ? '127.0.0.1' : http.host
    const options = {
      dataDir: data,
      gateway: { args: flags },
      ...(nodeRed.enabled ? { nodeRed: { gatewayUrl: `http://${host}:${http.port}` } } : {}),
    }
    return runNode(['edge/src/supervisor/main.ts', JSON.stringify(options)])
  },
} satisfies Command
