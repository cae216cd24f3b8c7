import '../theme.css'
import { createApp } from 'vue'
import VerifyPage from './VerifyPage.vue'

createApp(VerifyPage).mount('#app')
