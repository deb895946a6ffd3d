import Foundation
import Testing

/// Headless Chromium: shows a page in a frame of a given width and lets a script look at it.
enum Browser {
    static let program = "/usr/bin/chromium"
    /// Whether `make test-deps` has run.
    static var isThere: Bool { FileManager.default.isExecutableFile(atPath: program) }

    enum Scheme: String, Sendable, CaseIterable { case dark, light }

    struct Look {
        /// What the script returned.
        var findings: [String: Any]
        /// What the page had to say on the console, errors among it.
        var messages: [String]
    }

    /// Shows `page` and returns what `script`, a function body with `view` (the window) and `page` (its document), finds.
    static func look(at page: String, width: Int, _ scheme: Scheme, script: String) throws -> Look {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vesp-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("frame.html")
        try Data(frame(page, width: width, script: script).utf8).write(to: file)
        let result = try run(
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom",
                "--user-data-dir=\(folder.path)/profile",
                "--blink-settings=preferredColorScheme=\(scheme == .dark ? 0 : 1)",
                "--window-size=1400,1000", "--virtual-time-budget=20000", file.absoluteString,
            ],
            in: folder
        )
        let answer = try #require(result.output.firstMatch(of: /<pre id="answer">([A-Za-z0-9+\/=]*)<\/pre>/)?.1)
        let json = try #require(Data(base64Encoded: String(answer)), "\(result.messages)")
        let findings = try #require(
            try JSONSerialization.jsonObject(with: json) as? [String: Any],
            "\(result.messages)"
        )
        return Look(findings: findings, messages: result.messages.filter { $0.contains(":CONSOLE") })
    }

    private static func run(_ arguments: [String], in folder: URL) throws -> (output: String, messages: [String]) {
        let output = folder.appendingPathComponent("out"), errors = folder.appendingPathComponent("err")
        for file in [output, errors] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let messages = try String(contentsOf: errors, encoding: .utf8).split(separator: "\n").map(String.init)
        return (try String(contentsOf: output, encoding: .utf8), messages)
    }

    private static func frame(_ page: String, width: Int, script: String) -> String {
        let quoted = page.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
        return """
            <!DOCTYPE html><meta charset="utf-8"><pre id="answer"></pre>
            <iframe style="width:\(width)px;height:900px;border:0" srcdoc="\(quoted)"></iframe>
            <script>
            const frame = document.querySelector('iframe');
            frame.addEventListener('load', () => setTimeout(() => {
              const view = frame.contentWindow, page = frame.contentDocument;
              const press = (target, key) =>
                target.dispatchEvent(new view.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
              const text = query => page.querySelector(query)?.textContent ?? null;
              const look = () => { \(script) };
              let found;
              try { found = look(); } catch (error) { found = { failure: String(error) }; }
              const bytes = new TextEncoder().encode(JSON.stringify(found));
              document.getElementById('answer').textContent = btoa(String.fromCharCode(...bytes));
            }, 300));
            </script>
            """
    }
}
