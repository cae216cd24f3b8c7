import { registerDeviceAction } from '../pickers/device-action.ts'

registerDeviceAction('kitchen-command', { color: '#F4A261', icon: 'command.svg', asks: 'command' })
