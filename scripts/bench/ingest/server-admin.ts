/** Who may ask a cloud that is measured. */
export const ADMIN = { name: 'admin', password: 'for a measurement' }
