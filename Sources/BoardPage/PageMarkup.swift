/// The page itself; `PageScript` fills it in.
enum PageMarkup {
    static let text = #"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="generator" content="vesp">
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="/page.css">
        <script src="/page.js" defer></script>
        <title>vesp board</title>
        </head>
        <body>
        <main>
        <header id="head">
        <div class="who">
        <p class="eyebrow">vesp · board</p>
        <h1><span class="word" id="word" role="status">CONNECTING</span> <span id="name">board</span></h1>
        <p class="how" id="where">The page looks for its board.</p>
        </div>
        <div class="buttons" role="group" aria-label="Board">
        <button type="button" id="reset" data-control>Reset</button>
        <button type="button" id="power" data-control>Cut power</button>
        <button type="button" id="air" data-control>Take access point away</button>
        </div>
        </header>
        <div id="alarm" role="alert"></div>
        <noscript><p class="missing">The page needs its script to talk to the board.</p></noscript>
        <section id="figures" aria-label="Figures">
        <div class="figures">
        <div class="figure"><h2>Time on the chip</h2><p class="value"><span id="time">unknown</span></p>
        <p class="note" id="clock">clock unknown</p></div>
        <div class="figure"><h2>LED</h2><p class="value lamp"><span class="led" id="led" aria-hidden="true"></span>
        <span id="led-text">unknown</span></p><p class="note">GPIO2, lit when low</p></div>
        <div class="figure"><h2>Last reset</h2><p class="value"><span id="cause">unknown</span></p>
        <p class="note" id="boots">boots unknown</p></div>
        <div class="figure" id="bitten"><h2>Watchdog bites</h2><p class="value"><span id="bites">unknown</span></p>
        <p class="note" id="last-bite">none seen</p></div>
        <div class="figure"><h2>Heap free</h2><p class="value"><span id="heap">unknown</span></p>
        <p class="note" id="heap-note">bytes</p></div>
        <div class="figure"><h2>Wi-Fi</h2><p class="value"><span id="joined">unknown</span></p>
        <p class="note" id="air-note">access point unknown</p></div>
        </div>
        </section>
        <div class="columns">
        <section id="pins"><h2>Pins</h2>
        <ul class="pins" id="pin-list"></ul>
        <div class="adc"><label for="adc">A0, volts at TOUT</label>
        <input type="range" id="adc" min="0" max="1" step="0.001" value="0" data-control>
        <output for="adc" id="adc-text">unknown</output></div>
        </section>
        <div class="stack">
        <section id="watchdogs"><h2>Watchdogs</h2>
        <div class="dog" id="software"><h3>Software</h3><p class="left">unknown</p>
        <div class="gauge" role="meter" aria-label="Software watchdog" aria-valuemin="0" aria-valuemax="1"
        aria-valuenow="0" aria-valuetext="unknown"><span></span></div></div>
        <div class="dog" id="hardware"><h3>Hardware</h3><p class="left">unknown</p>
        <div class="gauge" role="meter" aria-label="Hardware watchdog" aria-valuemin="0" aria-valuemax="1"
        aria-valuenow="0" aria-valuetext="unknown"><span></span></div></div>
        </section>
        <section id="stalls"><h2>Stall meter</h2>
        <div class="pair"><p><span class="value" id="stall">unknown</span> <span class="note">now</span></p>
        <p><span class="value" id="longest">unknown</span> <span class="note">longest</span></p></div>
        <svg id="strip" viewBox="0 0 600 100" preserveAspectRatio="none" role="img" aria-label="Stalls of the last 60 s">
        <path id="strip-area"></path></svg>
        <div class="axis"><span>60 s ago on the chip</span><span id="strip-top">up to 1 s</span><span>now</span></div>
        </section>
        <section id="happened"><h2>What happened</h2>
        <ol id="events" aria-label="Events, newest first"><li class="note">Nothing since the page was opened.</li></ol>
        </section>
        </div>
        </div>
        <section id="terminal"><h2>Console</h2>
        <div class="console" id="console" role="log" aria-live="off" aria-label="What the board prints" tabindex="0">
        <div id="lines"></div><div id="open" hidden><span></span><p></p></div></div>
        <p id="below" hidden><button type="button" id="follow">To the end</button></p>
        <form id="type">
        <label for="line">Serial line</label>
        <input id="line" type="text" maxlength="4096" autocomplete="off" autocapitalize="off" spellcheck="false"
        enterkeyhint="send" data-control>
        <button type="submit" data-control>Send</button>
        <button type="button" id="interrupt" data-control>Ctrl-C</button>
        <button type="button" id="end" data-control>Ctrl-D</button>
        </form>
        <p class="note">Enter sends the line and a carriage return; the arrow keys bring back what was sent.</p>
        </section>
        <p id="refused" role="status"></p>
        </main>
        <footer>The page looks at the board ten times a second. What time it is on the chip comes from executed cycles.</footer>
        </body>
        </html>

        """#
}
