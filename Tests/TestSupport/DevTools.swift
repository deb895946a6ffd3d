import Foundation

/// A page in headless Chromium, driven by the DevTools protocol (chromedevtools.github.io/devtools-protocol).
public final class DevTools {
    /// Chromium did not start, or a script failed.
    public struct Failed: Error, CustomStringConvertible {
        /// What it was about.
        public let description: String
    }

    private static let program = "/usr/bin/chromium"
    /// Whether `make test-deps` has run.
    public static var isThere: Bool { FileManager.default.isExecutableFile(atPath: program) }

    /// What the page said that a good page does not: errors and warnings on its console, exceptions, requests that failed.
    public private(set) var complaints: [String] = []

    private let scratch: Scratch
    private let browser: Peer
    private let socket: WebSocketClient
    private var session: String?
    private var last = 0

    /// Starts Chromium with an empty page.
    public init(width: Int, height: Int = 900, isDark: Bool = false) throws {
        scratch = try Scratch()
        browser = try Peer(
            Self.program,
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                "--remote-debugging-port=0", "--user-data-dir=\(scratch.path)/profile", "about:blank",
            ]
        )
        let address = try Self.address(of: browser, in: "\(scratch.path)/profile/DevToolsActivePort")
        socket = try WebSocketClient(port: address.port, address.path)
        let target = try call("Target.createTarget", ["url": "about:blank"])["targetId"] as? String ?? ""
        session = try call("Target.attachToTarget", ["targetId": target, "flatten": true])["sessionId"] as? String
        for domain in ["Page", "Runtime", "Log", "Network"] { try call("\(domain).enable") }
        try call(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600]
        )
        let scheme = ["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]
        try call("Emulation.setEmulatedMedia", ["features": [scheme]])
    }

    deinit {
        // Its folder goes when nobody writes there any more.
        if (try? call("Browser.close")) != nil { _ = browser.waitForExit() }
    }

    private static func address(of browser: Peer, in file: String) throws -> (port: Int, path: String) {
        let deadline = Date(timeIntervalSinceNow: 60)
        while Date() < deadline, browser.isRunning {
            let lines = (try? String(contentsOfFile: file, encoding: .utf8))?.split(separator: "\n") ?? []
            if lines.count == 2, let port = Int(lines[0]) { return (port, String(lines[1])) }
            usleep(10_000)
        }
        throw Failed(description: "chromium does not start")
    }

    /// Loads a page.
    public func open(_ address: String) throws {
        let result = try call("Page.navigate", ["url": address])
        if let error = result["errorText"] as? String { throw Failed(description: error) }
        try wait("document.readyState === 'complete' && location.href === '\(address)'")
    }

    /// The value of an expression in the page; a promise's, when it is one.
    @discardableResult
    public func evaluate(_ expression: String) throws -> Any? {
        let result = try call(
            "Runtime.evaluate",
            ["expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true]
        )
        if let failure = result["exceptionDetails"] { throw Failed(description: "\(expression): \(failure)") }
        return (result["result"] as? [String: Any])?["value"]
    }

    /// Waits until an expression is true in the page.
    public func wait(_ expression: String, seconds: Int = 60) throws {
        let loop = """
            new Promise((resolve, reject) => {
              const end = Date.now() + \(seconds) * 1000;
              const look = () => {
                if (\(expression)) resolve(true);
                else if (Date.now() > end) reject(new Error('never true'));
                else setTimeout(look, 10);
              };
              look();
            })
            """
        do { try evaluate(loop) } catch { throw Failed(description: "\(expression): \(error)") }
    }

    /// Types into what has the focus; a line feed is Enter.
    public func type(_ text: String) throws {
        for part in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if part.offset > 0 {
                let key: [String: Any] = ["key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"]
                for kind in ["keyDown", "keyUp"] {
                    try call("Input.dispatchKeyEvent", key.merging(["type": kind]) { $1 })
                }
            }
            if !part.element.isEmpty { try call("Input.insertText", ["text": String(part.element)]) }
        }
    }

    /// Writes the whole page as a picture (PNG).
    public func photograph(to file: String) throws {
        let shot = try call("Page.captureScreenshot", ["captureBeyondViewport": true])
        let data = (shot["data"] as? String).flatMap { Data(base64Encoded: $0) }
        try data?.write(to: URL(fileURLWithPath: file))
    }

    @discardableResult
    private func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
        last += 1
        var request: [String: Any] = ["id": last, "method": method, "params": parameters]
        if let session { request["sessionId"] = session }
        try socket.send(String(decoding: JSONSerialization.data(withJSONObject: request), as: UTF8.self))
        let deadline = Date(timeIntervalSinceNow: 120)
        while Date() < deadline, case .text(let text)? = socket.next(within: 120) {
            let said = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
            guard said["id"] as? Int == last else {
                note(said["method"] as? String ?? "", said["params"] as? [String: Any] ?? [:])
                continue
            }
            if let error = said["error"] { throw Failed(description: "\(method): \(error)") }
            return said["result"] as? [String: Any] ?? [:]
        }
        throw Failed(description: "\(method): no answer")
    }

    private func note(_ event: String, _ values: [String: Any]) {
        switch event {
        case "Runtime.exceptionThrown", "Network.loadingFailed": complaints.append("\(event): \(values)")
        case "Runtime.consoleAPICalled":
            if ["error", "warning", "assert"].contains(values["type"] as? String) {
                complaints.append("\(event): \(values)")
            }
        case "Log.entryAdded": complaints.append("\(event): \(values)")
        case "Network.responseReceived":
            let response = values["response"] as? [String: Any]
            if response?["status"] as? Int ?? 0 >= 400 { complaints.append("\(event): \(response?["url"] ?? "")") }
        default: break
        }
    }
}
