// Where everything is in the picture. A pure function, and the same input always gives the same picture: nothing swims.
//
// A network is drawn as people draw an Ethernet: a cable, and what is on it hanging from it. A stack that is on several
// networks stands at the right, with a wire to each; those on the same ones stand together and share the wires. So two
// hundred stacks are a few cables, and not two hundred crossing lines.
import { networksOf } from './graph.js';

/** Up to so many networks, each gets its cable; beyond that, those of one stack alone are told on its tile. */
const CABLES_FOR_ALL = 12;

const SIZES = [
  { upTo: 24, width: 168, height: 44, gap: 14, drop: 16, detail: true },
  { upTo: 80, width: 128, height: 26, gap: 10, drop: 11, detail: false },
  { upTo: Infinity, width: 104, height: 22, gap: 7, drop: 8, detail: false },
];

const MARGIN = 2;
const TRUNK = 6;
const LABEL = 24;
const BETWEEN = 26;
const LANE = 9;
const PAD = 7;

/**
 * @returns {cables, wires, tiles, blocks, own, width, height}: cables {network, ends, x, right, top, label, ys} with a line
 * at each of ys, wires {path, links}, tiles {stack, x, y, width, height, detail, alone}, blocks, the frames around tiles
 * that share wires, and own {y}, the heading of those that are on no cable
 */
export function layout(stacks, width) {
  const size = SIZES.find(s => stacks.length <= s.upTo);
  const networks = networksOf(stacks);
  const least = networks.length <= CABLES_FOR_ALL ? 1 : 2;
  const cabled = networks.filter(n => new Set(n.ends.map(end => end.stack.name)).size >= least);
  const isCabled = new Set(cabled.map(n => n.network));

  const hanging = new Map(cabled.map(n => [n.network, []]));
  const bridging = new Map();
  const own = [];
  for (const stack of stacks) {
    const on = [...new Set(stack.links.map(link => link.network).filter(n => isCabled.has(n)))].sort();
    if (on.length === 0) own.push(stack);
    else if (on.length === 1) hanging.get(on[0]).push(stack);
    else group(bridging, on).stacks.push(stack);
  }

  const blocks = [...bridging.values()];
  const columns = Math.max(0, ...blocks.map(b => columnsOf(b.stacks.length)));
  const channel = blocks.length ? 34 + Math.min(blocks.length, 14) * LANE : 0;
  const gutter = columns ? columns * (size.width + size.gap) - size.gap + channel + PAD : 0;
  const widest = Math.max(...cabled.map(n => needed(n, hanging.get(n.network).length, size)), size.width + 60);
  const right = Math.max(Math.min(width - MARGIN - gutter, widest), size.width + 60);

  const picture = { cables: [], wires: [], tiles: [], blocks: [], own: null, width: right + gutter + MARGIN, height: 0, size };
  let y = MARGIN;
  for (const network of cabled) {
    y = drawCable(picture, network, hanging.get(network.network), y, right, size) + BETWEEN;
  }
  const bottom = drawBlocks(picture, blocks, right, channel, size);
  y = Math.max(y - BETWEEN, bottom);
  if (own.length) picture.width = Math.max(picture.width, width);
  if (own.length) y = drawOwn(picture, own, y + BETWEEN, width, size, stacks.length === own.length);
  picture.height = Math.max(y, 40) + MARGIN + 4;
  return picture;
}

/** A cable is no longer than what hangs from it, and its label. */
const needed = ({ network }, stacks, size) =>
  MARGIN + TRUNK + 18 + Math.max(stacks * (size.width + size.gap) + 14, Math.min(network.length, 64) * 7.6 + 190);

function group(bridging, on) {
  const key = on.join('\n');
  if (!bridging.has(key)) bridging.set(key, { on, stacks: [] });
  return bridging.get(key);
}

const columnsOf = n => Math.min(4, Math.ceil(n / 14));

function drawCable(picture, { network, ends }, stacks, top, right, size) {
  const x = MARGIN + TRUNK;
  const indent = x + 18;
  const perRow = Math.max(1, Math.floor((right - indent + size.gap) / (size.width + size.gap)));
  const cable = { network, ends, x, right, label: top + 13, ys: [], top: top + LABEL };
  let y = top + LABEL;
  const twoSided = stacks.length > perRow && !size.detail;
  for (let from = 0; from < Math.max(1, stacks.length); ) {
    const above = twoSided ? stacks.slice(from, from + perRow) : [];
    from += above.length;
    const below = stacks.slice(from, from + perRow);
    from += Math.max(1, below.length);
    if (above.length) y += cable.ys.length ? 6 : 2;
    const line = y + (above.length ? size.height + size.drop : 6);
    cable.ys.push(line);
    above.forEach((stack, i) => hang(picture, stack, network, indent + i * (size.width + size.gap), y, line, size));
    const under = line + size.drop;
    below.forEach((stack, i) => hang(picture, stack, network, indent + i * (size.width + size.gap), under, line, size));
    y = (below.length ? under + size.height : line) + size.gap;
  }
  picture.cables.push(cable);
  return y - size.gap;
}

function hang(picture, stack, network, x, y, line, size) {
  picture.tiles.push(tile(stack, x, y, size));
  const links = stack.links.filter(link => link.network === network);
  const end = y > line ? y : y + size.height;
  links.forEach((link, i) => {
    const at = x + 18 + i * 12;
    picture.wires.push({ links: [link], path: `M${at} ${line}V${end}` });
  });
}

const tile = (stack, x, y, size) => ({ stack, x, y, width: size.width, height: size.height, detail: size.detail });

function drawBlocks(picture, blocks, right, channel, size) {
  const lines = new Map(picture.cables.map(cable => [cable.network, cable.ys[0]]));
  const middle = block => block.on.reduce((sum, n) => sum + lines.get(n), 0) / block.on.length;
  const left = right + channel;
  let bottom = 0;
  [...blocks].sort((a, b) => middle(a) - middle(b)).forEach((block, index) => {
    const rows = Math.ceil(block.stacks.length / columnsOf(block.stacks.length));
    const pitch = size.height + Math.max(6, size.gap - 4);
    const height = rows * pitch - (pitch - size.height);
    const pad = block.stacks.length > 1 ? PAD : 0;
    const y = Math.max(bottom ? bottom + size.gap + pad : MARGIN + pad, middle(block) - height / 2);
    block.stacks.forEach((stack, i) => {
      picture.tiles.push(tile(stack, left + Math.floor(i / rows) * (size.width + size.gap), y + (i % rows) * pitch, size));
    });
    if (pad) {
      const columns = Math.ceil(block.stacks.length / rows);
      const width = columns * (size.width + size.gap) - size.gap;
      picture.blocks.push({ x: left - pad, y: y - pad, width: width + 2 * pad, height: height + 2 * pad });
    }
    block.on.forEach((network, i) => {
      const port = y + (height * (i + 1)) / (block.on.length + 1);
      const links = block.stacks.flatMap(stack => stack.links.filter(link => link.network === network));
      const lane = right + 12 + ((index + i * 0.5) % 14) * LANE;
      picture.wires.push({ links, path: elbow(right, lines.get(network), lane, port, left - pad) });
    });
    bottom = y + height + pad;
  });
  return bottom;
}

/** Along the cable, up or down the lane, into the tile; with round corners. */
function elbow(x1, y1, lane, y2, x2) {
  const r = Math.min(6, Math.abs(y2 - y1) / 2);
  if (r < 1) return `M${x1} ${y1}L${x2} ${y2}`;
  const way = y2 > y1 ? 1 : -1;
  return `M${x1} ${y1}H${lane - r}Q${lane} ${y1} ${lane} ${y1 + r * way}V${y2 - r * way}Q${lane} ${y2} ${lane + r} ${y2}H${x2}`;
}

function drawOwn(picture, stacks, top, width, size, nothingElse) {
  const height = size.height + 16;
  const pitchX = size.width + size.gap;
  const perRow = Math.max(1, Math.floor((width - 2 * MARGIN + size.gap) / pitchX));
  let y = top;
  if (!nothingElse) {
    picture.own = { y: top + 13 };
    y += LABEL;
  }
  stacks.forEach((stack, i) => {
    const x = MARGIN + (i % perRow) * pitchX;
    picture.tiles.push({ ...tile(stack, x, y + Math.floor(i / perRow) * (height + size.gap), size), alone: true });
  });
  return y + Math.ceil(stacks.length / perRow) * (height + size.gap) - size.gap;
}
