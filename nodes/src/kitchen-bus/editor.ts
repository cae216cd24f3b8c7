import type { Transport } from '@zaojun/core'
import { type EditorNode, editor, freshId, onlyConfig, withPickers } from '../pickers/editor.ts'
import { offerSetup } from '../pickers/setup-link.ts'
import { MQTT_PORTS, NEEDS, type Needs, USUAL_PORTS } from './needs.ts'

/** Which rows of the dialog each need shows. */
const ROWS: Record<Needs, string[]> = {
  serial: ['path', 'line'],
  reader: ['path'],
  network: ['host', 'port'],
  listening: ['host', 'port'],
  broker: ['host', 'port'],
}

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
    tls: { value: false },
    caFile: { value: '' },
    certFile: { value: '' },
    keyFile: { value: '' },
    serverName: { value: '' },
    simulated: { value: false },
    version: { value: 1 },
  },
  paletteLabel(this: EditorNode) {
    return this._('name')
  },
  label(this: EditorNode) {
    return this.name || this.bus || this._('name')
  },
  oneditprepare(this: EditorNode) {
    if (!this.bus) $('#node-config-input-bus').val(freshId('bus'))
    if (!this.gateway) $('#node-config-input-gateway').val(onlyConfig('kitchen-gateway') || '_ADD_')
    const transport = $('#node-config-input-transport')
    const chosen = () => String(transport.val() ?? 'modbus-rtu') as Transport
    const show = () => {
      const needs = NEEDS[chosen()] ?? 'network'
      for (const row of ['path', 'line', 'host', 'port']) $(`.kitchen-bus-${row}`).toggle(ROWS[needs].includes(row))
      const outside = needs === 'broker' && String($('#node-config-input-host').val() ?? '').trim() !== ''
      $('.kitchen-bus-tls').toggle(outside)
      $('.kitchen-bus-files').toggle(outside && $('#node-config-input-tls').is(':checked'))
      $('.kitchen-bus-hint').text(this._(`hint.${needs}`))
    }
    $('#node-config-input-host').on('input', show)
    $('#node-config-input-tls').on('change', () => {
      show()
      const port = $('#node-config-input-port')
      const [plain, secure] = MQTT_PORTS.map(String)
      const [usual, wanted] = $('#node-config-input-tls').is(':checked') ? [plain, secure] : [secure, plain]
      if (chosen() === 'mqtt' && String(port.val() ?? '') === usual) port.val(String(wanted))
    })
    transport.on('change', () => {
      show()
      const port = $('#node-config-input-port')
      const usual = Object.values(USUAL_PORTS).map(String)
      const wanted = USUAL_PORTS[chosen()]
      if (wanted !== undefined && usual.includes(String(port.val() ?? ''))) port.val(String(wanted))
    })
    show()
    withPickers(this, 'node-config-input', ({ serialPorts = [] }) => {
      const list = $('#kitchen-serial-ports').empty()
      for (const { path, device, bus } of serialPorts)
        $('<option>')
          .val(path)
          .text(bus === undefined ? device : `${device} · ${bus}`)
          .appendTo(list)
    })
    offerSetup('node-config-input', () => '/scan')
  },
  oneditsave(this: EditorNode) {
    this.version = 1
  },
})
