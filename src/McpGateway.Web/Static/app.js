// What the pages need of the browser itself. Everything else is rendered by the server.
(() => {
  'use strict';
  const root = document.documentElement;
  const remember = (name, value) => {
    document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`;
  };
  const isNarrow = () => matchMedia('(max-width: 860px)').matches;
  const closeMenus = except => document.querySelectorAll('details.menu[open]').forEach(menu => {
    if (menu !== except) menu.open = false;
  });

  window.mcpUi = {
    setTheme(theme) {
      root.dataset.theme = theme;
      for (const link of document.querySelectorAll('link[data-for]')) {
        link.media = theme === 'system' ? `(prefers-color-scheme: ${link.dataset.for})` : link.dataset.for === theme ? 'all' : 'not all';
      }
      remember('ui_theme', theme);
      closeMenus();
    },
    toggleSidebar() {
      if (isNarrow()) {
        root.classList.toggle('drawer');
        return;
      }
      root.dataset.sidebar = root.dataset.sidebar === 'closed' ? 'open' : 'closed';
      remember('ui_sidebar', root.dataset.sidebar);
    },
    async copy(text) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch {
        const area = document.createElement('textarea');
        area.value = text;
        area.className = 'offscreen';
        document.body.append(area);
        area.select();
        const done = document.execCommand('copy');
        area.remove();
        return done;
      }
    },
    origin: () => location.origin,
    ready: () => { root.dataset.ready = 'true'; },
    openDialog: id => { const dialog = document.getElementById(id); if (!dialog.open) dialog.showModal(); },
    closeDialog: id => document.getElementById(id).close(),
    columns: () => Math.max(1, Math.min(4, Math.floor((document.getElementById('main')?.clientWidth ?? 900) / 300))),
  };

  document.addEventListener('click', event => {
    closeMenus(event.target.closest('details.menu'));
    if (event.target.closest('.sidebar a')) root.classList.remove('drawer');
    if (event.target.closest('[data-action="reload"]')) location.reload();
  });
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      closeMenus();
      root.classList.remove('drawer');
    }
    const isTyping = event.target.closest('input, textarea, select, [contenteditable]');
    if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      document.getElementById('global-search')?.focus();
    }
  });

  // A restarted gateway does not know this page any more: it is loaded anew.
  const modal = document.getElementById('components-reconnect-modal');
  new MutationObserver(() => {
    if (modal.classList.contains('components-reconnect-rejected')) location.reload();
  }).observe(modal, { attributes: true, attributeFilter: ['class'] });

  // Without negotiation no two requests of a page need to reach the same replica.
  Blazor.start({
    circuit: {
      configureSignalR: builder => builder.withUrl('_blazor', { skipNegotiation: true, transport: 1 }),
      reconnectionOptions: { maxRetries: 60, retryIntervalMilliseconds: attempt => Math.min(500 * attempt, 5000) },
    },
  });
})();
