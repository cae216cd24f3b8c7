import { join } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [vue()],
  // vue-i18n: composition API only, no dev tools in the product.
  define: { __VUE_I18N_LEGACY_API__: false, __INTLIFY_PROD_DEVTOOLS__: false },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The console, and the page on which anyone checks a proof without it.
    rollupOptions: { input: ['index.html', 'verify.html'].map((page) => join(import.meta.dirname, page)) },
    // The plot library is one lazily loaded chunk of about 500 kB.
    chunkSizeWarningLimit: 700,
  },
  server: { host: '127.0.0.1', proxy: { '/v1': 'http://127.0.0.1:8980', '/docs': 'http://127.0.0.1:8980' } },
})
