import './theme.css'
import { createApp } from 'vue'
import App from './App.vue'
import { whenSignedOut } from './api/client.ts'
import { i18n, language, speak } from './i18n.ts'
import { router } from './routes.ts'
import { forgetSession } from './session.ts'
import { startClock } from './time.ts'

whenSignedOut(() => {
  forgetSession()
  const { name, fullPath } = router.currentRoute.value
  if (name !== 'login') void router.push({ name: 'login', query: { to: fullPath } })
})
speak(language())
startClock()
createApp(App).use(i18n).use(router).mount('#app')
