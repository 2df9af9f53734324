// What is wrong with a drawn page: words that are cut, things that lie on each other or outside, letters too faint or too small.
'use strict';

const SMALLEST = 11;

function channel(value) {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function colour(text) {
  const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
  return { luminance: 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b), opaque: a > 0 };
}

// The nearest ground that is painted.
function ground(node) {
  for (let at = node; at; at = at.parentElement) {
    const painted = colour(getComputedStyle(at).backgroundColor);
    if (painted.opaque) return painted.luminance;
  }
  return 1;
}

function contrast(node) {
  const ink = colour(getComputedStyle(node).color).luminance, behind = ground(node);
  return (Math.max(ink, behind) + 0.05) / (Math.min(ink, behind) + 0.05);
}

function overlap(a, b) {
  return Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
}

// → ["report.confirm: …", …]
function judge() {
  const found = [];
  for (const phone of document.querySelectorAll('.phone:not(.menu)')) {
    const say = (node, what) => found.push(`${phone.dataset.key}: ${what}: ${node.textContent.slice(0, 40)}`);
    const leaves = [...phone.querySelectorAll('[data-leaf]')];
    for (const leaf of leaves) {
      const style = getComputedStyle(leaf), size = parseFloat(style.fontSize);
      if (leaf.scrollWidth > leaf.clientWidth + 1 || leaf.scrollHeight > leaf.clientHeight + 2) say(leaf, 'is cut');
      if (size < SMALLEST) say(leaf, `has letters of ${size} px`);
      if (leaf.dataset.fixed) say(leaf, 'does not grow with the letters of the phone');
      const large = size >= 24 || (size >= 18.5 && Number(style.fontWeight) >= 700);
      const ratio = contrast(leaf);
      if (ratio < (large ? 3 : 4.5)) say(leaf, `has a contrast of ${ratio.toFixed(1)}`);
      const bubble = leaf.closest('.bubble, .plain').getBoundingClientRect(), box = leaf.getBoundingClientRect();
      if (box.left < bubble.left - 1 || box.right > bubble.right + 1 || box.bottom > bubble.bottom + 1) say(leaf, 'stands outside');
    }
    leaves.forEach((leaf, i) => {
      for (const other of leaves.slice(i + 1))
        if (overlap(leaf.getBoundingClientRect(), other.getBoundingClientRect())) say(leaf, `lies on "${other.textContent.slice(0, 20)}"`);
    });
    for (const tap of phone.querySelectorAll('.button, .box[data-tap]'))
      if (tap.getBoundingClientRect().height < 40) say(tap, 'is too low for a thumb');
    // Two lines of a lock screen; the rest would not be read.
    const notice = phone.querySelector('.notice');
    if (notice.getBoundingClientRect().height > 8 + 20 + 2 * 19 + 8 + 2) say(notice, 'is a notice of more than two lines');
  }
  return found;
}
