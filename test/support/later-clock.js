/** Preloaded into a process (`node --require`): its clock is CLOCK_DAYS_AHEAD days ahead. */
const ahead = Number(process.env.CLOCK_DAYS_AHEAD) * 86_400_000;
const now = Date.now;
Date.now = () => now() + ahead;
