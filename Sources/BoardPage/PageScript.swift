/// The page's script. What the guest printed is put in as text, never as markup.
enum PageScript {
    static let text = "(() => {\n'use strict';\n" + line + board + meters + happenings + terminal + start + "})();\n"

    /// The WebSocket to the board, and what is asked of it.
    private static let line = #"""
        const at = id => document.getElementById(id);
        const fill = (node, text) => { if (node.textContent !== text) node.textContent = text; };
        const put = (id, text) => fill(at(id), text);
        const isNumber = value => typeof value === 'number' && Number.isFinite(value);
        const grouped = value => String(value).replace(/\B(?=(\d{3})+$)/g, ',');
        const seconds = (value, digits = 2) => isNumber(value) ? value.toFixed(digits) + ' s' : 'unknown';
        const made = (tag, name, text) => {
          const node = document.createElement(tag);
          if (name) node.className = name;
          if (text !== undefined) node.textContent = text;
          return node;
        };

        const looks = { shown: 0.1, hidden: 1 }, again = 1000;
        let socket = null, state = null, isOpen = false, wasOpen = false;

        const ask = (what, values = {}) => {
          if (isOpen) socket.send(JSON.stringify({ do: what, id: what, ...values }));
        };
        /* What the board would not do, for as long as it takes to read. */
        const refuse = words => {
          put('refused', words);
          setTimeout(() => { if (at('refused').textContent === words) put('refused', ''); }, 10000);
        };
        const follow = () => ask('follow', {
          console: true, events: true, state_every_seconds: document.hidden ? looks.hidden : looks.shown,
        });
        const enable = () => {
          for (const node of document.querySelectorAll('[data-control]')) node.disabled = !isOpen;
        };

        const connect = () => {
          socket = new WebSocket(`ws://${location.host}/control`);
          socket.onopen = () => {
            isOpen = true;
            if (wasOpen) tell('— the board is back —');
            wasOpen = true;
            forget();
            enable();
            follow();
          };
          socket.onmessage = message => {
            let said;
            try { said = JSON.parse(message.data); } catch { return; }
            hear(said);
          };
          socket.onclose = () => {
            if (isOpen) tell('— the board is gone —');
            isOpen = false;
            state = null;
            enable();
            showHead();
            setTimeout(connect, again);
          };
        };

        const hear = said => {
          if (said.ok === false) refuse(said.error);
          else if (said.ok === true && said.id !== 'follow') put('refused', '');
          if (said.state) show(said.state);
          switch (said.event) {
          case 'console': print(said.seconds, said.text); break;
          case 'bite': bitten(said); break;
          case 'boot': booted(said); break;
          case 'exception': excepted(said); break;
          case 'power': happened(null, said.on ? 'power came' : 'power was cut'); break;
          }
        };

        """#

    /// Header, figures, pins, ADC.
    private static let board = #"""
        const pins = [
          [16, 'D0'], [5, 'D1'], [4, 'D2'], [0, 'D3'], [2, 'D4'], [14, 'D5'], [12, 'D6'], [13, 'D7'], [15, 'D8'],
          [3, 'RX'], [1, 'TX'],
        ];
        /* GPIO16 belongs to the RTC; nothing drives it from outside here. */
        const driven = [['Low', 0], ['Let go', null], ['High', 1]];
        const rows = new Map();

        const makePins = () => {
          for (const [pin, name] of pins) {
            const row = made('li'), what = made('div'), level = made('div', 'level'), words = made('span');
            what.append(made('b', '', name), made('small', '', `GPIO${pin}${pin === 2 ? ', LED' : ''}`));
            const high = made('b', '', 'unknown'), way = made('small');
            words.append(high, way);
            level.append(made('i'), words);
            const drive = made('div', 'drive'), buttons = [];
            drive.setAttribute('role', 'group');
            drive.setAttribute('aria-label', `Drive ${name}, GPIO${pin}`);
            for (const [text, value] of pin < 16 ? driven : []) {
              const button = made('button', value === null ? 'free' : '', text);
              button.type = 'button';
              button.setAttribute('aria-pressed', 'false');
              button.onclick = () => ask('drive', { pin, level: value });
              buttons.push([button, value]);
              drive.append(button);
            }
            row.append(what, level, drive);
            row.id = `pin${pin}`;
            at('pin-list').append(row);
            rows.set(pin, { level, high, way, buttons });
          }
        };

        const showPins = () => {
          const known = new Map((state?.pins ?? []).map(one => [one.pin, one]));
          for (const [pin, row] of rows) {
            const one = known.get(pin);
            const level = one?.level === 1 ? 'high' : one?.level === 0 ? 'low' : 'unknown';
            fill(row.high, level);
            fill(row.way, one ? (one.output ? 'output' : 'input') : '');
            row.level.classList.toggle('high', level === 'high');
            for (const [button, value] of row.buttons) {
              const isPressed = String(one !== undefined && (one.driven ?? null) === value);
              if (button.getAttribute('aria-pressed') !== isPressed) button.setAttribute('aria-pressed', isPressed);
              button.disabled = !isOpen || !one || (one.output && (one.driven ?? null) === null);
            }
          }
        };

        const showHead = () => {
          const word = !isOpen ? (wasOpen ? 'GONE' : 'CONNECTING') : !state ? 'CONNECTING' : state.powered ? 'RUNNING' : 'OFF';
          put('word', word);
          at('head').className = word === 'RUNNING' ? 'good' : word === 'GONE' ? '' : 'off';
          const name = state?.firmware ?? at('name').textContent;
          put('name', name);
          const mark = bites > 0 ? 'BITE · ' : '';
          if (document.title !== `${mark}${name} – vesp board`) document.title = `${mark}${name} – vesp board`;
          put('where', word === 'GONE' ? 'No board answers at this address; the page looks for it every second.'
            : word === 'OFF' ? 'The power is cut: RAM and RTC memory are lost, the flash stays, time stands still.'
            : word === 'RUNNING' ? 'On the desk, driven by its own cycles.' : 'The page looks for its board.');
        };

        let isSliding = false;
        const show = now => {
          state = now;
          showHead();
          put('time', seconds(now.seconds, 3));
          put('clock', isNumber(now.clock_mhz) ? `CPU at ${now.clock_mhz} MHz` : 'clock unknown');
          const led = now.led ?? null;
          at('led').classList.toggle('lit', led === true);
          put('led-text', led === null ? 'unknown' : led ? 'lit' : 'dark');
          put('cause', now.reset_cause ?? 'unknown');
          put('boots', isNumber(now.boots) ? `${now.boots} ${now.boots === 1 ? 'boot' : 'boots'}` : 'boots unknown');
          put('bites', isNumber(now.bites) ? String(now.bites) : 'unknown');
          at('bitten').classList.toggle('bad', now.bites > 0);
          missed(now.bites);
          put('heap', isNumber(now.heap_free_bytes) ? grouped(now.heap_free_bytes) : 'unknown');
          put('heap-note', isNumber(now.heap_free_bytes) ? 'bytes' : 'not known of this firmware');
          const joined = now.joined ?? null, present = now.access_point ?? null;
          put('joined', joined === null ? 'unknown' : joined ? 'joined' : 'not joined');
          put('air-note', `access point ${present === null ? 'unknown' : present ? 'present' : 'away'}`);
          put('power', now.powered ? 'Cut power' : 'Give power');
          put('air', present === false ? 'Bring access point back' : 'Take access point away');
          if (!isSliding && isNumber(now.adc_volts)) at('adc').value = now.adc_volts;
          put('adc-text', isNumber(now.adc_volts) ? now.adc_volts.toFixed(3) + ' V' : 'unknown');
          showPins();
          showMeters();
          showOpen(now.console_open ?? '');
        };

        """#

    /// Starts it when the page is there.
    private static let start = #"""
        makePins();
        enable();
        showHead();
        at('reset').onclick = () => ask('reset');
        at('power').onclick = () => ask('power', { on: state?.powered === false });
        at('air').onclick = () => ask('access_point', { present: state?.access_point === false });
        const adc = at('adc');
        adc.oninput = () => { isSliding = true; ask('adc', { volts: adc.valueAsNumber }); };
        adc.onchange = () => { isSliding = false; };
        document.addEventListener('visibilitychange', follow);
        connect();

        """#
}
