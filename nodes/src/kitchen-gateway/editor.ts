import { type EditorNode, editor, nameCategory } from '../pickers/editor.ts'

editor().nodes.registerType('kitchen-gateway', {
  category: 'config',
  defaults: { name: { value: '' }, url: { value: '' }, version: { value: 1 } },
  credentials: { token: { type: 'password' } },
  label(this: EditorNode) {
    return this.name || this.url || this._('this-box')
  },
  oneditsave(this: EditorNode) {
    this.version = 1
  },
})

nameCategory()
