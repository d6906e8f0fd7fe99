// Which texts can be kept anywhere: no NUL, which not every database takes, and no half of a surrogate pair.
// Must not know what a text is for.

const unkeepable = /[\p{Surrogate}\0]/u;

/** Whether every unit of the text is a character that can be stored and encoded. */
export const isPlainText = (text: string): boolean => !unkeepable.test(text);
