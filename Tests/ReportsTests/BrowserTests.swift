import Foundation
import Record
import Testing

@testable import Reports

/// The HTML report in a real browser.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: Browser.isThere, "needs make test-deps"))
struct BrowserTests {
    private func look(
        _ record: RunRecord = Records.eventful,
        width: Int = 1200,
        _ scheme: Browser.Scheme = .light,
        script: String
    ) throws -> [String: Any] {
        let look = try Browser.look(at: HTMLReport.text(record), width: width, scheme, script: script)
        #expect(look.messages == [])
        #expect(look.findings["failure"] == nil, "\(look.findings)")
        return look.findings
    }

    @Test(arguments: [1200, 390], Browser.Scheme.allCases)
    func `the page fits its window, in both colour schemes, and has all of its sections`(
        width: Int,
        scheme: Browser.Scheme
    ) throws {
        let found = try look(
            width: width,
            scheme,
            script: """
                const light = query => {
                  const numbers = view.getComputedStyle(page.querySelector(query)).backgroundColor.match(/\\d+/g).map(Number);
                  return numbers[0] + numbers[1] + numbers[2] > 384;
                };
                const wide = [...page.querySelectorAll('body *')].filter(element => {
                  const box = element.getBoundingClientRect();
                  return box.right > \(width) + 1 && !element.closest('.scroll, .console, svg');
                });
                return {
                  content: page.documentElement.scrollWidth, light: light('body'), card: light('#tls'),
                  wide: wide.map(element => element.outerHTML.slice(0, 80)),
                  sections: [...page.querySelectorAll('main > section[id]')].map(section => section.id),
                  links: [...page.querySelectorAll('nav a')].every(link => page.querySelector(link.hash)),
                  lanes: [...page.querySelectorAll('#timeline .name')].map(name => name.firstChild.data),
                  ticks: page.querySelectorAll('#timeline .ruler text').length,
                  flame: page.querySelectorAll('#profile .fr').length,
                  heap: page.querySelectorAll('#memory .fr').length,
                  height: page.querySelector('#timeline .countdown').getBoundingClientRect().height,
                };
                """
        )
        #expect(found["content"] as? Int ?? .max <= width)
        #expect(found["wide"] as? [String] == [])
        #expect(found["light"] as? Bool == (scheme == .light))
        #expect(found["card"] as? Bool == (scheme == .light))
        #expect(
            found["sections"] as? [String]
                == [
                    "figures", "timeline", "tls", "profile", "stalls", "watchdogs", "memory", "boots", "console",
                    "parameters",
                ]
        )
        #expect(found["links"] as? Bool == true)
        #expect(
            found["lanes"] as? [String]
                == [
                    "Boot", "Wi-Fi", "Application", "TLS state", "Stalls", "Soft watchdog", "Heap in use", "LED",
                    "GPIO2",
                    "UART sends",
                ]
        )
        #expect(found["ticks"] as? Int ?? 0 >= 2)
        #expect(found["flame"] as? Int == 4)
        #expect(found["heap"] as? Int == 5)
        #expect(found["height"] as? Double ?? 0 > 40)
    }

    @Test func `the timeline is zoomed, moved and read with the keyboard`() throws {
        let found = try look(
            script: """
                const plot = page.querySelector('#timeline .plot'), answers = {};
                const range = () => text('#timeline .range'), pan = page.querySelector('#timeline .pan');
                plot.focus();
                answers.focused = page.activeElement === plot;
                answers.label = plot.getAttribute('aria-label');
                answers.start = range();
                press(plot, '+');
                answers.enlarged = range();
                answers.width = parseFloat(pan.getAttribute('width'));
                press(plot, 'ArrowRight');
                answers.moved = range();
                press(plot, '-');
                press(plot, '0');
                answers.all = range();
                press(plot, 'ArrowDown');
                answers.first = text('#timeline .readout');
                for (let count = 0; count < 100; count++) press(plot, 'ArrowDown');
                answers.last = text('#timeline .readout');
                press(plot, 'ArrowUp');
                press(plot, 'Enter');
                answers.entered = range();
                press(plot, 'Home');
                for (let count = 0; count < 200; count++) press(plot, '+');
                answers.most = range();
                press(plot, 'Escape');
                answers.end = range();
                return answers;
                """
        )
        #expect(found["focused"] as? Bool == true)
        #expect(found["label"] as? String == "Timeline of the run")
        #expect(found["start"] as? String == "0 to 10.000 s")
        #expect(found["enlarged"] as? String == "1.88 to 8.13 s, 1.6 times enlarged")
        #expect(found["width"] as? Double == 160)
        #expect(found["moved"] as? String == "3.13 to 9.38 s, 1.6 times enlarged")
        #expect(found["all"] as? String == "0 to 10.000 s")
        let first = try #require(found["first"] as? String)
        #expect(first.contains("of 12: Boot: boot ROM, 0.000 s to 0.004 s (0.004 s)"), "\(first)")
        #expect(first.contains("Soft watchdog: 3.200 s left"), "\(first)")
        let last = try #require(found["last"] as? String)
        #expect(last.contains("12 of 12: GPIO2 low, 7.000 s to 10.000 s (3.000 s)"), "\(last)")
        #expect(last.contains("heap: 8,000 bytes in use"), "\(last)")
        #expect(found["entered"] as? String != found["all"] as? String)
        #expect((found["most"] as? String ?? "").hasSuffix(" 4000 times enlarged"))
        #expect(found["end"] as? String == "0 to 10.000 s")
    }

    @Test func `the buttons do what the keys do, and have names`() throws {
        let found = try look(
            script: """
                const range = () => text('#timeline .range');
                const click = action => { page.querySelector(`#timeline [data-do=${action}]`).click(); return range(); };
                return {
                  steps: ['in', 'right', 'left', 'out', 'all'].map(click),
                  unnamed: [...page.querySelectorAll('button')].filter(one => !one.ariaLabel && !one.textContent).length,
                };
                """
        )
        #expect(
            found["steps"] as? [String]
                == [
                    "1.88 to 8.13 s, 1.6 times enlarged", "3.13 to 9.38 s, 1.6 times enlarged",
                    "1.88 to 8.13 s, 1.6 times enlarged", "0 to 10.000 s", "0 to 10.000 s",
                ]
        )
        #expect(found["unnamed"] as? Int == 0)
    }

    @Test func `the pointer reads the moment below it, and the wheel with Ctrl zooms around it`() throws {
        let found = try look(
            script: """
                const plot = page.querySelector('#timeline .plot'), track = plot.querySelector('.track');
                const area = track.getBoundingClientRect();
                const place = { clientX: area.left + area.width / 4, clientY: area.top + 4, bubbles: true, cancelable: true };
                plot.dispatchEvent(new view.PointerEvent('pointermove', place));
                const read = text('#timeline .readout');
                plot.dispatchEvent(new view.WheelEvent('wheel', { ...place, deltaY: -50 }));
                const plain = text('#timeline .range');
                plot.dispatchEvent(new view.WheelEvent('wheel', { ...place, deltaY: -100, ctrlKey: true }));
                return { read, plain, zoomed: text('#timeline .range'), line: plot.querySelector('.cursor').style.display };
                """
        )
        let read = try #require(found["read"] as? String)
        #expect(read.hasPrefix("At 2.50 s: "), "\(read)")
        #expect(read.contains("Wi-Fi: connected") && read.contains("Soft watchdog: 2.700 s left"), "\(read)")
        #expect(found["plain"] as? String == "0 to 10.000 s")
        #expect(found["zoomed"] as? String == "0.98 to 7.05 s, 1.6 times enlarged")
        #expect(found["line"] as? String == "block")
    }

    @Test func `the flame graph is walked and zoomed with the keyboard`() throws {
        let found = try look(
            script: """
                const pan = page.querySelector('#profile .pan'), first = pan.querySelector('.fr');
                const readout = () => text('#profile .flame .readout');
                const steps = [];
                first.focus();
                for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown', 'Enter']) {
                  press(page.activeElement, key);
                  steps.push(readout().split(':')[0]);
                }
                const place = () => [pan.getAttribute('x'), pan.getAttribute('width')].map(parseFloat);
                const zoomed = place();
                press(page.activeElement, 'Escape');
                return { steps, zoomed, all: place(), told: readout() };
                """
        )
        #expect(found["steps"] as? [String] == ["main", "mul", "hash", "mul", "main", "mul", "mul"])
        let zoomed = try #require(found["zoomed"] as? [Double])
        #expect(zoomed[0] == 0 && abs(zoomed[1] - 150) < 0.01, "\(zoomed)")
        #expect(found["all"] as? [Double] == [0, 100])
        #expect(found["told"] as? String == "computing: 900 cycles, 100.0 %; itself 0, 0.0 %")
    }

    @Test func `no label lies over another`() throws {
        let found = try look(
            width: 390,
            script: """
                const labels = [...page.querySelectorAll('#timeline .track text:not(.off)')];
                const boxes = labels.map(label => [label.textContent, label.closest('.lane'), label.getBoundingClientRect()]);
                const clashes = [];
                for (const [name, lane, box] of boxes)
                  for (const [other, where, place] of boxes)
                    if (name < other && lane === where && box.left < place.right && place.left < box.right)
                      clashes.push(`${name}/${other}`);
                return { clashes, shown: labels.length };
                """
        )
        #expect(found["clashes"] as? [String] == [])
        #expect(found["shown"] as? Int ?? 0 > 3)
    }

    @Test func `nothing that a guest prints runs or becomes an element`() throws {
        let attack =
            "</script></title></style>\"'><script>parent.attacked = window.attacked = 1</script>"
            + "<img src=x onerror='window.attacked=1'><svg onload='window.attacked=1'>"
        let found = try look(
            Records.hostile(attack),
            script: """
                return {
                  attacked: Boolean(view.attacked || window.attacked), pictures: page.querySelectorAll('img').length,
                  scripts: page.querySelectorAll('script').length, line: text('.console td'),
                  handlers: [...page.querySelectorAll('*')].some(one => one.getAttributeNames().some(name => /^on/.test(name))),
                };
                """
        )
        #expect(found["attacked"] as? Bool == false)
        #expect(found["pictures"] as? Int == 0)
        #expect(found["scripts"] as? Int == 1)
        #expect(found["handlers"] as? Bool == false)
        #expect(found["line"] as? String == attack)
    }

    @Test(arguments: ["empty", "good"])
    func `a record without timeline and profile has a page without errors`(name: String) throws {
        let record = name == "good" ? Records.good : RunRecord()
        let found = try look(
            record,
            width: 390,
            script:
                "return { content: page.documentElement.scrollWidth, said: [...page.querySelectorAll('.missing')].map(one => one.textContent) };"
        )
        #expect(found["content"] as? Int ?? .max <= 390)
        #expect(
            (found["said"] as? [String] ?? []).map { $0.prefix(26) } == [
                "This record holds no timel", "This record holds no call ",
            ]
        )
    }

    @Test(arguments: [1200, 390])
    func `the page about a user's own firmware fits its window`(width: Int) throws {
        var record = Records.crashed
        record.trips = [Records.trip("mul")]
        record.stacks = [.init(task: "loop", size: 4096, peak: 900, free: 3196)]
        record.wire = Records.heard.wire
        let found = try look(
            record,
            width: width,
            script: """
                const wide = [...page.querySelectorAll('body *')].filter(element => {
                  const box = element.getBoundingClientRect();
                  return box.right > \(width) + 1 && !element.closest('.scroll, .console, svg');
                });
                return {
                  content: page.documentElement.scrollWidth,
                  wide: wide.map(element => element.outerHTML.slice(0, 80)),
                  sections: [...page.querySelectorAll('main > section[id]')].map(section => section.id),
                  links: [...page.querySelectorAll('nav a')].every(link => page.querySelector(link.hash)),
                  figures: [...page.querySelectorAll('.figure h3')].map(name => name.textContent),
                  replaced: page.querySelectorAll('#firmware tbody tr').length,
                };
                """
        )
        #expect(found["content"] as? Int ?? .max <= width)
        #expect(found["wide"] as? [String] == [])
        #expect(found["links"] as? Bool == true)
        #expect(
            found["sections"] as? [String]
                == [
                    "figures", "timeline", "trips", "exceptions", "wire", "profile", "stalls", "watchdogs", "memory",
                    "firmware", "boots", "console", "parameters",
                ]
        )
        #expect(
            found["figures"] as? [String]
                == ["Longest stall", "Soft watchdog", "Hard watchdog", "Instructions", "LED"]
        )
        #expect(found["replaced"] as? Int == 2)
    }
}
