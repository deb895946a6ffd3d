import Foundation
import Testing

/// What a terminal shows and a pipe does not. `script` gives the tool a terminal.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct TerminalTests {
    private static let run = "\(Tool.executable.path) run Fixtures/scenarios/rsa-2048-80mhz.yml"
    private static let progress = "million instructions/s"
    private static let red = "\u{1B}[1;31mTRIPS\u{1B}[0m:"

    private func onTerminal(_ command: String, _ environment: String) throws -> String {
        let result = try Tool.shell("\(environment) script -qec '\(command)' /dev/null", in: Tool.packageRoot)
        #expect(result.code == 1, "\(result.errors)")
        return result.output
    }

    @Test func `a terminal shows progress, takes it away, and colours the verdict`() throws {
        let shown = try onTerminal(Self.run, "TERM=xterm")
        #expect(shown.contains(Self.progress))
        #expect(shown.contains(" s  CertificateVerify  "))
        #expect(shown.contains("\r\u{1B}[K\(Self.red)"))
    }

    @Test func `NO_COLOR takes the colour, not the progress`() throws {
        let shown = try onTerminal(Self.run, "TERM=xterm NO_COLOR=1")
        #expect(shown.contains(Self.progress))
        #expect(shown.contains("\r\u{1B}[KTRIPS: "))
        #expect(!shown.contains("\u{1B}[1;"))
    }

    @Test func `a dumb terminal gets plain text`() throws {
        let shown = try onTerminal(Self.run, "TERM=dumb")
        #expect(shown.hasPrefix("TRIPS: "))
        #expect(!shown.contains("\u{1B}"))
    }

    @Test func `a quiet run is quiet on a terminal too`() throws {
        #expect(try onTerminal("\(Self.run) --quiet", "TERM=xterm") == "")
    }

    @Test func `a pipe gets no progress and no colour`() throws {
        let result = try Tool.shell("TERM=xterm \(Self.run) | cat", in: Tool.packageRoot)
        #expect(result.errors == "")
        #expect(result.output.hasPrefix("TRIPS: "))
        #expect(!result.output.contains("\u{1B}"))
    }
}
