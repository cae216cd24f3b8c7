/** Whoever runs the cloud, as a party. */
export const OPERATOR = 'operator'
