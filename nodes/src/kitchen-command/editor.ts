import { type EditorNode, editor, fill, onlyConfig, withPickers } from '../pickers/editor.ts'

editor().nodes.registerType('kitchen-command', {
  category: 'zaojun',
  color: '#F4A261',
  icon: 'command.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    gateway: { value: '', type: 'kitchen-gateway', required: true },
    device: { value: '' },
    command: { value: '' },
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
      fill(
        '#node-input-device',
        devices.map(({ id, name }) => ({ id, name: `${name} (${id})` })),
        device,
        'msg.device',
      )
    })
  },
  oneditsave(this: EditorNode) {
    this.version = 1
  },
})
