import { type EditorNode, editor, fill, freshId, onlyConfig, withPickers, word } from '../pickers/editor.ts'

const isJson = (value: unknown): boolean => {
  if (value === undefined || value === '' || typeof value === 'object') return true
  try {
    JSON.parse(String(value))
    return true
  } catch {
    return false
  }
}

editor().nodes.registerType('kitchen-unit', {
  category: 'config',
  defaults: {
    name: { value: '' },
    gateway: { value: '', type: 'kitchen-gateway', required: true },
    unit: {
      value: '',
      required: true,
      validate: (value: string) => /^[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?$/.test(value),
    },
    profile: { value: '', required: true },
    bus: { value: '', type: 'kitchen-bus', required: false },
    registeredBus: { value: '' },
    address: { value: '' },
    serialNumber: { value: '' },
    params: { value: '', validate: isJson },
    version: { value: 1 },
  },
  label(this: EditorNode) {
    return this.name || this.unit || this._('name')
  },
  oneditprepare(this: EditorNode) {
    if (!this.unit) $('#node-config-input-unit').val(freshId('unit'))
    if (!this.gateway) $('#node-config-input-gateway').val(onlyConfig('kitchen-gateway') || '_ADD_')
    const params = this.params
    $('#node-config-input-params').val(typeof params === 'object' ? JSON.stringify(params) : String(params ?? ''))
    fill('#node-config-input-profile', [], String(this.profile ?? ''))
    fill('#node-config-input-registeredBus', [], String(this.registeredBus ?? ''), '−')
    withPickers(this, 'node-config-input', ({ profiles, buses }) => {
      const profile = String($('#node-config-input-profile').val() || this.profile || '')
      fill(
        '#node-config-input-profile',
        profiles.map(({ id, name }) => ({ id, name: word(name) })),
        profile,
      )
      const bus = String($('#node-config-input-registeredBus').val() || this.registeredBus || '')
      fill(
        '#node-config-input-registeredBus',
        buses.map(({ id, name }) => ({ id, name })),
        bus,
        '−',
      )
    })
  },
  oneditsave(this: EditorNode) {
    this.version = 1
  },
})
