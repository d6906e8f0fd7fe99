// Holds a unit with a name that ledger.mjs uses too: the two may not be started together.
export const procedures = [{ name: 'ledger.put', mode: 'write', *body() {} }];
