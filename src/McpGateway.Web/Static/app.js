// What the pages need of the browser itself. Everything else is rendered by the server.
(() => {
  'use strict';
  const root = document.documentElement;
  const remember = (name, value) => {
    const path = new URL(document.baseURI).pathname.replace(/(.)\/$/, '$1');
    const secure = location.protocol === 'https:' ? '; secure' : '';
    document.cookie = `${name}=${value}; path=${path}; max-age=31536000; samesite=lax${secure}`;
  };
  const isNarrow = () => matchMedia('(max-width: 860px)').matches;
  const closeMenus = except => document.querySelectorAll('details.menu[open]').forEach(menu => {
    if (menu !== except) menu.open = false;
  });
  const drawerButton = () => document.querySelector('.topbar [data-action="sidebar"]');

  const setTheme = theme => {
    root.dataset.theme = theme;
    remember('ui_theme', theme);
    const menu = document.querySelector('details.menu[open]');
    closeMenus();
    menu?.querySelector('summary').focus();
  };
  const setDrawer = isOpen => {
    if (root.classList.contains('drawer') === isOpen) return;
    root.classList.toggle('drawer', isOpen);
    drawerButton()?.setAttribute('aria-expanded', isOpen);
    if (isOpen) {
      // A frame later: what is still invisible cannot have the focus.
      requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector('.sidebar a')?.focus()));
    }
  };
  const showKeys = () => { const dialog = document.getElementById('keys'); if (dialog && !dialog.open) dialog.showModal(); };
  // Two keys one after the other: g and the first letter of a page.
  let chord = 0;
  const goTo = key => {
    const link = document.querySelector(`.sidebar [data-key="${CSS.escape(key)}"]`);
    link?.click();
    return link !== null;
  };
  const toggleSidebar = () => {
    if (isNarrow()) {
      setDrawer(!root.classList.contains('drawer'));
      return;
    }
    root.dataset.sidebar = root.dataset.sidebar === 'closed' ? 'open' : 'closed';
    remember('ui_sidebar', root.dataset.sidebar);
  };

  const columns = () => Math.max(1, Math.min(4, Math.floor((document.getElementById('main')?.clientWidth ?? 900) / 300)));

  window.mcpUi = {
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
    ready: () => { root.dataset.ready = 'true'; restore(); },
    focus: id => document.getElementById(id)?.focus(),
    openDialog: id => { const dialog = document.getElementById(id); if (!dialog.open) dialog.showModal(); },
    closeDialog: id => document.getElementById(id).close(),
    columns,
    // The window may become narrower, or the sidebar be opened, while the page is shown.
    watchColumns(grid, component) {
      let told = 0;
      const observer = new ResizeObserver(() => {
        if (!grid.isConnected) {
          observer.disconnect();
        } else if (columns() !== told) {
          told = columns();
          component.invokeMethodAsync('SetColumns', told).catch(() => observer.disconnect());
        }
      });
      observer.observe(grid);
    },
    settled: () => typed.clear(),
    zone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    show: id => document.getElementById(id)?.scrollIntoView({ block: 'nearest' }),
    // Of the page that is shown: whoever went to another one while this was on its way is not called back.
    replaceAddress: address => {
      if (new URL(address).pathname === location.pathname) Blazor.navigateTo(address, { replaceHistoryEntry: true });
    },
  };

  document.addEventListener('click', event => {
    const on = selector => event.target.closest(selector);
    closeMenus(on('details.menu'));
    if (on('.menu-card a')) setTimeout(closeMenus);
    if (on('.sidebar a')) setDrawer(false);
    if (on('[data-action="sidebar"]')) toggleSidebar();
    if (on('[data-action="reconnect"]')) reconnect();
    if (on('[data-action="keys"]')) showKeys();
    if (on('[data-action="hide-first-steps"]')) {
      root.dataset.firstSteps = 'hidden';
      remember('ui_first_steps', 'hidden');
    }
    if (on('[data-action="close-keys"]')) document.getElementById('keys').close();
    if (on('[data-action="close-note"]')) on('.notice').hidden = true;
    if (on('[data-theme-choice]')) setTheme(on('[data-theme-choice]').dataset.themeChoice);
    if (on('.skip')) {
      // The router would scroll there and leave the focus behind.
      event.preventDefault();
      document.getElementById('main').focus();
    }
  }, true);
  document.addEventListener('focusout', event => {
    const menu = event.target.closest('details.menu[open]');
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  document.addEventListener('keydown', event => {
    const menu = event.target.closest('details.menu[open]');
    if (event.key === 'Escape') {
      menu?.querySelector('summary').focus();
      closeMenus();
      if (root.classList.contains('drawer')) {
        setDrawer(false);
        drawerButton()?.focus();
      }
    }
    const slot = event.target.closest('.call-chart .slot');
    if (slot) {
      const to = {
        ArrowLeft: slot.previousElementSibling,
        ArrowRight: slot.nextElementSibling,
        Home: slot.parentElement.firstElementChild,
        End: slot.parentElement.lastElementChild,
      }[event.key];
      if (event.key === 'Escape') {
        mark(slot);
        slot.blur();
      }
      if (event.key === 'Enter' && choosable(slot)) commit(slot.parentElement.querySelector('.chosen') ? null : slot, slot);
      if (to) {
        event.preventDefault();
        if (choosable(slot)) {
          if (event.shiftKey) mark(to, anchor ??= slot);
          else mark(to);
        }
        to.focus();
      }
    }
    if (menu && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const items = [...menu.querySelectorAll('summary, a, button')];
      const step = event.key === 'ArrowDown' ? 1 : items.length - 1;
      items[(items.indexOf(document.activeElement) + step) % items.length].focus();
    }
    const isTyping = event.target.closest('input, textarea, select, [contenteditable], dialog');
    const isCommand = event.ctrlKey || event.metaKey;
    if ((event.key === '/' && !isTyping && !isCommand && !event.altKey)
      || (event.key.toLowerCase() === 'k' && isCommand && !event.shiftKey && !event.altKey && !event.target.closest('dialog'))) {
      event.preventDefault();
      document.getElementById('global-search')?.focus();
      return;
    }
    if (isTyping || isCommand || event.altKey) return;
    if (event.key === '?') {
      event.preventDefault();
      showKeys();
    } else if (chord > Date.now() && goTo(event.key)) {
      event.preventDefault();
      chord = 0;
    } else {
      chord = event.key === 'g' ? Date.now() + 1500 : 0;
    }
  });

  // Slots of a chart that are chosen together: by dragging over them, or with Shift and the arrow keys.
  let anchor = null;
  let isDragging = false;
  const choosable = slot => slot.closest('.call-chart.selectable') !== null;
  const mark = (to, from = null) => {
    if (from === null) anchor = null;
    const slots = [...to.parentElement.children];
    const [low, high] = [slots.indexOf(from ?? to), slots.indexOf(to)].sort((a, b) => a - b);
    slots.forEach((slot, at) => slot.classList.toggle('chosen', from !== null && at >= low && at <= high));
  };
  const commit = (first, last) => {
    const slots = [...last.parentElement.children];
    const chosen = slots.map((slot, at) => slot.classList.contains('chosen') ? at : -1).filter(at => at >= 0);
    const [low, high] = first === null ? [chosen[0], chosen.at(-1)] : [slots.indexOf(first), slots.indexOf(last)];
    mark(last);
    const field = last.closest('.call-chart').querySelector('[data-range]');
    field.value = `${low}-${high}`;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  };
  document.addEventListener('pointerdown', event => {
    const slot = event.target.closest('.call-chart.selectable .slot');
    if (!slot || event.button !== 0) return;
    isDragging = true;
    mark(slot, anchor = slot);
  });
  document.addEventListener('pointermove', event => {
    if (!isDragging) return;
    const slot = document.elementFromPoint(event.clientX, event.clientY)?.closest('.call-chart .slot');
    if (slot?.parentElement === anchor?.parentElement) mark(slot, anchor);
  });
  document.addEventListener('pointerup', () => {
    if (!isDragging) return;
    isDragging = false;
    if (anchor?.isConnected) commit(null, anchor);
  });
  document.addEventListener('pointercancel', () => {
    if (isDragging && anchor) mark(anchor);
    isDragging = false;
  });

  // What was typed and not saved. A restarted gateway does not know the page any more; it is loaded anew, and this is put back.
  const typed = new Set();
  const storage = 'ui_typed';
  const fields = () => [...document.querySelectorAll('main input, main textarea, main select')]
    .filter(field => !field.readOnly && !['password', 'file', 'search', 'checkbox', 'radio'].includes(field.type)
      && !field.closest('[data-forget]'));
  const nameOf = field => /[0-9a-f]{32}/.test(field.id) || !field.id
    ? field.getAttribute('aria-label') ?? field.labels[0]?.textContent ?? ''
    : field.id;
  const named = () => {
    const counts = new Map();
    return fields().map(field => {
      const count = (counts.get(nameOf(field)) ?? 0) + 1;
      counts.set(nameOf(field), count);
      return [`${nameOf(field)} ${count}`, field];
    });
  };
  document.addEventListener('input', event => { if (event.isTrusted) typed.add(event.target); });
  const tell = (field, value = field.value) => {
    field.value = value;
    for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
  };
  // What was typed while nobody listened: its events are lost, the text is still there.
  const tellAgain = () => typed.forEach(field => {
    if (field.isConnected && field.matches('textarea, input:not([type=checkbox], [type=radio], [type=file])')) tell(field);
  });
  const reload = () => {
    const values = named().filter(([, field]) => typed.has(field)).map(([name, field]) => [name, field.value]);
    if (values.length > 0) sessionStorage.setItem(storage, JSON.stringify({ page: location.pathname + location.search, values }));
    location.reload();
  };
  const restore = () => {
    const kept = JSON.parse(sessionStorage.getItem(storage) ?? 'null');
    sessionStorage.removeItem(storage);
    if (kept?.page !== location.pathname + location.search) return;
    let values = kept.values;
    const put = () => {
      const here = new Map(named());
      values = values.filter(([name, value]) => {
        const field = here.get(name);
        if (!field) return true;
        typed.add(field);
        tell(field, value);
        return false;
      });
      return values.length === 0;
    };
    const say = () => {
      const note = document.getElementById('restart-note');
      note.querySelector('p').textContent = values.length === 0
        ? 'The gateway was restarted. What you had typed is back on the page, but it is not saved.'
        : 'The gateway was restarted. Some of what you had typed could not be kept, and none of it is saved.';
      note.hidden = false;
    };
    if (put()) {
      say();
      return;
    }
    const watch = new MutationObserver(() => { if (put()) end(); });
    const patience = setTimeout(() => end(), 3000);
    const end = () => { watch.disconnect(); clearTimeout(patience); say(); };
    watch.observe(document.getElementById('main'), { childList: true, subtree: true });
  };

  // The connection. The framework tells its state by a class.
  const modal = document.getElementById('components-reconnect-modal');
  let asking = 0;
  const isState = state => modal.classList.contains(`components-reconnect-${state}`);
  const ask = async () => {
    try {
      if ((await fetch('favicon.ico', { cache: 'no-store' })).ok) reload();
    } catch { /* Not yet. */ }
  };
  const reconnect = () => isState('failed') ? ask() : Blazor.reconnect().catch(() => { });
  new MutationObserver(() => {
    const isLost = isState('show') || isState('failed') || isState('rejected');
    if (isLost && !modal.open) modal.showModal();
    if (!isLost && modal.open) {
      modal.close();
      tellAgain();
    }
    if (isState('rejected')) reload();
    if (isState('failed') && asking === 0) asking = setInterval(ask, 3000);
  }).observe(modal, { attributes: true, attributeFilter: ['class'] });
  modal.addEventListener('cancel', event => event.preventDefault());

  // Without negotiation no two requests of a page need to reach the same replica.
  Blazor.start({
    circuit: {
      configureSignalR: builder => builder.withUrl('_blazor', { skipNegotiation: true, transport: 1 }),
      reconnectionOptions: { maxRetries: 120, retryIntervalMilliseconds: attempt => Math.min(500 * attempt, 2500) },
    },
  });
})();
