extension PageScript {
    /// Watchdogs, stall meter and its strip.
    static let meters = #"""
        /* A countdown is as long as the longest that was seen of it lately: firmware sets it anew. */
        const lefts = { software: [], hardware: [] }, lately = 12;
        const span = 60, low = 0.25;
        let samples = [], longest = 0, drawn = 0;

        const forget = () => {
          samples = [];
          longest = drawn = 0;
          known = null;
          lefts.software = [];
          lefts.hardware = [];
        };

        const showDog = (name, dog) => {
          const node = at(name), gauge = node.querySelector('.gauge'), bar = gauge.firstElementChild;
          const left = dog?.armed && isNumber(dog.remaining_seconds) ? Math.max(0, dog.remaining_seconds) : null;
          lefts[name] = lefts[name].filter(one => one[0] > state.seconds - lately && one[0] <= state.seconds);
          if (left !== null) lefts[name].push([state.seconds, left]);
          const all = Math.max(0, ...lefts[name].map(one => one[1]));
          const share = left === null || all === 0 ? 0 : left / all;
          const stage = isNumber(dog?.stage) ? `, stage ${dog.stage + 1}` : '';
          const words = !dog ? 'unknown' : !dog.armed ? 'not armed' : left === null ? 'armed' + stage
            : `${seconds(left)} left of ${seconds(all)}${stage}`;
          const text = node.querySelector('.left');
          if (text.textContent === words) return;
          text.textContent = words;
          bar.style.width = `${(share * 100).toFixed(1)}%`;
          gauge.classList.toggle('low', left !== null && share < low);
          gauge.setAttribute('aria-valuemax', all || 1);
          gauge.setAttribute('aria-valuenow', left ?? 0);
          gauge.setAttribute('aria-valuetext', words);
        };

        const sample = () => {
          const stall = state.stall, time = state.seconds;
          if (!stall || !isNumber(time)) return;
          if (samples.length && time < samples[samples.length - 1][0]) samples = [];
          /* One that came and went between two looks. */
          if (samples.length && stall.longest_seconds > longest && stall.longest_seconds > stall.current_seconds) {
            samples.push([time, stall.longest_seconds]);
          }
          longest = stall.longest_seconds;
          if (!samples.length || time > samples[samples.length - 1][0]) samples.push([time, stall.current_seconds]);
          while (samples.length > 2000 || samples[0][0] < time - span) samples.shift();
        };

        const drawStrip = () => {
          const time = performance.now();
          if (time - drawn < 240) return;
          drawn = time;
          const most = samples.reduce((most, one) => Math.max(most, one[1]), 0);
          const top = [1, 2, 5, 10, 20, 50, 100].find(one => one >= most) ?? most;
          const end = state.seconds, x = one => (600 * (1 - (end - one[0]) / span)).toFixed(1);
          const line = samples.map(one => `L${x(one)} ${(100 - 100 * one[1] / top).toFixed(1)}`).join('');
          const area = samples.length ? `M${x(samples[0])} 100${line}L${x(samples[samples.length - 1])} 100Z` : '';
          at('strip-area').setAttribute('d', area);
          put('strip-top', `full height: ${top} s`);
          at('strip').setAttribute('aria-label', `Stalls of the last 60 s on the chip, longest ${seconds(most)}`);
        };

        const showMeters = () => {
          showDog('software', state.watchdogs?.software);
          showDog('hardware', state.watchdogs?.hardware);
          put('stall', seconds(state.stall?.current_seconds));
          put('longest', seconds(state.stall?.longest_seconds));
          sample();
          if (!document.hidden) drawStrip();
        };

        """#

    /// What the board tells when it happens: bites, boots, exceptions.
    static let happenings = #"""
        /* Exception causes of the Xtensa ISA that firmware meets. */
        const causes = {
          0: 'illegal instruction', 2: 'instruction fetch error', 3: 'load or store error', 6: 'division by zero',
          9: 'unaligned access', 20: 'instruction fetch prohibited', 28: 'load prohibited', 29: 'store prohibited',
        };
        const mostEvents = 50;
        let bites = 0, known = null, bite = null;

        const happened = (when, words, isBad = false) => {
          const list = at('events');
          if (!bites && list.firstElementChild?.className === 'note') list.replaceChildren();
          const row = made('li', isBad ? 'bad' : '', `${when === null ? '' : seconds(when, 3) + ' '}${words}`);
          list.prepend(row);
          while (list.childElementCount > mostEvents) list.lastElementChild.remove();
        };

        const alarm = (title, words) => {
          const box = made('div'), text = made('div'), close = made('button', '', 'Dismiss');
          const more = made('span', '', words);
          text.append(made('strong', '', title), more);
          close.type = 'button';
          close.onclick = () => {
            at('alarm').replaceChildren();
            bites = 0;
            bite = null;
            showHead();
          };
          box.append(text, close);
          at('alarm').replaceChildren(box);
          return more;
        };

        const bitten = said => {
          const place = said.in ? `in ${said.in}` : `in a function without a name${said.pc ? ` at ${said.pc}` : ''}`;
          const name = said.watchdog === 'hardware' ? 'hardware' : 'software';
          const words = `the ${name} watchdog bit at ${seconds(said.seconds, 3)} on the chip, ${place}`;
          happened(said.seconds, `${name} watchdog bit ${place}`, true);
          put('last-bite', `${name}, at ${seconds(said.seconds, 1)}`);
          bites += 1;
          if (known !== null) known += 1;
          bite = alarm(`WATCHDOG BITE: ${words}`, 'What becomes of it follows.');
          at('bitten').classList.add('bad');
          showHead();
        };

        /* Bites that no event told of: the page was not there. */
        const missed = count => {
          if (!isNumber(count)) return;
          const more = count - (known ?? 0);
          if (more > 0) {
            const words = `${count} ${count === 1 ? 'bite' : 'bites'} of watchdogs so far`;
            happened(null, words, true);
            put('last-bite', 'not seen by this page');
            if (known !== null) alarm('WATCHDOG BITE', `${words}, ${more} unseen by this page.`);
          }
          known = Math.max(count, known ?? 0);
        };

        const booted = said => {
          happened(said.seconds, `boot, reset cause ${said.cause ?? 'unknown'}`);
          if (!bite) return;
          bite.textContent = `The board booted again at ${seconds(said.seconds, 3)}, reset cause ${said.cause ?? 'unknown'}.`;
          bite = null;
        };

        const excepted = said => {
          const name = causes[said.cause] ? ` (${causes[said.cause]})` : '';
          happened(said.seconds, `exception ${said.cause}${name} at ${said.pc}`, true);
        };

        """#

    /// The console and the line to type at.
    static let terminal = #"""
        const mostLines = 2000, sent = [];
        let waiting = [], isPlanned = false, place = 0;

        /* Control characters in caret notation: ^[ is escape. */
        const visible = text => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, one =>
          '^' + String.fromCharCode(one.charCodeAt(0) ^ 0x40));
        const print = (when, text) => write(isNumber(when) ? when.toFixed(3) : '', visible(String(text ?? '')), '');
        const tell = text => write('', text, 'told');

        const write = (when, text, name) => {
          waiting.push([when, text, name]);
          if (waiting.length > mostLines) waiting.shift();
          if (isPlanned) return;
          isPlanned = true;
          setTimeout(flush, 30);
        };

        const isAtEnd = node => node.scrollTop + node.clientHeight >= node.scrollHeight - 12;
        const flush = () => {
          const node = at('console'), follows = isAtEnd(node), lines = at('lines');
          isPlanned = false;
          for (const [when, text, name] of waiting) {
            const line = made('div', name);
            line.append(made('span', '', when), made('p', '', text));
            lines.append(line);
          }
          waiting = [];
          while (lines.childElementCount > mostLines) lines.firstElementChild.remove();
          at('open').hidden = true;
          if (follows) node.scrollTop = node.scrollHeight;
        };
        /* The line that is being printed: a prompt. */
        const showOpen = text => {
          const node = at('console'), follows = isAtEnd(node), open = at('open');
          fill(open.lastElementChild, visible(text));
          open.hidden = !text || waiting.length > 0;
          if (follows) node.scrollTop = node.scrollHeight;
        };
        at('console').onscroll = () => { at('below').hidden = isAtEnd(at('console')); };
        at('follow').onclick = () => { at('console').scrollTop = at('console').scrollHeight; at('console').focus(); };

        const line = at('line');
        at('type').onsubmit = event => {
          event.preventDefault();
          ask('serial', { text: line.value + '\r' });
          if (line.value && sent[sent.length - 1] !== line.value) sent.push(line.value);
          if (sent.length > 100) sent.shift();
          place = sent.length;
          line.value = '';
        };
        line.onkeydown = event => {
          const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
          if (!step || place + step < 0 || place + step > sent.length) return;
          event.preventDefault();
          place += step;
          line.value = sent[place] ?? '';
        };
        at('interrupt').onclick = () => ask('serial', { text: '\u0003' });
        at('end').onclick = () => ask('serial', { text: '\u0004' });

        """#
}
