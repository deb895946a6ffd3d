import Foundation
import Record

/// A page about many runs, in the look of the page of one run. It holds no script and fetches nothing.
struct IndexPage {
    /// What vesp was asked to do: `check`, `sweep`.
    var command: String
    /// One word, `OK` or `FAILED` among others.
    var word: String
    var isGood: Bool
    /// What came out, in a line.
    var summary: String
    var sections: [Section]

    var html: HTML {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
        style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="generator" content="vesp">
        <link rel="icon" href="data:,">
        <title>\(word): vesp \(command)</title>
        <style>\(HTML(markup: HTMLReport.stylesheet + Self.stylesheet))</style>
        </head>
        <body>
        <main>
        <header class="\(isGood ? "good" : "bad")">
        <p class="eyebrow">vesp · \(command)</p>
        <h1><span class="word">\(word)</span> <span class="reason">\(summary)</span></h1>
        </header>
        \(sections.map(\.html))</main>
        <footer>Every figure is exact and comes from runs that anyone can repeat.</footer>
        </body>
        </html>

        """
    }

    /// A link to the page of a run, if there is one; both files as they were given.
    static func link(_ text: HTML, to page: String?, from index: String?) -> HTML {
        guard let page else { return text }
        let path = index.map { FileName.relative(page, from: $0) } ?? page
        let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: ":"))
        return "<a href=\"\(path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path)\">\(text)</a>"
    }

    /// On top of the page of a run: a table of verdicts, and cells from good to worse to bad.
    private static let stylesheet = """

        :root{--worse:#f3cd6b;--hatch:#b4231833}
        @media (prefers-color-scheme:dark){:root{--worse:#6b5618;--hatch:#ff7a6640}}
        .verdicts td:last-child,.verdicts th:last-child{padding-right:0}
        .mark{font-weight:700;color:var(--good)}.mark.bad{color:var(--bad)}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:4px 0 14px;font-size:13px;
        font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
        .heat{width:auto;min-width:50%}
        .heat td,.heat tbody th{padding:6px 12px;border:1px solid var(--card);vertical-align:middle}
        .heat thead th{padding:5px 12px}
        .heat td{text-align:right;font-variant-numeric:tabular-nums;background:var(--faint)}
        .heat td a{color:inherit}
        .heat small{display:block;font-size:12px;font-weight:700}
        .heat .fine,.swatch.fine{background:color-mix(in oklab,var(--worse) var(--share),var(--goodbg))}
        .heat .ill,.swatch.ill{background:repeating-linear-gradient(135deg,var(--hatch) 0 3px,#0000 3px 9px) var(--badbg);
        color:var(--bad)}
        .heat .ill{box-shadow:inset 4px 0 var(--bad);padding-left:16px;white-space:normal;max-width:260px}
        .legend{display:flex;flex-wrap:wrap;gap:6px 20px;margin-top:12px}
        .swatch{display:inline-block;width:28px;height:14px;border-radius:3px;vertical-align:-2px;margin-right:6px}
        @media print{:root{--worse:#f3cd6b;--hatch:#b4231833}}

        """
}
