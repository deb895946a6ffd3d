extension HTMLReport {
    /// The style sheet of the page: colours as variables, then text, charts, tables; phones and paper at the end.
    static let stylesheet = look + charts + tables + media

    /// What every page of the tool looks like: colours as variables, light and dark, type, cards, figures, buttons.
    public static let look = colours + text

    private static let colours = """

        :root{color-scheme:light dark;--bg:#f6f5f1;--card:#fff;--ink:#1b1d21;--soft:#5a5f69;--line:#dcdad3;
        --faint:#eceae4;--good:#17734a;--bad:#b42318;--badbg:#fdecea;--goodbg:#e5f4ec;--accent:#1f5fbf;
        --phase:#c9dbf5;--onphase:#12305f;--h0:#b83b0e;--on0:#fff;--h1:#ea8a1c;--on1:#241300;--h2:#f3cd6b;--on2:#2b2000;
        --h3:#dcdee2;--on3:#2a2d33;--stall:#e6b04c;--count:#0d8577;--heap:#6b4fbb;--led:#2f9e44;--pin:#7b8794;
        --uart:#4a7dbf;--f0:#f2b28c;--f1:#f0c37e;--f2:#f3a39a;--f3:#e9d08a;--onf:#2a1608}
        @media (prefers-color-scheme:dark){:root{--bg:#121418;--card:#1a1d23;--ink:#e9eaec;--soft:#a2a9b4;--line:#333842;
        --faint:#242831;--good:#55c795;--bad:#ff7a66;--badbg:#3a1a17;--goodbg:#132d22;--accent:#82aeff;--phase:#2b4470;
        --onphase:#dfe9fb;--h0:#f0632a;--on0:#1d0a02;--h1:#d98a2b;--on1:#1d1003;--h2:#8f742b;--on2:#fff6dd;--h3:#3b414b;
        --on3:#e4e7ec;--stall:#c9973f;--count:#35c2b0;--heap:#a892f0;--led:#51cf66;--pin:#9aa5b1;--uart:#6f9fe0;
        --f0:#a2603a;--f1:#94692a;--f2:#9b4c45;--f3:#7f6a2a;--onf:#fff3e6}}

        """

    private static let text = """
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
        body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
        "DejaVu Sans",sans-serif;overflow-wrap:anywhere}
        main{max-width:1180px;margin:0 auto;padding:20px 20px 8px}
        h1,h2,h3,p,ul,dl,dd{margin:0}
        header{border-left:6px solid var(--bad);background:var(--card);border-radius:10px;padding:18px 22px;
        box-shadow:0 1px 2px #0002}
        header.good{border-color:var(--good)}
        .eyebrow,.how,.note,.keys,footer{color:var(--soft);font-size:13px}
        h1{font-size:21px;line-height:1.4;font-weight:600;margin:6px 0 8px}
        .word{display:inline-block;padding:0 10px;margin-right:6px;border-radius:6px;background:var(--badbg);
        color:var(--bad);letter-spacing:.04em;font-weight:700}
        .good .word{background:var(--goodbg);color:var(--good)}
        header ul{margin:0 0 8px;padding-left:20px}
        nav{display:flex;flex-wrap:wrap;gap:4px 18px;padding:12px 4px 0;font-size:14px}
        a{color:var(--accent)}
        main>section{background:var(--card);border-radius:10px;padding:16px 22px 18px;margin:16px 0;
        box-shadow:0 1px 2px #0002}
        #figures{background:none;box-shadow:none;padding:0}
        h2{font-size:18px;margin-bottom:10px}
        h3{font-size:13px;font-weight:600;color:var(--soft)}
        .figures{display:grid;gap:12px;grid-template-columns:repeat(auto-fit,minmax(225px,1fr))}
        .figure{background:var(--card);border-radius:10px;padding:12px 16px;box-shadow:0 1px 2px #0002}
        .value{font-size:25px;line-height:1.3;font-weight:650;font-variant-numeric:tabular-nums}
        .value small{font-size:14px;font-weight:500;color:var(--soft)}
        .figure.bad .value,td.bad,.bad{color:var(--bad)}
        header.bad{color:inherit}
        code,kbd,.console{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;
        font-size:.88em}
        kbd{border:1px solid var(--line);border-radius:4px;padding:0 5px;background:var(--faint)}
        .keys{margin-top:8px}
        .missing{border:1px dashed var(--line);border-radius:8px;padding:10px 14px;color:var(--soft)}
        footer{max-width:1180px;margin:0 auto;padding:0 24px 28px}
        button{font:inherit;font-size:14px;min-width:36px;min-height:34px;padding:2px 10px;color:inherit;
        background:var(--faint);border:1px solid var(--line);border-radius:6px;cursor:pointer}
        button:hover{border-color:var(--accent)}
        :focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}

        """

    private static let charts = """
        .toolbar{display:none;flex-wrap:wrap;gap:6px;align-items:center;margin-bottom:8px}
        .js .toolbar{display:flex}
        .range{color:var(--soft);font-size:13px;font-variant-numeric:tabular-nums;margin-left:4px}
        .plot{position:relative;padding-top:22px;--names:150px}
        .js .plot{touch-action:pan-y;cursor:crosshair}
        .ruler{position:absolute;top:0;left:var(--names);width:calc(100% - var(--names));height:100%;pointer-events:none;
        overflow:hidden}
        .ruler line{stroke:var(--line)}
        .ruler text{font-size:11px;fill:var(--soft);text-anchor:middle;font-variant-numeric:tabular-nums}
        .ruler text:first-of-type{text-anchor:start}
        .lane{display:grid;grid-template-columns:var(--names) minmax(0,1fr);align-items:center;padding:4px 0}
        .lane+.lane{border-top:1px solid var(--faint)}
        .name{font-size:13px;font-weight:600;line-height:1.25;padding-right:10px}
        .name small{display:block;font-weight:400;font-size:11.5px;color:var(--soft)}
        .track{display:block;width:100%;overflow:hidden;position:relative}
        .ev text,.fr text{font-size:12px;pointer-events:none}
        .tight,.off{visibility:hidden}
        .ev rect{fill:var(--phase)}.ev text{fill:var(--onphase)}
        .ev{overflow:visible}.ev rect{width:max(100%,1.5px)}
        .ev line{stroke:var(--card)}.ev.thin line{display:none}
        .heat0 rect{fill:var(--h0)}.heat0 text{fill:var(--on0)}
        .heat1 rect{fill:var(--h1)}.heat1 text{fill:var(--on1)}
        .heat2 rect{fill:var(--h2)}.heat2 text{fill:var(--on2)}
        .heat3 rect{fill:var(--h3)}.heat3 text{fill:var(--on3)}
        .stall rect{fill:var(--stall)}.stall text{fill:#2b1d00}
        .stall.bad rect{fill:var(--bad)}.stall.bad text{fill:var(--card)}
        .led rect{fill:var(--led)}.led text{fill:#04240c}
        .pin rect{fill:var(--pin)}.pin text{fill:#0c1116}
        .pin.low rect{fill:var(--pin);y:14px;height:2px}.pin.low text{fill:var(--soft)}
        .uart rect{fill:var(--uart)}
        .base{stroke:var(--line)}
        .bite line,.reset line{stroke:var(--bad);stroke-width:2}
        .reset line{stroke-dasharray:3 2}
        .message line{stroke:var(--uart);stroke-width:2}
        .least line{stroke:var(--soft);stroke-dasharray:2 3}
        .ev line.hit{stroke:transparent;stroke-width:12}
        .bite text,.least text,.reset text{fill:var(--bad);font-weight:600;paint-order:stroke;stroke:var(--card);
        stroke-width:4px;stroke-linejoin:round}
        .least text{fill:var(--ink)}
        .end{text-anchor:end}
        .area{fill:var(--count);opacity:.22}
        .line{fill:none;stroke:var(--count);stroke-width:1.5;vector-effect:non-scaling-stroke}
        .heap .area{fill:var(--heap)}.heap .line,.largest .line{stroke:var(--heap)}
        .least-use .line{display:none}.sub{margin:18px 0 4px;font-size:15px;color:var(--ink)}
        .feed,.uart{overflow:visible}.feed rect,.uart rect{width:max(100%,1.5px)}.feed rect{fill:var(--count)}
        .ev.on rect{stroke:var(--ink);stroke-width:3}.ev.on line{stroke:var(--ink);stroke-width:3}
        .cursor{position:absolute;top:18px;bottom:0;width:1px;background:var(--accent);pointer-events:none;display:none}
        .readout{display:none;min-height:3em;margin-top:8px;padding:6px 10px;border-radius:6px;background:var(--faint);
        font-size:13px;font-variant-numeric:tabular-nums}
        .js .readout{display:block}
        .fr rect{fill:var(--f0)}.f1 rect{fill:var(--f1)}.f2 rect{fill:var(--f2)}.f3 rect{fill:var(--f3)}
        .fr text{fill:var(--onf)}
        .fr{cursor:pointer}
        .fr:focus{outline:none}.fr:focus rect,.fr:hover rect{stroke:var(--ink);stroke-width:3}
        .fr.out rect{opacity:.45}

        """

    private static let tables = """
        .scroll,.console{overflow-x:auto;max-width:100%}.readout+.scroll,.keys+.scroll,.flame,.flame+.scroll{margin-top:12px}
        .chart+.scroll{margin-top:12px}
        table{border-collapse:collapse;width:100%;font-size:14px}
        caption{text-align:left;color:var(--soft);font-size:13px;padding-bottom:4px}
        th,td{text-align:left;padding:5px 12px 5px 0;border-bottom:1px solid var(--faint);vertical-align:top;
        font-weight:400;overflow-wrap:normal;white-space:nowrap}
        thead th{color:var(--soft);font-size:12.5px;border-bottom-color:var(--line);white-space:nowrap}
        .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        .b{width:34%;min-width:70px;vertical-align:middle}
        svg.bar{display:block;width:100%;height:13px}
        td:last-child,th:last-child{padding-right:0}
        td code{display:inline-block;min-width:190px;overflow-wrap:anywhere;white-space:normal}
        .bar rect{fill:var(--h0)}.bar.heat1 rect{fill:var(--h1)}.bar.heat2 rect{fill:var(--h2)}
        .bar.heat3 rect{fill:var(--pin)}.bar.stall rect{fill:var(--stall)}.bar.heap rect{fill:var(--heap)}
        details{margin-top:10px}summary{cursor:pointer;color:var(--accent);font-size:14px;padding:4px 0}
        .console{max-height:460px;overflow-y:auto;background:var(--faint);border-radius:8px;padding:8px 12px}
        .console th{color:var(--soft);padding-right:14px;white-space:nowrap;text-align:right;width:1%;user-select:none}
        .console td{white-space:pre-wrap;overflow-wrap:anywhere}
        .console th,.console td{border:0;padding-top:0;padding-bottom:0}
        .groups{columns:3 290px;column-gap:28px}
        .group{break-inside:avoid;margin-bottom:16px}
        .group h3{border-bottom:1px solid var(--line);padding-bottom:3px;text-transform:capitalize}
        dl>div{display:flex;justify-content:space-between;gap:14px;padding:3px 0;border-bottom:1px solid var(--faint);
        font-size:13.5px}
        dt{color:var(--soft);flex:none;max-width:55%}
        dd{text-align:right;flex:0 1 auto;font-variant-numeric:tabular-nums}
        ol{margin:0;padding-left:24px;font-size:13.5px}.registers{columns:2;column-gap:16px}.registers dd{font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.88em}.registers div{break-inside:avoid}
        dd small{color:var(--soft)}

        """

    private static let media = """
        @media (max-width:640px){
        main{padding:10px 10px 4px}header,main>section{padding:14px}main>section{margin:12px 0}#figures{padding:0}
        h1{font-size:18px}.figures{grid-template-columns:repeat(2,minmax(0,1fr));gap:8px}.figure{padding:10px 12px}
        .value{font-size:20px}.plot{--names:0px}.lane{display:block}.name{padding:0 0 3px}
        .name small{display:inline;margin-left:8px}.ruler text.narrow{display:none}.narrow{visibility:hidden}
        button{min-height:42px;min-width:44px}.b{min-width:48px}th,td{padding-right:9px}table{font-size:13px}
        .console th{padding-right:8px}.readout{min-height:6.5em}.groups{columns:1}
        th code{display:inline-block;white-space:normal;min-width:150px;overflow-wrap:anywhere}}
        @media (prefers-reduced-motion:no-preference){.js .figure,.js button{transition:border-color .15s}}
        @media print{
        :root{color-scheme:light;--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--faint:#eee;--good:#17734a;
        --bad:#b42318;--badbg:#fdecea;--goodbg:#e5f4ec;--accent:#1f5fbf;--phase:#c9dbf5;--onphase:#12305f;--h0:#b83b0e;
        --on0:#fff;--h1:#ea8a1c;--on1:#241300;--h2:#f3cd6b;--on2:#2b2000;--h3:#dcdee2;--on3:#2a2d33;--stall:#e6b04c;
        --count:#0d8577;--heap:#6b4fbb;--led:#2f9e44;--pin:#7b8794;--uart:#4a7dbf;--f0:#f2b28c;--f1:#f0c37e;--f2:#f3a39a;
        --f3:#e9d08a;--onf:#2a1608}
        *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        body{font-size:11px}main,footer{max-width:none;padding:0}nav,.js .toolbar,.js .readout,#chart-keys,.cursor{display:none}
        header,main>section,.figure{box-shadow:none;border:1px solid var(--line)}header{border-left:6px solid var(--bad)}
        header.good{border-left-color:var(--good)}th,td{white-space:normal}.console{padding:0}
        #figures{border:0}.figure,.lane,tr{break-inside:avoid}h2{break-after:avoid}
        .console{max-height:none;overflow:visible}.scroll{overflow:visible}
        details::details-content{content-visibility:visible;block-size:auto}}

        """
}
