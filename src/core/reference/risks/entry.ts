/** An action, why it is on a list (what it does, to follow the action's name), and the page that says so. */
export type RiskEntry = readonly [action: string, reason: string, source: string]
