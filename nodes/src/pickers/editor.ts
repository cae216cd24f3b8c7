/** Browser side: what the pickers of all our dialogs share. Runs as a classic script inside the Node-RED editor. */

/** `group`: the heading it stands under. */
export type Item = { id: string; name: string; group?: string }
export type Words = { zh: string; en: string }
/** What a profile asks an installer to state once for a unit. */
export type ParamFace = {
  name: Words
  value: 'number' | 'boolean' | 'text'
  default?: string | number | boolean
  min?: number
  max?: number
  choices?: { value: string | number | boolean; name: Words }[]
  unit?: string
}
export type Pickers = {
  site: string
  zones: { id: string; name: Words }[]
  kinds: { id: string; name: Words }[]
  profiles: {
    id: string
    name: Words
    kinds: string[]
    transports: string[]
    positions: number
    verified?: boolean
    params?: Record<string, ParamFace>
  }[]
  buses: { id: string; name: string; transport: string }[]
  units: { id: string; bus: string; profile: string }[]
  devices: { id: string; name: string; kind: string; zone: string; state: string; points: Record<string, unknown> }[]
  /** Absent from gateways of before. */
  serialPorts?: { path: string; device: string; bus?: string }[]
  strangers?: { bus: string; address: string }[]
}

export type EditorNode = Record<string, unknown> & { id: string; type: string; _: (key: string) => string }
type EditorApi = {
  _(key: string): string
  nodes: {
    registerType(type: string, definition: Record<string, unknown>): void
    node(id: string): EditorNode | null
    eachNode(visit: (node: EditorNode) => void): void
    eachConfig(visit: (node: EditorNode) => void): void
  }
  i18n: { lang(): string }
  /** A pasted node was judged before it got an id of its own. */
  editor: { validateNode(node: EditorNode): boolean }
}
declare const RED: EditorApi
export const editor = (): EditorApi => RED

export const chinese = (): boolean => editor().i18n.lang().startsWith('zh')
export const word = (words: Words): string => (chinese() ? words.zh : words.en)

/** Asks the gateway of a dialog's gateway node, deployed or not; a token that is only stored stays on the server. */
export function loadPickers(gateway: string): Promise<Pickers> {
  const node = gateway === '' || gateway === '_ADD_' ? null : editor().nodes.node(gateway)
  const credentials = node?.credentials as { token?: string } | undefined
  const token = credentials?.token === '__PWRD__' ? '' : (credentials?.token ?? '')
  return new Promise((resolve, reject) => {
    $.ajax({
      url: 'kitchen/pickers',
      type: 'POST',
      contentType: 'application/json',
      data: JSON.stringify({ gateway: node?.id ?? '', url: String(node?.url ?? ''), token }),
      success: (pickers: Pickers) => resolve(pickers),
      error: (answer) => reject(new Error(String(answer.responseJSON?.code ?? answer.status))),
    })
  })
}

/** Options as text, never as markup: names come from people. The current value stays even if it is not offered. */
export function fill(selector: string, items: Item[], current: string | string[], none?: string): void {
  const select = $(selector).empty()
  const chosen = Array.isArray(current) ? current : [current]
  const known = new Set(items.map((item) => item.id))
  const missing: Item[] = chosen.filter((id) => id !== '' && !known.has(id)).map((id) => ({ id, name: id }))
  if (none !== undefined) $('<option>').val('').text(none).appendTo(select)
  const groups = new Map<string, JQuery>()
  for (const { id, name, group } of [...items, ...missing]) {
    const under =
      group === undefined ? select : (groups.get(group) ?? $('<optgroup>').attr('label', group).appendTo(select))
    if (group !== undefined) groups.set(group, under)
    $('<option>').val(id).text(name).appendTo(under)
  }
  select.val(current)
}

/** Shows in the dialog where its choices come from, or what to do when the gateway does not answer. */
export function sayPickers(node: EditorNode, outcome: Pickers | Error): void {
  const line = $('.kitchen-pickers')
  if (outcome instanceof Error) line.text(`${node._('pickers.failed')} (${outcome.message})`)
  else line.text(outcome.site === '' ? node._('pickers.ready') : `${node._('pickers.ready')}: ${outcome.site}`)
}

/** Loads now and whenever another gateway is picked in the dialog. */
export function withPickers(node: EditorNode, prefix: string, use: (pickers: Pickers) => void): void {
  const select = $(`#${prefix}-gateway`)
  const load = () => {
    const gateway = String(select.val() ?? '')
    loadPickers(gateway).then(
      (pickers) => {
        use(pickers)
        sayPickers(node, pickers)
      },
      (error: Error) => sayPickers(node, error),
    )
  }
  select.on('change', load)
  load()
}

/** A readable id that nothing else has: `cloud-scale-7k3f`. */
export function freshId(stem: string): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
  const bytes = crypto.getRandomValues(new Uint8Array(4))
  return `${stem}-${[...bytes].map((byte) => letters[byte % letters.length]).join('')}`
}

/** A first gateway node for a new installation is picked by itself, so that one box needs no choosing. */
export function onlyConfig(type: string): string {
  const ids: string[] = []
  editor().nodes.eachConfig((node) => {
    if (node.type === type) ids.push(node.id)
  })
  return ids.length === 1 ? (ids[0] ?? '') : ''
}
