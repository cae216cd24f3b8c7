import { createRouter, createWebHashHistory } from 'vue-router'
import { checkSession } from './session.ts'

/** Behind the hash, so that the server needs to know no page of this app. */
export const router = createRouter({
  history: createWebHashHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/login', name: 'login', component: () => import('./pages/LoginPage.vue') },
    { path: '/', name: 'overview', component: () => import('./pages/OverviewPage.vue') },
    { path: '/sites', name: 'sites', component: () => import('./pages/SitesPage.vue') },
    { path: '/sites/:site', name: 'site', component: () => import('./pages/SitePage.vue'), props: true },
    { path: '/alarms', name: 'alarms', component: () => import('./pages/AlarmsPage.vue') },
    { path: '/series', name: 'series', component: () => import('./pages/SeriesPage.vue') },
    { path: '/events', name: 'events', component: () => import('./pages/EventsPage.vue') },
    { path: '/rights', name: 'rights', component: () => import('./pages/RightsPage.vue') },
    { path: '/reads', name: 'reads', component: () => import('./pages/ReadsPage.vue') },
    { path: '/service', name: 'service', component: () => import('./pages/ServicePage.vue') },
    { path: '/:unknown(.*)*', redirect: '/' },
  ],
})

router.beforeEach(async (to) => {
  let signedIn = false
  try {
    signedIn = await checkSession()
  } catch {
    // The login page says why: asking again is what it does first.
  }
  if (to.name === 'login') return signedIn ? { name: 'overview' } : true
  return signedIn ? true : { name: 'login', query: { to: to.fullPath } }
})
