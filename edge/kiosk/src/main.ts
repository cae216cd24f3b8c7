import './style.css'
import { createApp } from 'vue'
import App from './App.vue'
import { KITCHEN, Kitchen } from './kitchen/kitchen.ts'
import { watchPresence } from './people/presence.ts'
import { startPlaces } from './place.ts'
import { report } from './report.ts'
import { i18n } from './words/i18n.ts'

const kitchen = new Kitchen(() => performance.now(), Math.random)
const app = createApp(App)
app.config.errorHandler = (error, _instance, place) => report(place, error)
addEventListener('error', (event) => report('page', event.error ?? event.message))
addEventListener('unhandledrejection', (event) => report('promise', event.reason))
addEventListener('contextmenu', (event) => event.preventDefault())
startPlaces()
kitchen.start()
watchPresence(() => performance.now())
app.provide(KITCHEN, kitchen).use(i18n).mount('#kiosk')
