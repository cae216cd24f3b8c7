import { registerDeviceAction } from '../pickers/device-action.ts'

registerDeviceAction('kitchen-record-event', { color: '#B7D9A8', icon: 'record-event.svg', asks: 'event' })
