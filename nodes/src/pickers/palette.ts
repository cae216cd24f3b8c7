import { editor } from './editor.ts'

/** A group of the palette: the kinds of one zone. `order` counts from the entrance to the dish return. */
export type Group = { id: string; order: number }

/** A category that settings put in order gets the editor's own words, which lack ours: give it its name. */
export function nameCategory(): void {
  const title = editor()._('@zaojun/nodes/kitchen-gateway:palette.label.zaojun')
  $('#red-ui-palette-header-zaojun span').text(title)
  $('#red-ui-palette-container-zaojun').data('label', title)
}

const ORDER = 'kitchenOrder'

/** Groups follow the way through the kitchen; the editor itself would take them in the order the kinds arrive. */
export function placeGroup({ id, order }: Group): void {
  const container = $(`#red-ui-palette-container-${id}`)
  if (container.data(ORDER) === order) return
  container.data(ORDER, order)
  const before = $('#red-ui-palette-container .red-ui-palette-category').filter((_, other) => {
    const place: unknown = other.id === 'red-ui-palette-container-zaojun' ? 0 : $(other).data(ORDER)
    return typeof place === 'number' && place < order
  })
  before.last().after(container)
}
