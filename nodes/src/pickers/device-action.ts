import { type EditorNode, editor, fill, onlyConfig, withPickers } from './editor.ts'

/** The editor side of a node that does one thing to, or about, a device: picked here or named by `msg.device`. */
export function registerDeviceAction(
  type: string,
  look: { color: string; icon: string; asks: 'command' | 'event' },
): void {
  editor().nodes.registerType(type, {
    category: 'zaojun',
    color: look.color,
    icon: look.icon,
    inputs: 1,
    outputs: 1,
    defaults: {
      name: { value: '' },
      gateway: { value: '', type: 'kitchen-gateway', required: true },
      device: { value: '' },
      [look.asks]: { value: '' },
      version: { value: 1 },
    },
    paletteLabel(this: EditorNode) {
      return this._('name')
    },
    label(this: EditorNode) {
      return this.name || this._('name')
    },
    onadd(this: EditorNode) {
      if (this.gateway === '') this.gateway = onlyConfig('kitchen-gateway')
    },
    oneditprepare(this: EditorNode) {
      fill('#node-input-device', [], String(this.device ?? ''), 'msg.device')
      withPickers(this, 'node-input', ({ devices }) => {
        const device = String($('#node-input-device').val() || this.device || '')
        const choices = devices.map(({ id, name }) => ({ id, name: `${name} (${id})` }))
        fill('#node-input-device', choices, device, 'msg.device')
      })
    },
    oneditsave(this: EditorNode) {
      this.version = 1
    },
  })
}
