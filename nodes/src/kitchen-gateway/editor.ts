import { takeKinds } from '../device/editor.ts'
import { type EditorNode, editor } from '../pickers/editor.ts'
import { nameCategory } from '../pickers/palette.ts'

editor().nodes.registerType('kitchen-gateway', {
  category: 'config',
  defaults: { name: { value: '' }, url: { value: '' }, version: { value: 1 } },
  credentials: { token: { type: 'password' } },
  paletteLabel(this: EditorNode) {
    return this._('name')
  },
  label(this: EditorNode) {
    return this.name || this.url || this._('this-box')
  },
  oneditsave(this: EditorNode) {
    this.version = 1
  },
})

nameCategory()
takeKinds()
