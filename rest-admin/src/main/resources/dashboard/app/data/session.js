// The token, for as long as this tab is open. It is never part of an address.

const KEY = 'vdestack.token';

export const token = () => sessionStorage.getItem(KEY);
export const remember = value => sessionStorage.setItem(KEY, value);
export const forget = () => sessionStorage.removeItem(KEY);
