import Record
import Testing

@testable import Reports

/// The pages of `vesp check` and `vesp sweep`.
@Suite struct IndexPageTests {
    @Test func `a stall that a reset cut off is written whole, or as a lower bound`() {
        #expect(IndexPages.bitten().stall == "10.22 s")
        #expect(IndexPages.bitten(whole: nil).stall == "≥ 2.16 s")
        let page = CheckPage.text(IndexPages.check())
        #expect(page.contains("<td class=\"n bad\">10.22 s</td>"))
        #expect(CheckText.line(IndexPages.check().results[1], number: 1, of: 1).contains(": stall 10.22 s,"))
        #expect(SweepTable.text(IndexPages.sweep()).contains("≥ 2.16 s"))
    }

    @Test func `a cell with a bad verdict is hatched and says why, and does not stretch the colours of the good ones`()
    {
        let page = HeatMap.text(IndexPages.sweep())
        #expect(page.contains("<td class=\"fine\" style=\"--share:0%\" title=\"good\">1.10 s</td>"))
        #expect(page.contains("<td class=\"fine\" style=\"--share:100%\" title=\"good\">3.10 s</td>"))
        #expect(page.contains(">10.22 s<small>soft watchdog bites</small></td>"))
        #expect(page.contains(">≥ 2.16 s<small>soft watchdog bites</small></td>"))
        #expect(page.contains("title=\"out of memory: 1,024 bytes asked for\">0.03 s<small>fails</small></td>"))
        #expect(page.contains("<small>cannot be run</small>rom.elf: no such file</td>"))
        #expect(page.matches(of: /<td>not run<\/td>/).count == 2)
    }

    @Test func `the pages link to those of their runs, seen from where they are`() {
        let page = CheckPage.text(IndexPages.check(page: "out/pages/a #1?.html"), file: "out/index.html")
        #expect(page.contains("<a href=\"pages/a%20%231%3F.html\">scenarios/good.yml</a>"))
        let map = HeatMap.text(IndexPages.sweep(page: "p/run-0.html"), file: "o/s.html")
        #expect(map.contains("href=\"../p/run-0.html\""))
        #expect(HeatMap.text(IndexPages.sweep(page: "a:b/x.html")).contains("href=\"a%3Ab/x.html\""))
        #expect(!CheckPage.text(IndexPages.check()).contains("<a "))
    }

    @Test func `the CSV of a sweep tells both, the new columns last`() {
        let rows = SweepTable.csv(IndexPages.sweep()).split(separator: "\r\n").map { $0.split(separator: ",") }
        #expect(rows[0].suffix(3) == ["fault", "whole_stall_us", "stall_is_lower_bound"])
        #expect(rows[3].suffix(2) == ["10218231", "false"])
        #expect(rows[4].suffix(2) == ["2160539", "true"])
    }
}

/// The same in a real browser.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: Browser.isThere, "needs make test-deps"))
struct IndexPageBrowserTests {
    @Test(arguments: [1200, 390], Browser.Scheme.allCases)
    func `both pages fit their window, and their text can be read`(width: Int, scheme: Browser.Scheme) throws {
        for page in [CheckPage.text(IndexPages.check(page: "a.html")), HeatMap.text(IndexPages.sweep(page: "a.html"))] {
            let look = try Browser.look(
                at: page,
                width: width,
                scheme,
                script: """
                    const rgb = (element, what) => {
                      const canvas = page.createElement('canvas').getContext('2d');
                      canvas.fillStyle = view.getComputedStyle(element)[what];
                      canvas.fillRect(0, 0, 1, 1);
                      return [...canvas.getImageData(0, 0, 1, 1).data];
                    };
                    const light = ([r, g, b]) => {
                      const [x, y, z] = [r, g, b].map(v => (v /= 255) <= 0.04 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
                    };
                    const contrast = cell => {
                      const [a, b] = [light(rgb(cell, 'color')), light(rgb(cell, 'backgroundColor'))];
                      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                    };
                    const cells = [...page.querySelectorAll('.heat .fine, .heat .ill, header .word')];
                    const wide = [...page.querySelectorAll('body *')].filter(element =>
                      element.getBoundingClientRect().right > \(width) + 1 && !element.closest('.scroll'));
                    return {
                      content: page.documentElement.scrollWidth, wide: wide.map(e => e.outerHTML.slice(0, 80)),
                      dark: light(rgb(page.body, 'backgroundColor')) < 0.2, least: Math.min(...cells.map(contrast)),
                    };
                    """
            )
            #expect(look.messages == [])
            #expect(look.findings["failure"] == nil, "\(look.findings)")
            #expect(look.findings["content"] as? Int ?? .max <= width)
            #expect(look.findings["wide"] as? [String] == [])
            #expect(look.findings["dark"] as? Bool == (scheme == .dark))
            #expect(look.findings["least"] as? Double ?? 0 >= 4.5)
        }
    }
}
