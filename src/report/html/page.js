'use strict';
// The page can be read without this: it adds sorting, searching, choosing, and the other language.
(() => {
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const pairs = JSON.parse(document.getElementById('words').textContent);
  const first = document.documentElement.lang;
  const plain = (text) => text.normalize('NFKC').toLowerCase();
  const collator = new Intl.Collator('zh-Hans-CN', { numeric: true });
  const forget = [];

  // The other language: every text that has one is numbered.
  const toggle = document.getElementById('language');
  const speak = (other) => {
    const side = other ? 1 : 0;
    for (const element of all('[data-w]')) {
      const text = pairs[element.dataset.w][side];
      // Of the hundreds of thousands of texts of a large pool each has its node already; a new one would cost more.
      if (element.firstChild) element.firstChild.nodeValue = text;
      else element.textContent = text;
    }
    document.documentElement.lang = other === (first === 'en') ? 'zh-CN' : 'en';
    document.title = document.querySelector('h1').textContent;
    toggle.setAttribute('aria-pressed', String(other));
    for (const again of forget) again();
  };
  toggle.hidden = false;
  toggle.addEventListener('click', () => speak(toggle.getAttribute('aria-pressed') !== 'true'));

  // A field to search in and lists to choose from, over rows or cards.
  const find = (tools, items, columns, head) => {
    const search = tools.querySelector('input');
    const output = tools.querySelector('output');
    const lists = [];
    let texts = null;
    const show = () => {
      texts ??= items.map((item) => plain(item.textContent));
      const words = plain(search.value).split(/\s+/).filter(Boolean);
      let count = 0;
      items.forEach((item, n) => {
        const fits = words.every((word) => texts[n].includes(word))
          && lists.every(({ select, chosen }) => !select.value || chosen[n] === Number(select.value));
        item.hidden = !fits;
        count += fits;
      });
      output.textContent = `${count} / ${items.length}`;
    };
    const template = tools.querySelector('template');
    for (const column of columns) {
      const value = (item) => item.cells[column].textContent;
      const values = Array.from(new Set(items.map(value))).filter(Boolean);
      if (values.length < 2 || values.length > 60) continue;
      const label = template.content.firstElementChild.cloneNode(true);
      const select = label.querySelector('select');
      // An option is a copy of a cell's text, and of its number where it has another language.
      const spoken = (cell) => (cell.matches('[data-w]') ? cell : cell.querySelector('[data-w]'));
      const copy = (from, to) => {
        if (spoken(from)) to.dataset.w = spoken(from).dataset.w;
        to.textContent = from.textContent;
      };
      copy(head.cells[column], label.querySelector('span'));
      // Names by the alphabet; words of the program, which have another language, in the order in which they come.
      if (!items.some((item) => spoken(item.cells[column]))) values.sort(collator.compare);
      values.forEach((one, n) => {
        const option = document.createElement('option');
        copy(items.find((item) => value(item) === one).cells[column], option);
        option.value = n;
        select.append(option);
      });
      // Rows are chosen by the number of what stands in them, which stays in the other language.
      lists.push({ select, chosen: items.map((item) => values.indexOf(value(item))) });
      select.addEventListener('change', show);
      tools.insertBefore(label, tools.querySelector('.count'));
    }
    search.addEventListener('input', show);
    forget.push(() => { texts = null; show(); });
    tools.hidden = false;
    show();
  };

  // Heads that sort: up, down, and back to the order of the result.
  const value = (cell) => {
    const text = cell.textContent.trim();
    const number = /^[[(+]?-?\d+(\.\d+)?/.exec(text);
    return text === '' ? null : number && cell.matches('.num, .mid') ? parseFloat(text.replace(/^[[(+]/, '')) : text;
  };
  const compare = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b
    : typeof a === 'number' ? -1 : typeof b === 'number' ? 1 : collator.compare(a, b));
  const sortable = (table) => {
    const body = table.tBodies[0];
    const original = Array.from(body.rows);
    if (original.length < 2) return;
    const head = table.tHead.rows[table.tHead.rows.length - 1];
    Array.from(head.cells).forEach((cell, column) => {
      if (!cell.textContent) return;
      // No <button>: Chromium leaves those out where it prints the head of a table once more on the next page.
      const button = document.createElement('span');
      button.setAttribute('role', 'button');
      button.tabIndex = 0;
      button.textContent = cell.textContent;
      if (cell.dataset.w !== undefined) button.dataset.w = cell.dataset.w;
      cell.removeAttribute('data-w');
      cell.replaceChildren(button);
      button.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        button.click();
      });
      button.addEventListener('click', () => {
        const next = { ascending: 'descending', descending: '' }[cell.getAttribute('aria-sort')] ?? 'ascending';
        for (const other of head.cells) other.removeAttribute('aria-sort');
        let rows = original;
        if (next) {
          cell.setAttribute('aria-sort', next);
          const sign = next === 'ascending' ? 1 : -1;
          const keyed = original.map((row) => [value(row.cells[column]), row]);
          // What is blank stays at the end, whichever way.
          keyed.sort(([a], [b]) => (a === null || b === null ? (a === null) - (b === null) : sign * compare(a, b)));
          rows = keyed.map(([, row]) => row);
        }
        body.replaceChildren(...rows);
      });
    });
  };
  for (const table of all('section:not(.cards) > .scroll > table')) sortable(table);
  for (const tools of all('section:not(.cards) > div.tools')) {
    const table = tools.parentElement.querySelector('table');
    const head = table.tHead.rows[table.tHead.rows.length - 1];
    const columns = Array.from(head.cells).flatMap((cell, n) => (cell.dataset.k ? [n] : []));
    find(tools, Array.from(table.tBodies[0].rows), columns, head);
  }

  // Cards: searched, opened together, and opened by who follows a link to one.
  for (const section of all('section.cards')) {
    const cards = all('details.card', section);
    const [tools, buttons] = all('.tools', section);
    find(tools, cards, [], null);
    buttons.hidden = false;
    buttons.addEventListener('click', (event) => {
      const what = event.target.closest('[data-do]')?.dataset.do;
      if (what) for (const card of cards) card.open = what === 'open' && !card.hidden;
    });
  }
  const follow = () => {
    const card = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!card || !card.matches('details.card')) return;
    card.hidden = false;
    card.open = true;
    card.scrollIntoView();
    card.querySelector('summary').focus({ preventScroll: true });
  };
  window.addEventListener('hashchange', follow);
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash) follow();
  });
  follow();
})();
