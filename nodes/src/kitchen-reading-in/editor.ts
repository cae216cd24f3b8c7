import { type EditorNode, editor, fill, onlyConfig, withPickers, word } from '../pickers/editor.ts'

const LISTS = ['zones', 'kinds', 'devices', 'points'] as const
const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : value ? [String(value)] : [])

editor().nodes.registerType('kitchen-reading-in', {
  category: 'zaojun',
  color: '#A8DADC',
  icon: 'reading-in.svg',
  inputs: 0,
  outputs: 1,
  defaults: {
    name: { value: '' },
    gateway: { value: '', type: 'kitchen-gateway', required: true },
    zones: { value: [] },
    kinds: { value: [] },
    devices: { value: [] },
    points: { value: [] },
    output: { value: 'value' },
    latest: { value: true },
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
    for (const list of LISTS) fill(`#node-input-${list}`, [], listOf(this[list]))
    withPickers(this, 'node-input', (pickers) => {
      const chosen = (list: string) => listOf($(`#node-input-${list}`).val() ?? this[list])
      const points = [...new Set(pickers.devices.flatMap((device) => Object.keys(device.points)))].sort()
      fill(
        '#node-input-zones',
        pickers.zones.map(({ id, name }) => ({ id, name: word(name) })),
        chosen('zones'),
      )
      fill(
        '#node-input-kinds',
        pickers.kinds.map(({ id, name }) => ({ id, name: word(name) })),
        chosen('kinds'),
      )
      fill(
        '#node-input-devices',
        pickers.devices.map(({ id, name }) => ({ id, name: `${name} (${id})` })),
        chosen('devices'),
      )
      fill(
        '#node-input-points',
        points.map((id) => ({ id, name: id })),
        chosen('points'),
      )
    })
  },
  oneditsave(this: EditorNode) {
    for (const list of LISTS) this[list] = listOf($(`#node-input-${list}`).val())
    this.version = 1
  },
})
