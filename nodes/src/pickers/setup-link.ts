import { editor } from './editor.ts'

/** Makes the dialog's button open a page of the box's own set-up; `page` is asked when it is pressed. */
export function offerSetup(prefix: string, page: () => string): void {
  $('.kitchen-open-setup')
    .off('click')
    .on('click', (event) => {
      event.preventDefault()
      const gateway = editor().nodes.node(String($(`#${prefix}-gateway`).val() ?? ''))
      window.open(`${boxAt(String(gateway?.url ?? ''))}/#/setup${page()}`, '_blank', 'noopener')
    })
}

/** The box behind a gateway node: its address, or where this editor itself was loaded from. */
function boxAt(url: string): string {
  const given = url.trim().replace(/^ws/, 'http').replace(/\/+$/, '')
  if (given === '') return location.origin
  return given.includes('://') ? given : `http://${given}`
}
