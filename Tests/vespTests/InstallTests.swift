import Foundation
import Testing
import TestSupport

@testable import vesp

/// What `make install` puts in place works without the checkout, from any folder.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct InstallTests {
    private let folder: Scratch

    init() throws {
        folder = try Scratch()
        let result = try Tool.shell(
            "scripts/install.sh '\(Tool.executable.path)' '\(Tool.firmware)' '\(folder.path)/opt/vesp'",
            in: Tool.packageRoot
        )
        try #require(result.code == 0, "\(result.errors)")
    }

    /// Runs the installed tool in an empty environment.
    private func installed(_ words: String, in place: String = "/") throws -> Tool.Result {
        try Tool.shell("env -i PATH=/usr/bin:/bin '\(folder.path)/opt/vesp/bin/vesp' \(words)", in: place)
    }

    @Test func `it finds firmware, profiles and certificates from any folder`() throws {
        let scenario = try folder.file("s.yml", "time_limit_s: 1\nexpect: {ok: false, ended: time_limit}\n")
        #expect(try installed("check '\(scenario)'").code == 0)
        #expect(try installed("profiles", in: folder.path).output.split(separator: "\n").count >= 6)
        let link = "\(folder.path)/vesp"
        try FileManager.default.createSymbolicLink(
            atPath: link,
            withDestinationPath: "\(folder.path)/opt/vesp/bin/vesp"
        )
        #expect(try Tool.shell("env -i '\(link)' check s.yml", in: folder.path).code == 0)
    }

    @Test func `it repeats the published measurements, field reports among them`() throws {
        let cases = try installed("fidelity")
        #expect(cases.code == 0, "\(cases.errors)")
        #expect(cases.output.contains("| fitted |"))
        let field = try installed("check '\(folder.path)/opt/vesp/share/vesp/Resources/fidelity/field'")
        #expect(field.code == 0, "\(field.output)\(field.errors)")
    }

    @Test(arguments: [
        ("bash", "bash-completion/completions/vesp"), ("zsh", "zsh/site-functions/_vesp"),
        ("fish", "fish/vendor_completions.d/vesp.fish"),
    ])
    func `completions name every command`(shell: String, path: String) throws {
        let file = "\(folder.path)/opt/vesp/share/\(path)"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        for command in ["run", "check", "sweep", "merge", "compare", "exec", "identify", "signatures", "profiles"] {
            #expect(text.contains(command), "\(command)")
        }
        #expect(text.contains("update-baseline"))
        let syntax = try Tool.shell("command -v \(shell) >/dev/null || exit 0; \(shell) -n '\(file)'", in: "/")
        #expect(syntax.code == 0, "\(syntax.errors)")
    }

    @Test func `the man page has every command and option, and no macro that man does not know`() throws {
        let page = try String(contentsOfFile: "\(folder.path)/opt/vesp/share/man/man1/vesp.1", encoding: .utf8)
        let lines = page.split(separator: "\n")
        for line in lines where line.hasPrefix(".") || line.hasPrefix("'") {
            #expect([".TH", ".SH", ".SS", ".TP", ".B", ".PP", ".br"].contains(line.prefix { $0 != " " }), "\(line)")
        }
        #expect(lines.contains(".SS vesp check"))
        #expect(lines.contains(".B \\-\\-update\\-baseline"))
        #expect(lines.contains(".B \\-\\-junit <file|\\->"))
    }

    @Test func `text cannot break out of the man page`() {
        #expect(Manual.escaped(".SH x\n'y \\ -") == "\\&.SH x 'y \\e \\-")
    }
}
