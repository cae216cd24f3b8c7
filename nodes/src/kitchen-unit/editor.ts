import {
  type EditorNode,
  editor,
  fill,
  freshId,
  onlyConfig,
  type Pickers,
  withPickers,
  word,
} from '../pickers/editor.ts'
import { offerSetup } from '../pickers/setup-link.ts'
import { showParams } from './param-form.ts'

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
    address: { value: '', validate: (value: string) => /^([A-Za-z0-9][A-Za-z0-9._:-]{0,63})?$/.test(String(value)) },
    serialNumber: { value: '' },
    params: { value: '', validate: isJson },
    version: { value: 1 },
  },
  paletteLabel(this: EditorNode) {
    return this._('name')
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
    let pickers: Pickers | undefined
    /** The bus picked in the dialog, ours or one the gateway has. */
    const busNow = (): { id: string; transport: string } | undefined => {
      const node = editor().nodes.node(String($('#node-config-input-bus').val() ?? ''))
      if (node?.type === 'kitchen-bus') return { id: String(node.bus), transport: String(node.transport) }
      return pickers?.buses.find(({ id }) => id === $('#node-config-input-registeredBus').val())
    }
    const follow = () => {
      const profile = pickers?.profiles.find(({ id }) => id === $('#node-config-input-profile').val())
      showParams(this, profile?.params ?? {})
      const bus = busNow()
      const list = $('#kitchen-strangers').empty()
      for (const { bus: on, address } of pickers?.strangers ?? [])
        if (bus === undefined || bus.id === on) $('<option>').val(address).appendTo(list)
      const fits = profile === undefined || bus === undefined || profile.transports.includes(bus.transport)
      $('.kitchen-misfit').toggle(!fits)
    }
    $('#node-config-input-profile, #node-config-input-bus, #node-config-input-registeredBus').on('change', follow)
    offerSetup('node-config-input', () => {
      const unit = String($('#node-config-input-unit').val() ?? '')
      return pickers?.units.some(({ id }) => id === unit) ? `/unit/${unit}` : ''
    })
    withPickers(this, 'node-config-input', (loaded) => {
      pickers = loaded
      const { kinds, profiles, buses } = loaded
      const profile = String($('#node-config-input-profile').val() || this.profile || '')
      fill(
        '#node-config-input-profile',
        kinds.flatMap((kind) =>
          profiles
            .filter(({ kinds: [first] }) => first === kind.id)
            .map(({ id, name }) => ({ id, name: word(name), group: word(kind.name) })),
        ),
        profile,
      )
      const bus = String($('#node-config-input-registeredBus').val() || this.registeredBus || '')
      fill(
        '#node-config-input-registeredBus',
        buses.map(({ id, name }) => ({ id, name })),
        bus,
        '−',
      )
      follow()
    })
  },
  oneditsave(this: EditorNode) {
    this.version = 1
  },
})
