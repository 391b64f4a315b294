// The little that the pages do beyond plain HTML. Everything here has a way without scripts.
(() => {
  'use strict';

  // The circuit: try often at first, never give up by itself. When the server has forgotten it, load the page anew as soon as it answers.
  Blazor.start({ circuit: { reconnectionOptions: { maxRetries: 1e6, retryIntervalMilliseconds: tries => tries < 60 ? 500 : 2000 } } });

  const lost = ['components-reconnect-failed', 'components-reconnect-rejected'];
  let waiting = false;
  // Any answer of the program will do; a proxy that stands in front of nothing says 502 to 504.
  const answers = async () => {
    try {
      return (await fetch('/health/live', { cache: 'no-store' })).status < 500;
    } catch {
      return false;
    }
  };
  const comeBack = async () => {
    if (waiting) return;
    waiting = true;
    while (!(await answers())) await new Promise(next => setTimeout(next, 500));
    location.reload();
  };
  const watch = bar => {
    if (!bar || bar.watched) return;
    bar.watched = true;
    const look = () => { if (lost.some(name => bar.classList.contains(name))) comeBack(); };
    new MutationObserver(look).observe(bar, { attributes: true, attributeFilter: ['class'] });
    look();
  };

  // Copy buttons: <button data-copy="#id">.
  const copy = async button => {
    const from = document.querySelector(button.dataset.copy);
    if (!from) return;
    const text = 'value' in from ? from.value : from.textContent.trim();
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = Object.assign(document.createElement('textarea'), { value: text, className: 'visually-hidden' });
      (button.closest('dialog') ?? document.body).append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
      button.focus();
    }
    const label = button.querySelector('[data-label]') ?? button;
    label.dataset.before ??= label.innerHTML;
    label.textContent = 'Copied';
    button.setAttribute('aria-live', 'polite');
    clearTimeout(button.timer);
    button.timer = setTimeout(() => { label.innerHTML = label.dataset.before; }, 2000);
  };

  // Search: screens and help pages, filtered in place.
  const search = () => document.getElementById('search');
  const found = () => [...search().querySelectorAll('.results li:not([hidden]) a')];
  const filter = () => {
    const words = search().querySelector('input').value.toLowerCase().split(/\s+/);
    for (const item of search().querySelectorAll('.results li')) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every(word => text.includes(word));
    }
  };
  const openSearch = () => {
    const dialog = search();
    if (!dialog || dialog.open) return;
    dialog.querySelector('input').value = '';
    filter();
    dialog.showModal();
  };
  const move = (event, by) => {
    const links = found();
    if (!links.length) return;
    event.preventDefault();
    const at = links.indexOf(document.activeElement);
    if (at + by < 0) search().querySelector('input').focus();
    else links[Math.min(at + by, links.length - 1)].focus();
  };

  // A drawer beside a list takes the focus when it comes, and its button gets it back when it goes. Escape in it closes it.
  const drawer = () => document.querySelector('.drawer');
  let drawn = !!drawer();
  const mindDrawer = () => {
    if (!!drawer() === drawn) return;
    drawn = !drawn;
    const to = drawn ? drawer().querySelector('h2') : document.querySelector('[data-drawer]');
    setTimeout(() => to?.focus());
  };

  const menus = 'details.menu[open], details.more[open]';
  const closeMenus = except => document.querySelectorAll(menus).forEach(menu => { if (menu !== except) menu.open = false; });

  // A live island puts its markup anew when it comes alive. A menu that somebody had opened by then stays open and keeps the focus; what
  // they had typed into a search is still there.
  let focused = null;
  document.addEventListener('focusin', event => { focused = event.target; });
  const inside = (nodes, what) => [...nodes].flatMap(node => node instanceof Element ? [...(node.matches(what) ? [node] : []), ...node.querySelectorAll(what)] : []);
  const carryOver = (changes, what, isSame, take) => {
    const gone = changes.flatMap(change => inside(change.removedNodes, what)).filter(old => !old.isConnected);
    if (!gone.length) return;
    for (const fresh of changes.flatMap(change => inside(change.addedNodes, what))) {
      const before = gone.find(old => isSame(old, fresh));
      if (before) take(before, fresh);
    }
  };
  const label = menu => menu.querySelector('summary').textContent;
  new MutationObserver(changes => {
    carryOver(changes, 'details.menu', (old, fresh) => old.open && label(old) === label(fresh), (old, fresh) => {
      fresh.open = true;
      if (old.contains(focused)) fresh.querySelector('summary').focus();
    });
    carryOver(changes, 'input[type=search]', (old, fresh) => old.name === fresh.name && old.value !== old.defaultValue, (old, fresh) => {
      fresh.value = old.value;
      if (old === focused) fresh.focus();
      fresh.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }).observe(document.body, { childList: true, subtree: true });

  // A punch carries the device's time and, where the page asks for it, the position. A form that is sent without one of this moment waits
  // for it, three seconds at most; then the latest of the last two minutes will do, and without any the server decides.
  const position = { fix: null, at: 0, looking: null };
  const younger = ms => position.fix && Date.now() - position.at < ms;
  const locate = () => {
    position.looking ??= new Promise(done => {
      if (!navigator.geolocation) return done();
      navigator.geolocation.getCurrentPosition(found => {
        [position.fix, position.at] = [found.coords, Date.now()];
        done();
      }, () => done(), { enableHighAccuracy: true, timeout: 20000, maximumAge: 5000 });
    }).then(() => { position.looking = null; });
    return position.looking;
  };
  const locateIfAsked = () => { if (!document.hidden && document.querySelector('[data-position]') && !younger(5000)) locate(); };
  const testify = form => {
    form.querySelector('[data-device-time]').value = new Date().toISOString();
    const fix = younger(120000) ? position.fix : {};
    for (const field of form.querySelectorAll('[data-position]')) field.value = fix[field.dataset.position] ?? '';
  };
  document.addEventListener('submit', event => {
    const form = event.target;
    if (!form.querySelector?.('[data-device-time]')) return;
    if (form.located || younger(5000) || !form.querySelector('[data-position]')) {
      form.located = false;
      testify(form);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.waiting) return;
    form.waiting = true;
    const button = event.submitter;
    button?.setAttribute('aria-busy', 'true');
    Promise.race([locate(), new Promise(done => setTimeout(done, 3000))]).then(() => {
      button?.removeAttribute('aria-busy');
      [form.waiting, form.located] = [false, true];
      form.requestSubmit(button ?? undefined);
    });
  }, true);
  document.addEventListener('visibilitychange', locateIfAsked);

  // <form data-once>: what is decided is over, and a second click would bring that as the answer.
  let decided = false;
  document.addEventListener('submit', event => {
    if (!event.target.matches?.('[data-once]')) return;
    if (decided) event.preventDefault();
    decided = true;
  });
  addEventListener('pageshow', () => { decided = false; });

  document.addEventListener('click', event => {
    const target = event.target instanceof Element ? event.target : document.body;
    const copying = target.closest('[data-copy]');
    if (copying) copy(copying);
    if (target.closest('[data-print]')) window.print();
    const opener = target.closest('[data-search]');
    if (opener && search() && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      openSearch();
    }
    if (target === search() || target.closest('[data-close-search], #search a')) search()?.close();
    closeMenus(target.closest('a') ? null : target.closest('details.menu, details.more'));
  }, true);
  document.addEventListener('input', event => { if (event.target.closest?.('#search')) filter(); });
  // A period by name and days typed beside it: whichever is changed last holds.
  document.addEventListener('change', event => {
    const form = event.target.form;
    if (event.target.matches?.('[data-period]') && event.target.value) form.querySelectorAll('[data-day]').forEach(day => { day.value = ''; });
    else if (event.target.matches?.('[data-day]') && event.target.value) form.querySelector('[data-period]').value = '';
  });
  document.addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k' && search()) {
      event.preventDefault();
      openSearch();
    } else if (event.key === 'Escape') {
      const menu = document.querySelector(menus);
      if (!menu && !search()?.open && document.activeElement?.closest('.drawer')) drawer().querySelector('[data-drawer-close]').click();
      menu?.querySelector('summary').focus();
      closeMenus();
    } else if (search()?.open && event.key === 'ArrowDown') move(event, 1);
    else if (search()?.open && event.key === 'ArrowUp') move(event, -1);
    else if (search()?.open && event.key === 'Enter' && event.target.matches('#search input') && found().length) {
      event.preventDefault();
      found()[0].click();
    }
  });

  // A status that was there from the start is not read out; one that is set afterwards is.
  const announce = () => {
    watch(document.getElementById('components-reconnect-modal'));
    // A page that arrives under an open dialog takes its attribute away; closed in order, it does not keep the rest of the page inert.
    if (search()?.matches(':modal') && !search().open) {
      search().open = true;
      search().close();
    }
    mindDrawer();
    locateIfAsked();
    const notice = document.querySelector('.notice p');
    if (notice) setTimeout(() => { notice.textContent = notice.textContent; }, 200);
  };
  Blazor.addEventListener('enhancedload', announce);
  announce();
})();
