// Light or dark, before anything is painted; a classic script for that reason.
(() => {
  const KEY = 'vdestack.theme';
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const chosen = () => localStorage.getItem(KEY) ?? 'system';

  const apply = () => {
    const choice = chosen();
    const now = choice === 'system' ? (dark.matches ? 'dark' : 'light') : choice;
    if (root.dataset.theme !== now) {
      root.dataset.theme = now;
      dispatchEvent(new Event('themechange'));
    }
  };

  globalThis.theme = {
    chosen,
    choose(choice) {
      localStorage.setItem(KEY, choice);
      apply();
    },
  };
  dark.addEventListener('change', apply);
  apply();
})();
