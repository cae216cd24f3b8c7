import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const MAIN = join(import.meta.dirname, '../edge/src/gateway/main.ts')
const RUNNING = '"msg":"the gateway is running"'

/** The gateway as a process of its own, that can be killed: resolves when it runs. `onLine`: of its log until then; the rest goes nowhere. */
export async function startGatewayProcess(flags: string[], onLine?: (line: string) => void): Promise<ChildProcess> {
  const gateway = spawn(process.execPath, [MAIN, '--log.level', 'info', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: gateway.stdout })) {
    onLine?.(line)
    if (line.includes(RUNNING)) break
  }
  gateway.stdout.resume()
  return gateway
}
