import { type EditorNode, editor, freshId, onlyConfig } from '../pickers/editor.ts'

const isSerial = (transport: unknown): boolean => transport === 'modbus-rtu' || transport === 'stream-serial'

editor().nodes.registerType('kitchen-bus', {
  category: 'config',
  defaults: {
    name: { value: '' },
    gateway: { value: '', type: 'kitchen-gateway', required: true },
    bus: {
      value: '',
      required: true,
      validate: (value: string) => /^[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?$/.test(value),
    },
    transport: { value: 'modbus-rtu', required: true },
    path: { value: '' },
    baudRate: { value: 9600 },
    dataBits: { value: 8 },
    parity: { value: 'none' },
    stopBits: { value: 1 },
    host: { value: '' },
    port: { value: 502 },
    simulated: { value: false },
    version: { value: 1 },
  },
  label(this: EditorNode) {
    return this.name || this.bus || this._('name')
  },
  oneditprepare(this: EditorNode) {
    if (!this.bus) $('#node-config-input-bus').val(freshId('bus'))
    if (!this.gateway) $('#node-config-input-gateway').val(onlyConfig('kitchen-gateway') || '_ADD_')
    const transport = $('#node-config-input-transport')
    const show = () => {
      $('.kitchen-serial').toggle(isSerial(transport.val()))
      $('.kitchen-network').toggle(!isSerial(transport.val()))
    }
    transport.on('change', show)
    show()
  },
  oneditsave(this: EditorNode) {
    this.version = 1
  },
})
