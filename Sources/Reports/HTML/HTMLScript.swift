extension HTMLReport {
    /// The script of the page: zooms, moves and reads the charts. Without it every chart is a still picture.
    static let script = "\n" + start + chart + drawing + input + flame

    /// SHA-256 of `script`, in Base64.
    static let scriptHash = "MHVU0o10DfKelKVfg3c4uxnAkzP56ZvgqeEgT+G0Hq8="

    private static let start = #"""
        (() => {
        'use strict';
        const all = (root, query) => [...root.querySelectorAll(query)];
        const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
        const share = text => text && text.endsWith('%') ? parseFloat(text) / 100 : 0;
        const grouped = value => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
        const seconds = (us, digits) => (us / 1e6).toFixed(digits);
        const decimals = span => clamp(Math.ceil(7.5 - Math.log10(Math.max(span, 1))), 2, 6);
        function step(span, most) {
          for (let decade = 1; ; decade *= 10)
            for (const factor of [1, 2, 5]) if (span / (decade * factor) <= most) return decade * factor;
        }
        function press(box, actions) {
          for (const button of all(box, 'button[data-do]'))
            button.addEventListener('click', () => actions[button.dataset.do]());
        }
        function curve(picture) {
          const top = +picture.getAttribute('viewBox').split(' ')[3];
          const path = picture.querySelector('.line').getAttribute('d');
          const points = path.slice(1).split('L').map(pair => pair.split(' ').map(Number));
          const scale = +picture.dataset.scale;
          return at => {
            if (at < points[0][0] || at > points[points.length - 1][0]) return null;
            let low = 0, high = points.length - 1;
            while (low < high) {
              const middle = (low + high + 1) >> 1;
              if (points[middle][0] <= at) low = middle; else high = middle - 1;
            }
            const [x, y] = points[low], next = points[low + 1];
            const value = top - (next && next[0] > x ? y + (next[1] - y) * (at - x) / (next[0] - x) : y);
            const text = scale === 1 ? grouped(value) : (value / scale).toFixed(3);
            return picture.dataset.read.replace('%', text);
          };
        }

        """#

    private static let chart = #"""
        function chart(box) {
          const total = +box.dataset.us, plot = box.querySelector('.plot'), track = plot.querySelector('.track');
          const pans = all(plot, 'svg.pan'), ruler = plot.querySelector('.ruler g');
          const range = box.querySelector('.range'), readout = box.querySelector('.readout');
          const cursor = document.createElement('div');
          cursor.className = 'cursor';
          plot.append(cursor);
          const curves = all(plot, '.curve[data-read]').map(curve);
          const items = all(plot, '.ev').map(element => {
            const start = share(element.getAttribute('x')) * total;
            const text = element.querySelector('text');
            return {
              element, text, start, end: start + share(element.getAttribute('width')) * total,
              title: element.querySelector('title').textContent, lane: element.closest('.lane'),
              length: text ? text.getComputedTextLength() : 0, isMoment: !element.getAttribute('width').endsWith('%')
            };
          }).sort((a, b) => a.start - b.start || b.end - a.end);
          const least = Math.min(total, Math.max(1000, total / 4000));
          let from = 0, to = total, selected = -1, at = null;

          function show(start, end) {
            const span = clamp(end - start, least, total);
            from = clamp(start - (span - (end - start)) / 2, 0, total - span);
            to = from + span;
            draw();
          }
          function zoom(factor, around = (from + to) / 2) {
            const span = clamp((to - from) * factor, least, total);
            const start = around - (around - from) * span / (to - from);
            show(start, start + span);
          }
          function move(part) {
            const by = clamp((to - from) * part, -from, total - to);
            show(from + by, to + by);
          }
          function read(time, title) {
            at = clamp(time, 0, total);
            const now = items.filter(item => !item.isMoment && item.start <= at && at < item.end);
            const parts = [...(title ? [title] : now.map(item => item.title)), ...curves.map(value => value(at))];
            const place = `${seconds(at, decimals(to - from))} s`;
            readout.textContent = `At ${place}: ` + (parts.filter(Boolean).join(' · ') || 'nothing');
            placeCursor();
          }
          function select(index) {
            if (!items.length) return;
            items[selected]?.element.classList.remove('on');
            selected = clamp(index, 0, items.length - 1);
            const item = items[selected], span = to - from;
            item.element.classList.add('on');
            if (item.start < from || item.start > to) show(item.start - span / 4, item.start + span * 3 / 4);
            read(item.start, `${selected + 1} of ${items.length}: ${item.title}`);
          }
          function enlarge() {
            const item = items[selected];
            if (!item) return;
            const span = Math.max(item.end - item.start, least) * 1.1;
            show((item.start + item.end - span) / 2, (item.start + item.end + span) / 2);
          }
          function whole() { show(0, total); }

        """#

    private static let drawing = #"""
          const width = () => track.getBoundingClientRect().width;
          function placeCursor() {
            const isSeen = at !== null && at >= from && at <= to;
            cursor.style.display = isSeen ? 'block' : 'none';
            if (!isSeen) return;
            const left = track.getBoundingClientRect().left - plot.getBoundingClientRect().left;
            cursor.style.left = `${left + (at - from) / (to - from) * width()}px`;
          }
          function labels(pixels) {
            const ends = new Map();
            for (const item of items) {
              if (!item.text) continue;
              const start = (item.start - from) / (to - from) * pixels, end = (item.end - from) / (to - from) * pixels;
              let hidden;
              if (item.isMoment) {
                const turns = start + item.length + 8 > pixels;
                const left = turns ? start - item.length - 5 : start;
                hidden = left < (ends.get(item.lane) ?? -Infinity) || start < 0 || start > pixels;
                if (!hidden) ends.set(item.lane, left + item.length + 10);
                item.text.setAttribute('x', turns ? -5 : 5);
                item.text.setAttribute('class', turns ? 'mark end' : 'mark start');
              } else {
                const seen = Math.max(start, 0);
                hidden = Math.min(end, pixels) - seen < item.length + 10;
                item.text.setAttribute('x', 6 + seen - start);
              }
              item.text.classList.toggle('off', hidden);
              if (!item.isMoment) item.element.classList.toggle('thin', end - start < 6);
            }
          }
          function draw() {
            const pixels = width(), span = to - from, wide = total / span;
            for (const pan of pans) {
              pan.setAttribute('x', `${-from / span * 100}%`);
              pan.setAttribute('width', `${wide * 100}%`);
            }
            const by = step(span, Math.max(2, Math.floor(pixels / 90))), marks = [];
            const digits = Math.max(0, Math.ceil(6 - Math.log10(by)));
            for (let time = Math.ceil(from / by) * by; time <= to; time += by) {
              const x = (time - from) / span * pixels;
              const line = document.createElementNS('http://www.w3.org/2000/svg', 'line');
              for (const [name, value] of [['x1', x], ['x2', x], ['y1', 20], ['y2', '100%']]) line.setAttribute(name, value);
              const text = document.createElementNS('http://www.w3.org/2000/svg', 'text');
              text.setAttribute('x', x);
              text.setAttribute('y', 12);
              text.style.textAnchor = x < 24 ? 'start' : x > pixels - 24 ? 'end' : 'middle';
              text.textContent = `${seconds(time, digits)} s`;
              marks.push(line, text);
            }
            ruler.replaceChildren(...marks);
            labels(pixels);
            const precision = decimals(span);
            range.textContent = span >= total ? `0 to ${seconds(total, 3)} s`
              : `${seconds(from, precision)} to ${seconds(to, precision)} s, ${wide.toFixed(wide < 10 ? 1 : 0)} times enlarged`;
            placeCursor();
          }

        """#

    private static let input = #"""
          const keys = {
            '+': () => zoom(1 / 1.6), '=': () => zoom(1 / 1.6), '-': () => zoom(1.6), '0': whole, Escape: whole,
            ArrowLeft: () => move(-0.2), ArrowRight: () => move(0.2), Home: () => move(-Infinity), End: () => move(Infinity),
            ArrowDown: () => select(selected + 1), ArrowUp: () => select(selected - 1), Enter: enlarge
          };
          plot.addEventListener('keydown', event => {
            if (event.ctrlKey || event.metaKey || event.altKey) return;
            const arrow = event.shiftKey && { ArrowLeft: -1, ArrowRight: 1 }[event.key];
            const action = arrow ? () => read((at ?? from) + arrow * (to - from) / 50) : keys[event.key];
            if (!action) return;
            event.preventDefault();
            action();
            if (arrow && (at < from || at > to)) move(arrow * 0.5);
          });
          press(box, {
            in: () => zoom(1 / 1.6), out: () => zoom(1.6), left: () => move(-0.2), right: () => move(0.2), all: whole
          });
          const time = event => {
            const area = track.getBoundingClientRect();
            return from + clamp((event.clientX - area.left) / area.width, 0, 1) * (to - from);
          };
          const fingers = new Map();
          let travelled = 0;
          plot.addEventListener('pointerdown', event => {
            fingers.set(event.pointerId, event);
            travelled = 0;
          });
          plot.addEventListener('pointermove', event => {
            const before = fingers.get(event.pointerId);
            if (!before) { read(time(event)); return; }
            const others = [...fingers.values()].filter(finger => finger.pointerId !== event.pointerId);
            if (others.length) {
              const was = Math.abs(before.clientX - others[0].clientX), is = Math.abs(event.clientX - others[0].clientX);
              if (was > 4 && is > 4) zoom(was / is, time(others[0]));
            } else {
              move((before.clientX - event.clientX) / width());
            }
            travelled += Math.abs(event.clientX - before.clientX);
            if (travelled > 4) plot.setPointerCapture(event.pointerId);
            fingers.set(event.pointerId, event);
          });
          const lift = event => {
            fingers.delete(event.pointerId);
            if (event.type !== 'pointerup' || travelled > 4) return;
            const hit = items.findIndex(item => item.element === event.target.closest?.('.ev'));
            if (hit >= 0) select(hit); else read(time(event));
          };
          for (const name of ['pointerup', 'pointercancel', 'pointerleave']) plot.addEventListener(name, lift);
          plot.addEventListener('dblclick', enlarge);
          plot.addEventListener('wheel', event => {
            if (!event.ctrlKey) return;
            event.preventDefault();
            zoom(Math.exp(clamp(event.deltaY, -100, 100) / 200), time(event));
          }, { passive: false });
          new ResizeObserver(draw).observe(track);
          addEventListener('beforeprint', whole);
          readout.textContent = 'Point at the chart, tap it or use the keys to read it.';
          draw();
        }

        """#

    private static let flame = #"""
        function flame(box) {
          const picture = box.querySelector('.track'), pan = box.querySelector('.pan');
          const readout = box.querySelector('.readout');
          const frames = all(pan, '.fr').map(element => {
            const text = element.querySelector('text'), left = share(element.getAttribute('x'));
            return {
              element, text, left, right: left + share(element.getAttribute('width')), depth: +element.dataset.d,
              length: text.getComputedTextLength()
            };
          });
          const known = new Map(frames.map((frame, index) => [frame.element, index]));
          let left = 0, right = 1, current = 0;

          function draw() {
            const pixels = picture.getBoundingClientRect().width, span = right - left;
            pan.setAttribute('x', `${-left / span * 100}%`);
            pan.setAttribute('width', `${100 / span}%`);
            for (const frame of frames) {
              const start = Math.max((frame.left - left) / span * pixels, 0);
              const room = Math.min((frame.right - left) / span * pixels, pixels) - start;
              frame.text.setAttribute('x', 4 + start - (frame.left - left) / span * pixels);
              frame.text.classList.toggle('off', room < frame.length + 6);
              frame.element.classList.toggle('out', frame.left <= left && frame.right >= right && span < frame.right - frame.left);
            }
          }
          function tell(frame) { readout.textContent = frame.element.getAttribute('aria-label'); }
          function go(index) {
            frames[current].element.tabIndex = -1;
            current = clamp(index, 0, frames.length - 1);
            frames[current].element.tabIndex = 0;
            frames[current].element.focus();
          }
          function zoom(frame) {
            [left, right] = [frame.left, frame.right];
            draw();
            tell(frame);
          }
          function whole() { zoom(frames[0]); }
          const slack = 1e-9;
          const within = (inner, outer) => inner.left >= outer.left - slack && inner.right <= outer.right + slack;
          function neighbour(key) {
            const frame = frames[current];
            const beside = depth => frames.filter(other => other.depth === depth).sort((a, b) => a.left - b.left);
            const row = beside(frame.depth), place = row.indexOf(frame);
            switch (key) {
              case 'ArrowUp': return beside(frame.depth - 1).find(other => within(frame, other));
              case 'ArrowDown': return beside(frame.depth + 1).find(other => within(other, frame));
              case 'ArrowLeft': return row[place - 1];
              case 'ArrowRight': return row[place + 1];
            }
          }
          pan.addEventListener('keydown', event => {
            if (event.ctrlKey || event.metaKey || event.altKey) return;
            if (event.key === 'Enter' || event.key === ' ') zoom(frames[current]);
            else if (event.key === 'Escape' || event.key === '0') whole();
            else if (event.key.startsWith('Arrow')) {
              const next = neighbour(event.key);
              if (next) go(frames.indexOf(next));
            } else return;
            event.preventDefault();
          });
          const hit = event => frames[known.get(event.target.closest?.('.fr'))];
          pan.addEventListener('click', event => {
            const frame = hit(event);
            if (!frame) return;
            go(frames.indexOf(frame));
            zoom(frame);
          });
          pan.addEventListener('pointerover', event => { const frame = hit(event); if (frame) tell(frame); });
          pan.addEventListener('focusin', event => { const frame = hit(event); if (frame) tell(frame); });
          press(box, { all: whole });
          new ResizeObserver(draw).observe(picture);
          addEventListener('beforeprint', whole);
          draw();
          readout.textContent = 'Point at a frame, tap it or use the arrow keys to read it.';
        }
        document.documentElement.classList.add('js');
        for (const element of all(document, '.tight, .narrow')) element.classList.remove('tight', 'narrow');
        for (const box of all(document, '[data-chart]')) chart(box);
        for (const box of all(document, '[data-flame]')) flame(box);
        })();

        """#
}
