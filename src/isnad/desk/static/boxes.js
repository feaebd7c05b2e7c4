// The rectangles of words, those of one line that touch as one: what marks are drawn from.
export const boxesOf = (ranges, left, top) => {
  const made = [];
  for (const range of ranges) {
    for (const r of range.getClientRects()) {
      if (r.width < 0.5) continue;
      const last = made.at(-1);
      const box = { x: r.left - left, y: r.top - top, w: r.width, h: r.height };
      if (last && Math.abs(last.y - box.y) < 2 && box.x <= last.x + last.w + 1 && last.x <= box.x + box.w + 1) {
        const right = Math.max(last.x + last.w, box.x + box.w);
        last.x = Math.min(last.x, box.x);
        last.w = right - last.x;
      } else made.push(box);
    }
  }
  return made;
};
