import Reports

/// The style sheet: that of the tool's reports, and what only a board has.
enum PageStyle {
    static let text = HTMLReport.look + board + console + media

    private static let board = """
        [hidden]{display:none!important}
        header{display:flex;flex-wrap:wrap;gap:12px 24px;align-items:center;justify-content:space-between}
        header h1{margin-bottom:2px}
        header.off{border-color:var(--pin)}.off .word{background:var(--faint);color:var(--soft)}
        .buttons{display:flex;flex-wrap:wrap;gap:8px}
        button:disabled,input:disabled{opacity:.55;cursor:not-allowed}
        #alarm{position:sticky;top:8px;z-index:2}
        #alarm>div{margin-top:16px;box-shadow:0 4px 16px #0006;padding:14px 18px;border-radius:10px;background:var(--bad);color:var(--card);display:flex;
        gap:12px;align-items:flex-start;justify-content:space-between}
        #alarm strong{display:block;font-size:19px;line-height:1.35}
        #alarm button{flex:none;background:var(--card);color:var(--ink);border-color:transparent}
        #refused:not(:empty){position:fixed;left:10px;right:10px;bottom:10px;width:fit-content;max-width:640px;margin:0 auto;
        padding:8px 16px;background:var(--card);border:2px solid var(--bad);border-radius:8px;box-shadow:0 4px 16px #0006;
        z-index:3}
        #figures{margin-bottom:0}
        .figures{grid-template-columns:repeat(6,minmax(0,1fr))}
        .figure h2,.dog h3{font-size:13px;font-weight:600;color:var(--soft);margin:0}
        .value{font-size:21px}
        .figure.bad{box-shadow:inset 0 0 0 2px var(--bad)}
        .lamp{display:flex;gap:10px;align-items:center}
        .led{width:18px;height:18px;border-radius:50%;background:var(--faint);border:2px solid var(--pin);flex:none}
        .led.lit{background:var(--led);border-color:var(--led);box-shadow:0 0 0 4px color-mix(in srgb,var(--led) 35%,transparent)}
        .columns{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:16px;margin:16px 0}
        .columns section,#terminal{background:var(--card);border-radius:10px;padding:16px 22px 18px;box-shadow:0 1px 2px #0002}
        .stack{display:flex;flex-direction:column;gap:16px}
        #happened{flex:1}
        .pins{list-style:none;padding:0}
        .pins li{display:grid;grid-template-columns:96px minmax(0,1fr) auto;gap:10px;align-items:center;padding:4px 0;
        border-bottom:1px solid var(--faint)}
        .pins b{font-weight:650}.pins small{display:block;color:var(--soft);font-size:12px}
        .level{display:flex;align-items:center;gap:10px;line-height:1.3;font-size:14px}
        .level i{width:14px;height:14px;flex:none;border:2px solid var(--pin);border-radius:3px}
        .level.high i{background:var(--accent);border-color:var(--accent)}
        .drive{display:flex}
        .drive button{border-radius:0;margin-left:-1px;padding:2px 9px}
        .drive button:first-child{border-radius:6px 0 0 6px}.drive button:last-child{border-radius:0 6px 6px 0}
        .drive button[aria-pressed=true]{background:var(--accent);border-color:var(--accent);color:var(--card);z-index:1}
        .drive button.free[aria-pressed=true]{background:var(--card);border-color:var(--pin);color:inherit}
        .adc{display:grid;grid-template-columns:auto minmax(0,1fr) 4.5em;gap:12px;align-items:center;padding-top:12px;
        font-size:14px}
        .adc output{text-align:right;font-variant-numeric:tabular-nums}
        input[type=range]{width:100%;min-height:34px;accent-color:var(--accent)}
        .dog{display:grid;grid-template-columns:1fr auto;gap:2px 12px;align-items:baseline}
        .dog+.dog{margin-top:12px}
        .left{font-size:14px;font-variant-numeric:tabular-nums;text-align:right}
        .gauge{grid-column:1/-1;height:14px;border-radius:7px;background:var(--faint);overflow:hidden}
        .gauge span{display:block;height:100%;width:0;background:var(--count);border-radius:7px}
        .gauge.low span{background:repeating-linear-gradient(135deg,var(--bad) 0 6px,var(--h1) 6px 10px)}
        .pair{display:flex;flex-wrap:wrap;gap:4px 28px}
        #strip{display:block;width:100%;height:84px;margin-top:8px;background:var(--faint);border-radius:6px}
        #strip path{fill:var(--stall)}
        .axis{display:flex;justify-content:space-between;gap:8px;color:var(--soft);font-size:12px;padding-top:4px}
        #events{list-style:none;padding:0;max-height:180px;overflow-y:auto;font-variant-numeric:tabular-nums}
        #events li{padding:2px 0}

        """

    private static let console = """
        .console{height:340px;overflow-y:auto;background:var(--faint);border-radius:8px;padding:8px 12px;line-height:1.45}
        .console #lines>div,#open{display:flex;gap:14px}
        .console span{flex:none;width:7.5em;text-align:right;color:var(--soft);user-select:none;
        font-variant-numeric:tabular-nums}
        .console p{white-space:pre-wrap;overflow-wrap:anywhere;min-width:0;unicode-bidi:isolate}
        .console .told p{color:var(--soft);font-style:italic}
        #below{margin-top:8px}
        #type{display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin-top:10px}
        #type label{font-size:13px;font-weight:600;color:var(--soft)}
        #type input{flex:1 1 200px;min-width:0;min-height:34px;padding:2px 10px;color:inherit;background:var(--card);
        border:1px solid var(--pin);border-radius:6px;font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",
        monospace}
        #type+p{margin-top:8px}

        """

    private static let media = """
        @media (max-width:1000px){.figures{grid-template-columns:repeat(3,minmax(0,1fr))}}
        @media (max-width:760px){
        main{padding:10px 10px 4px}header,.columns section,#terminal{padding:14px}.columns{grid-template-columns:minmax(0,1fr)}
        .columns{gap:12px;margin:12px 0}.stack{gap:12px}h1{font-size:18px}
        .figures{grid-template-columns:repeat(2,minmax(0,1fr));gap:8px}.figure{padding:10px 12px}.value{font-size:19px}
        button,#type input,input[type=range]{min-height:42px;min-width:44px}.buttons button{flex:1 1 auto}
        .pins li{grid-template-columns:72px minmax(0,1fr) auto;gap:6px}.level{gap:6px;font-size:13px}
        .drive button{padding:2px 7px}.console{height:300px}.console #lines>div,#open{display:block}
        .console span{display:inline;margin-right:10px;font-size:11px}.console span:empty{display:none}
        .console p{display:inline}.adc{grid-template-columns:1fr auto}
        .adc input{grid-column:1/-1;grid-row:2}#type label,#type input{flex:1 0 100%}#type button{flex:1}}
        @media (prefers-reduced-motion:no-preference){.gauge span{transition:width .1s linear}
        #alarm>div{animation:come .25s ease-out}@keyframes come{from{opacity:0;transform:translateY(-8px)}}}
        @media (forced-colors:active){.led.lit,.level.high i,.gauge span{forced-color-adjust:none}}

        """
}
