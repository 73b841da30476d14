const DAY = 86_400_000;

/** Days between two dates (YYYY-MM-DD); negative if the second is earlier. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY);
