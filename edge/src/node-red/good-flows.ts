import { copyFileSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FLOW_FILE } from './settings.ts'

/** Shown under Import → Local: the flows that last ran well. */
export const GOOD_FLOWS = 'last-good-flows.json'
const library = (userDir: string): string => join(userDir, 'lib', 'flows')

/** Keeps a copy of the flows as they are on disk, complete or not at all. */
export function keepGoodFlows(userDir: string): void {
  const flows = join(userDir, FLOW_FILE)
  if (!existsSync(flows)) return
  mkdirSync(library(userDir), { recursive: true })
  const draft = join(library(userDir), `.${GOOD_FLOWS}`)
  copyFileSync(flows, draft)
  renameSync(draft, join(library(userDir), GOOD_FLOWS))
}

export const hasGoodFlows = (userDir: string): boolean => existsSync(join(library(userDir), GOOD_FLOWS))

/** A new box opens with one empty tab and a gateway node for itself, so that a first device needs no wiring of its own. */
export function writeFirstFlows(userDir: string): void {
  const file = join(userDir, FLOW_FILE)
  if (existsSync(file)) return
  mkdirSync(userDir, { recursive: true })
  const flows = [
    { id: 'kitchen-flow-1', type: 'tab', label: '厨房 Kitchen', disabled: false, info: '' },
    { id: 'kitchen-gateway-1', type: 'kitchen-gateway', name: '', url: '', version: 1 },
  ]
  writeFileSync(file, `${JSON.stringify(flows, null, 2)}\n`, { mode: 0o600 })
}

/** What the editor says in safe mode; `offer`: there are flows that ran well. */
export function safeModeText(offer: boolean): string {
  const lines = [
    '流程多次失控，已停止；采集、记录和上送不受影响。修正后部署即可恢复。',
    ...(offer ? ['“导入 → 本地”中有上次运行正常的流程。'] : []),
    'Flows were stopped after repeated failures; reading, recording and sending go on. Correct them and deploy.',
    ...(offer ? ['The flows that last ran well are under Import → Local.'] : []),
  ]
  return lines.join(' ')
}
