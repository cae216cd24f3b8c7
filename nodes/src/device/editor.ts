import {
  chinese,
  type EditorNode,
  editor,
  fill,
  freshId,
  onlyConfig,
  type Pickers,
  type Words,
  withPickers,
  word,
} from '../pickers/editor.ts'
import { type Group, placeGroup } from '../pickers/palette.ts'
import { offerSetup } from '../pickers/setup-link.ts'

type KindFace = { id: string; name: Words; icon: string; zones: string[]; commands: boolean; group: Group }
declare global {
  interface Window {
    zaojunKinds?: { push(face: KindFace): unknown }
  }
}

/**
 * The script of a kind only leaves its face in `window.zaojunKinds`: the code behind all of them is here once, in the
 * gateway node's part, whichever is loaded first.
 */
export function takeKinds(): void {
  const waiting = window.zaojunKinds
  window.zaojunKinds = { push: registerDevice }
  if (Array.isArray(waiting)) for (const face of waiting) registerDevice(face)
}

/** Registers the palette node of one kind in the browser. */
function registerDevice(kind: KindFace): void {
  const type = `kitchen-${kind.id}`
  const title = () => (chinese() ? kind.name.zh : kind.name.en)
  editor().nodes.registerType(type, {
    category: kind.group.id,
    color: '#E9C46A',
    icon: kind.icon,
    inputs: kind.commands ? 1 : 0,
    outputs: kind.commands ? 2 : 1,
    defaults: {
      name: { value: '' },
      gateway: { value: '', type: 'kitchen-gateway', required: true },
      device: { value: '', required: true, validate: isFreeId },
      zone: { value: '', required: true },
      unit: { value: '', type: 'kitchen-unit', required: false },
      registeredUnit: { value: '' },
      position: { value: '' },
      output: { value: 'value' },
      version: { value: 1 },
    },
    paletteLabel: title,
    label(this: EditorNode) {
      return this.name || title()
    },
    outputLabels(this: EditorNode, index: number) {
      return this._(index === 0 ? 'output.reading' : 'output.command')
    },
    onadd(this: EditorNode) {
      if (this.device === '' || isHeldByAnother(this)) this.device = freshId(kind.id)
      if (this.gateway === '') this.gateway = onlyConfig('kitchen-gateway')
      editor().editor.validateNode(this)
    },
    oneditprepare(this: EditorNode) {
      let pickers: Pickers | undefined
      const current = (field: string) => String(this[field] ?? '')
      const showPositions = () => {
        const unit = $('#node-input-unit').val()
        const config = typeof unit === 'string' && unit !== '_ADD_' ? editor().nodes.node(unit) : null
        const registered = pickers?.units.find((row) => row.id === $('#node-input-registeredUnit').val())
        const profile = pickers?.profiles.find((row) => row.id === (config?.profile ?? registered?.profile))
        const many = profile === undefined ? current('position') !== '' : profile.positions > 1
        const numbers = Array.from({ length: profile?.positions ?? 8 }, (_, index) => String(index + 1))
        fill(
          '#node-input-position',
          numbers.map((id) => ({ id, name: id })),
          String($('#node-input-position').val() || current('position')),
          '−',
        )
        $('.kitchen-position').toggle(many)
        const fits = profile === undefined || profile.kinds.includes(kind.id)
        $('.kitchen-misfit').toggle(!fits)
      }
      fill('#node-input-zone', [], current('zone'))
      fill('#node-input-registeredUnit', [], current('registeredUnit'), '−')
      fill('#node-input-position', [], current('position'), '−')
      withPickers(this, 'node-input', (loaded) => {
        pickers = loaded
        const likely = (id: string) => (kind.zones.includes(id) ? kind.zones.indexOf(id) : kind.zones.length)
        const zones = [...loaded.zones].sort((a, b) => likely(a.id) - likely(b.id))
        const zone = String($('#node-input-zone').val() || current('zone') || zones[0]?.id || '')
        fill(
          '#node-input-zone',
          zones.map(({ id, name }) => ({ id, name: word(name) })),
          zone,
        )
        const model = (id: string) => {
          const name = loaded.profiles.find((profile) => profile.id === id)?.name
          return name === undefined ? id : word(name)
        }
        const fitting = loaded.profiles
          .filter((profile) => profile.kinds.includes(kind.id))
          .map((profile) => profile.id)
        const units = loaded.units.filter((unit) => fitting.includes(unit.profile))
        fill(
          '#node-input-registeredUnit',
          units.map(({ id, profile }) => ({ id, name: `${id} (${model(profile)})` })),
          String($('#node-input-registeredUnit').val() || current('registeredUnit')),
          '−',
        )
        showPositions()
      })
      offerSetup('node-input', () => '')
      $('#node-input-unit').on('change', showPositions)
      $('#node-input-registeredUnit').on('change', showPositions)
      $('#kitchen-fresh-id').on('click', (event) => {
        event.preventDefault()
        $('#node-input-device').val(freshId(kind.id)).trigger('change')
      })
    },
    oneditsave(this: EditorNode) {
      this.version = 1
    },
  })
  placeGroup(kind.group)
}

const isOurs = (node: EditorNode): boolean => node.type.startsWith('kitchen-') && typeof node.device === 'string'
/** These name a device of another node on purpose. */
const PICKING = ['kitchen-command', 'kitchen-record-event']

function isHeldByAnother(node: { id: string; device?: unknown }, device: unknown = node.device): boolean {
  let held = false
  editor().nodes.eachNode((other) => {
    if (other.id !== node.id && isOurs(other) && !PICKING.includes(other.type) && other.device === device) held = true
  })
  return held
}

function isFreeId(this: EditorNode, value: string): boolean {
  return /^[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?$/.test(value) && !isHeldByAnother(this, value)
}
