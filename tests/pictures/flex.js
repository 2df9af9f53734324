// Flex messages drawn with the browser's own flex boxes. Only what our layouts use; anything else is a fault, so that no picture
// shows less than LINE would.
'use strict';

const SIZES = { xxs: 11, xs: 13, sm: 14, md: 16, lg: 19, xl: 22, xxl: 29, '3xl': 35, '4xl': 48, '5xl': 74 };
const GAPS = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const WIDTHS = { nano: 120, micro: 160, deca: 220, hecto: 241, kilo: 260, mega: 300, giga: 386 };
const ALIGN = { start: 'left', end: 'right', center: 'center' };

const length = (value, names) => (value in names ? names[value] + 'px' : value);

function element(name, classes, parent) {
  const made = document.createElement(name);
  made.className = classes;
  parent?.append(made);
  return made;
}

function known(node, ...names) {
  for (const name of Object.keys(node)) if (!names.includes(name)) throw new Error(`${node.type}: ${name} is not drawn here`);
}

const PLACE = ['type', 'flex', 'margin', 'action'];

function place(node, made, parent, first) {
  const across = parent.layout !== 'vertical';
  const flex = node.flex ?? (across && node.type !== 'separator' ? 1 : 0);
  made.style.flex = flex === 0 ? 'none' : across ? `${flex} 1 0` : `${flex} 0 auto`;
  const gap = node.margin ?? (first ? undefined : parent.spacing);
  if (gap !== undefined) made.style[across ? 'marginLeft' : 'marginTop'] = length(gap, GAPS);
  if (node.action) made.dataset.tap = node.action.type;
}

function fontSize(node, fallback, zoom) {
  return (SIZES[node.size ?? fallback] ?? parseFloat(node.size)) * (node.scaling ? zoom : 1);
}

const DRAW = {
  text(node, zoom) {
    known(node, ...PLACE, 'text', 'wrap', 'weight', 'size', 'color', 'align', 'gravity', 'decoration', 'style', 'scaling', 'maxLines', 'adjustMode');
    const made = element('div', node.wrap ? 'text wrap' : 'text');
    made.textContent = node.text;
    made.style.fontSize = fontSize(node, 'md', zoom) + 'px';
    if (node.weight === 'bold') made.style.fontWeight = 'bold';
    if (node.color) made.style.color = node.color;
    if (node.align) made.style.textAlign = ALIGN[node.align];
    if (node.decoration) made.style.textDecoration = node.decoration;
    if (node.gravity === 'center') made.style.alignSelf = 'center';
    if (node.maxLines) Object.assign(made.style, { display: '-webkit-box', webkitLineClamp: node.maxLines, webkitBoxOrient: 'vertical', overflow: 'hidden' });
    made.dataset.leaf = 'text';
    if (!node.scaling) made.dataset.fixed = 'yes';
    return made;
  },
  button(node, zoom) {
    known(node, ...PLACE, 'style', 'color', 'height', 'gravity', 'adjustMode', 'scaling');
    const made = element('div', 'button');
    const style = node.style ?? 'link';
    made.style.minHeight = (node.height === 'sm' ? 40 : 52) * (node.scaling ? Math.max(1, zoom * 0.9) : 1) + 'px';
    if (style === 'primary') Object.assign(made.style, { background: node.color ?? '#17c950', color: '#ffffff' });
    if (style === 'secondary') Object.assign(made.style, { background: node.color ?? '#dcdfe5', color: '#111111' });
    if (style === 'link') made.style.color = node.color ?? (document.body.dataset.theme === 'dark' ? '#7fa6e8' : '#42659a');
    const words = element('span', '', made);
    words.textContent = node.action.label;
    words.style.fontSize = 16 * (node.scaling ? zoom : 1) + 'px';
    words.dataset.leaf = 'button';
    if (!node.scaling) words.dataset.fixed = 'yes';
    if (node.adjustMode === 'shrink-to-fit') words.dataset.shrink = 'yes';
    return made;
  },
  separator(node) {
    known(node, ...PLACE, 'color');
    const made = element('div', 'separator');
    if (node.color) made.style.background = node.color;
    return made;
  },
  filler() {
    return element('div', '');
  },
  box(node, zoom) {
    known(node, ...PLACE, 'layout', 'contents', 'spacing', 'paddingAll', 'paddingTop', 'paddingBottom', 'paddingStart', 'paddingEnd', 'width',
      'maxWidth', 'height', 'backgroundColor', 'borderColor', 'borderWidth', 'cornerRadius', 'justifyContent', 'alignItems');
    const made = element('div', 'box ' + node.layout);
    const style = made.style;
    if (node.paddingAll) style.padding = length(node.paddingAll, { ...GAPS, xl: 20, xxl: 24 });
    if (node.paddingTop) style.paddingTop = length(node.paddingTop, GAPS);
    if (node.paddingBottom) style.paddingBottom = length(node.paddingBottom, GAPS);
    if (node.paddingStart) style.paddingLeft = length(node.paddingStart, GAPS);
    if (node.paddingEnd) style.paddingRight = length(node.paddingEnd, GAPS);
    for (const name of ['width', 'maxWidth', 'height', 'backgroundColor', 'justifyContent', 'alignItems'])
      if (node[name]) style[name] = node[name];
    if (node.borderWidth || node.borderColor) style.border = `${node.borderWidth ?? '1px'} solid ${node.borderColor ?? '#00000000'}`;
    if (node.cornerRadius) style.borderRadius = length(node.cornerRadius, GAPS);
    node.contents.forEach((child, index) => {
      const drawn = draw(child, zoom);
      place(child, drawn, node, index === 0);
      made.append(drawn);
    });
    return made;
  },
};

function draw(node, zoom) {
  if (!DRAW[node.type]) throw new Error(`a ${node.type} is not drawn here`);
  return DRAW[node.type](node, zoom);
}

function bubble(node, zoom) {
  known(node, 'type', 'size', 'header', 'hero', 'body', 'footer', 'styles');
  const made = element('div', 'bubble');
  made.style.width = WIDTHS[node.size ?? 'mega'] + 'px';
  for (const part of ['header', 'hero', 'body', 'footer'])
    if (node[part]) {
      // A part's own padding takes the place of the usual one.
      const block = draw(node[part], zoom);
      block.classList.add(part);
      if (node.styles?.[part]?.backgroundColor) block.style.background = node.styles[part].backgroundColor;
      made.append(block);
    }
  return made;
}

// One message in a phone of its own: the line of the lock screen above, what can be tapped below.
function phone(sample, zoom) {
  const made = element('section', 'phone', document.body);
  made.dataset.key = sample.key;
  element('div', 'label', made).textContent = sample.key;
  const notice = element('div', 'notice', made);
  element('b', '', notice).textContent = 'あおば小学校';
  notice.append(sample.notice);
  const row = element('div', 'message', made);
  element('div', 'face', row).textContent = '届';
  const { message } = sample;
  if (message.type === 'text') {
    const words = element('div', 'plain', row);
    words.textContent = message.text;
    words.dataset.leaf = 'text';
  } else if (message.contents.type === 'carousel') {
    const all = element('div', 'carousel', row);
    for (const one of message.contents.contents) all.append(bubble(one, zoom));
  } else {
    row.append(bubble(message.contents, zoom));
  }
  if (message.quickReply) {
    const chips = element('div', 'quick', made);
    for (const { action } of message.quickReply.items) element('div', 'chip', chips).textContent = action.label;
  }
}

function menu(name, bar, picture) {
  const made = element('section', 'phone menu', document.body);
  element('div', 'label', made).textContent = name;
  element('img', '', made).src = picture;
  element('div', 'bar', made).textContent = bar + ' ▾';
}

// LINE makes the letters of such a button smaller until its label fits.
function shrink() {
  for (const words of document.querySelectorAll('[data-shrink]')) {
    let size = parseFloat(words.style.fontSize);
    while (words.scrollWidth > words.clientWidth && size > 8) words.style.fontSize = (size -= 0.5) + 'px';
  }
}

function show({ samples, theme, zoom }) {
  document.body.replaceChildren();
  document.body.className = theme;
  document.body.dataset.theme = theme;
  document.body.style.setProperty('--zoom', zoom);
  for (const sample of samples) phone(sample, zoom);
  shrink();
}
