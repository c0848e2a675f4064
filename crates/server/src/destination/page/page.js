'use strict';
const element = (id) => document.getElementById(id);
const base = location.pathname.replace(/\/docs\/?$/, '');
let described = null;
let answered = null;

// JSON whose numbers keep their digits, in browsers that can do that: such a number is only good for being written again.
function exact(text) {
  const keep = (name, value, context) =>
    typeof value === 'number' && context && JSON.rawJSON ? JSON.rawJSON(context.source) : value;
  return JSON.parse(text, keep);
}

function headers() {
  const token = element('token').value.trim();
  return token ? { authorization: 'Bearer ' + token } : {};
}

function tell(where, text) {
  where.textContent = text;
  where.hidden = !text;
}

async function problemOf(response) {
  const text = await response.text();
  try {
    const problem = JSON.parse(text);
    const named = Object.entries(problem.errors || {}).map(([path, messages]) => path + ': ' + messages.join('; '));
    return [problem.detail, ...named].join('\n');
  } catch {
    return text || response.statusText;
  }
}

async function describe() {
  const response = await fetch(base + '/openapi', { headers: headers() });
  if (response.status === 401 || response.status === 403) {
    element('token-form').hidden = false;
    element('about').textContent = 'This destination is protected.';
    tell(element('problem'), element('token').value ? await problemOf(response) : '');
    return;
  }
  if (!response.ok) {
    element('about').textContent = '';
    tell(element('problem'), await problemOf(response));
    return;
  }
  tell(element('problem'), '');
  described = await response.json();
  element('title').textContent = described.info.title + ' ' + described.info.version;
  document.title = element('title').textContent;
  element('about').textContent = described.info.description;
  element('openapi').href = base + '/openapi';
  const choices = Object.keys(described.paths).map((path) => new Option(path.slice(1), path));
  element('endpoint').replaceChildren(...choices);
  element('main').hidden = false;
  choose();
}

function choose() {
  const content = described.paths[element('endpoint').value].post.requestBody.content['application/json'];
  const first = { top: 10, includeTotals: true };
  element('body').value = JSON.stringify(first, null, 2);
  element('body').title = 'For example: ' + JSON.stringify(content.example);
  const name = element('endpoint').value.slice(1) + 'ApiResult';
  const rows = Object.entries(described.components.schemas[name].properties).map(([property, schema]) => {
    const row = document.createElement('tr');
    const type = schema.type === 'array' ? 'list of ' + schema.items.type : schema.format || schema.type;
    for (const text of [property, type]) row.insertCell().textContent = text;
    return row;
  });
  element('properties').replaceChildren(...rows);
  command();
}

function query() {
  try {
    const body = exact(element('body').value || '{}');
    tell(element('body-problem'), '');
    return body;
  } catch (error) {
    tell(element('body-problem'), error.message);
    return null;
  }
}

function command() {
  const quoted = (text) => "'" + text.replaceAll("'", "'\\''") + "'";
  const url = location.origin + base + element('endpoint').value;
  const token = element('token').value ? " -H 'authorization: Bearer <token>'" : '';
  let body = element('body').value;
  try { body = JSON.stringify(exact(body)); } catch { /* shown as it is until it is JSON */ }
  element('command').textContent =
    'curl ' + quoted(url) + token + " -H 'content-type: application/json' -d " + quoted(body);
}

async function run() {
  const body = query();
  if (body === null) return;
  command();
  element('outcome').textContent = 'Asking …';
  const started = performance.now();
  const response = await fetch(base + element('endpoint').value, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers() },
    body: JSON.stringify(body),
  });
  const took = Math.round(performance.now() - started);
  answered = null;
  if (!response.ok) {
    element('outcome').textContent = response.status + ' after ' + took + ' ms';
    element('answer').textContent = await problemOf(response);
  } else {
    const text = await response.text();
    answered = JSON.parse(text);
    const shown = exact(text);
    answered.after = shown.after;
    const total = answered.total === undefined ? '' : ' of ' + answered.total;
    element('outcome').textContent = answered.results.length + total + ' results in ' + took + ' ms';
    element('answer').textContent = JSON.stringify(shown, null, 2);
  }
  facets(body);
  element('next').hidden = !(answered && answered.after);
}

function facets(body) {
  const lists = ((answered && answered.facets) || []).map((facet) => {
    const list = document.createElement('div');
    list.className = 'facet';
    const title = document.createElement('strong');
    title.textContent = facet.header;
    list.append(title, document.createElement('br'));
    for (const value of facet.values) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = value.key + ' (' + value.count + ')';
      button.addEventListener('click', () => narrow(body, facet.propertyId, value.key));
      list.append(button);
    }
    return list;
  });
  element('facets').replaceChildren(...lists);
}

function narrow(body, property, key) {
  const group = (body.filter && body.filter[0]) || {};
  const must = { ...group.must };
  const values = must[property] || [];
  must[property] = values.includes(key) ? values.filter((value) => value !== key) : [...values, key];
  const { after, ...rest } = body;
  element('body').value = JSON.stringify({ ...rest, filter: [{ ...group, must }] }, null, 2);
  start();
}

function start() {
  run().catch((error) => { element('outcome').textContent = 'No answer: ' + error.message; });
}

function open() {
  describe().catch((error) => tell(element('problem'), 'No answer: ' + error.message));
}

element('token-form').addEventListener('submit', (event) => { event.preventDefault(); open(); });
element('query-form').addEventListener('submit', (event) => { event.preventDefault(); start(); });
element('endpoint').addEventListener('change', choose);
element('body').addEventListener('input', command);
element('next').addEventListener('click', () => {
  const body = query();
  if (body === null || !answered) return;
  element('body').value = JSON.stringify({ ...body, skip: undefined, after: answered.after }, null, 2);
  start();
});
open();
