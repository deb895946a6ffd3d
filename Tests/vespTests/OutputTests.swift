import Foundation
import TestSupport
import Testing

/// What becomes of results that do not get where they should.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct OutputTests {
    private static let tool = "'\(Tool.executable.path)'"

    /// A folder with a program that exits with 0, a scenario as it should be and one that is not.
    private func folder() throws -> Scratch {
        let folder = try Scratch()
        _ = try folder.file("good.elf", TinyELF.bytes(code: TinyELF.exit(0)))
        _ = try folder.file("bad.elf", TinyELF.bytes(code: TinyELF.exit(3)))
        _ = try folder.file("good.yml", CheckTests.passes)
        _ = try folder.file("bad.yml", CheckTests.fails)
        _ = try folder.file("matrix.yml", "scenario: good.yml\naxes: {clock: [80]}\n")
        return folder
    }

    private func shell(_ line: String, in folder: Scratch) throws -> Tool.Result {
        try Tool.shell("export VESP_FIRMWARE='\(Tool.firmware)'; \(line)", in: folder.path)
    }

    private static let results = [
        "exec good.elf --json -", "check good.yml --quiet --junit -", "check good.yml --quiet --json -",
        "check good.yml --quiet --html -", "sweep matrix.yml --quiet --csv -", "check good.yml", "profiles",
        "schema record", "timing", "--help", "--version", "manual",
    ]

    @Test(arguments: results) func `a result that stdout does not take is a failure with a name`(command: String) throws
    {
        let folder = try folder()
        for redirection in [">/dev/full", ">&-"] {
            let result = try shell("\(Self.tool) \(command) \(redirection)", in: folder)
            #expect(result.code == 73, "\(command) \(redirection): \(result.errors)")
            #expect(result.errors.hasPrefix("vesp: stdout: cannot be written: "), "\(result.errors)")
            #expect(result.errors.filter { $0 == "\n" }.count == 1)
        }
    }

    @Test func `a reader that goes away ends the tool quietly`() throws {
        let folder = try folder()
        for command in ["schema record", "timing", "check good.yml good.yml"] {
            // The reader is gone before the tool writes: it waits for that.
            let result = try shell(
                "mkfifo gone; { sh -c 'exec <gone'; : >closed; } & { exec >gone; while ! [ -e closed ]; do :; done; "
                    + "\(Self.tool) \(command); }; code=$?; wait; rm -f gone closed; exit $code",
                in: folder
            )
            #expect(result.code == 141, "\(command)")
            #expect(result.errors == "")
        }
    }

    @Test func `a bad verdict stays the exit code, whatever cannot be written`() throws {
        let folder = try folder()
        #expect(try shell("\(Self.tool) check bad.yml >/dev/full", in: folder).code == 1)
        #expect(try shell("\(Self.tool) check bad.yml --json /dev/full", in: folder).code == 1)
        #expect(try shell("\(Self.tool) exec bad.elf --json /dev/full", in: folder).code == 3)
        #expect(try shell("\(Self.tool) run --time-limit 1 --json /dev/full", in: folder).code == 1)
    }

    @Test func `a report that cannot be written does not lose the others`() throws {
        let folder = try folder()
        let check = try shell(
            "\(Self.tool) check good.yml --json /dev/full --junit j.xml --html - --quiet",
            in: folder
        )
        #expect(check.code == 73)
        #expect(check.errors == "vesp: /dev/full: cannot be written: no space left on device\n")
        #expect(check.output.contains("</html>"))
        #expect(FileManager.default.fileExists(atPath: "\(folder.path)/j.xml"))
        let run = try shell(
            "\(Self.tool) run --time-limit 1 --no-bounds --json /dev/full --html r.html --vcd r.vcd",
            in: folder
        )
        #expect(run.code == 1)
        #expect(run.output.hasPrefix("FAILS: "))
        #expect(FileManager.default.fileExists(atPath: "\(folder.path)/r.html"))
        #expect(FileManager.default.fileExists(atPath: "\(folder.path)/r.vcd"))
    }

    @Test func `a step summary that cannot be written is named`() throws {
        let folder = try folder()
        let result = try Tool.run(
            ["check", "\(folder.path)/good.yml", "--json", "\(folder.path)/r.json"],
            environment: ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "/dev/full"]
        )
        #expect(result.code == 73)
        #expect(result.errors == "vesp: /dev/full: cannot be written: no space left on device\n")
        #expect(FileManager.default.fileExists(atPath: "\(folder.path)/r.json"))
    }

    @Test func `a file may not be two outputs, nor an input and an output`() throws {
        let folder = try folder()
        let setUp = "ln -s a.json link.json; echo old >b.json; ln b.json hard.json; mkdir d; ln -s d e; "
        let outputs = [
            "check good.yml --json a.json --junit a.json", "check good.yml --json a.json --junit link.json",
            "check good.yml --json b.json --junit hard.json", "check good.yml --json d/x --junit ./e/x",
            "check good.yml --json b.json >b.json", "check good.yml --json good.yml", "exec good.elf --json ./good.elf",
            "sweep matrix.yml --csv matrix.yml", "run good.yml --time-limit 1 --vcd a.vcd --pcap ./a.vcd",
            "run good.yml --html good.yml", "run --ca own.pem --json own.pem", "advise good.yml --json good.yml",
            "merge b.json --json b.json", "compare a.json b.json --json b.json", "report b.json --html hard.json",
        ]
        _ = try shell(setUp + "cp '\(Tool.certificates)/root-ca.pem' own.pem", in: folder)
        for command in outputs {
            let before = try shell("cksum good.yml good.elf matrix.yml own.pem", in: folder).output
            let result = try shell("\(Self.tool) \(command)", in: folder)
            #expect(result.code == 64, "\(command): \(result.errors)")
            #expect(result.errors.contains("is the same file as"), "\(command): \(result.errors)")
            #expect(try shell("cksum good.yml good.elf matrix.yml own.pem", in: folder).output == before)
        }
        #expect(try shell("\(Self.tool) check good.yml --json /dev/null --junit /dev/null", in: folder).code == 0)
    }

    @Test func `a file keeps its mode, a new key log is for its owner`() throws {
        let folder = try folder()
        let run = "\(Self.tool) run good.yml --no-bounds --quiet --keylog"
        let result = try shell(
            "umask 022; echo >old; chmod 640 old; echo >log; chmod 604 log; \(Self.tool) exec good.elf --json old; "
                + "\(Self.tool) exec good.elf --json new; \(run) log; \(run) newlog; stat -c '%a %n' old new log newlog",
            in: folder
        )
        #expect(result.output == "640 old\n644 new\n604 log\n600 newlog\n", "\(result.errors)")
    }

    @Test func `a symbolic link stays one, whatever it leads to`() throws {
        let folder = try folder()
        let result = try shell(
            "mkdir d; ln -s d/target link; ln -s round round; \(Self.tool) exec good.elf --json link && "
                + "test -L link -a -f d/target && ! \(Self.tool) exec good.elf --json round && test -L round",
            in: folder
        )
        #expect(result.code == 0)
        #expect(result.errors == "vesp: round: cannot be written: too many levels of symbolic links\n")
    }

    @Test func `a file that may not grow is named and leaves nothing behind`() throws {
        let folder = try folder()
        let result = try shell(
            "echo old >r.json; ulimit -f 1; \(Self.tool) check good.yml --quiet --json r.json; code=$?; "
                + "ls -A; cat r.json; exit $code",
            in: folder
        )
        #expect(result.code == 73)
        #expect(result.errors == "vesp: r.json: cannot be written: file too large\n")
        #expect(result.output == "bad.elf\nbad.yml\ngood.elf\ngood.yml\nmatrix.yml\nr.json\nold\n")
    }

    @Test func `an output in a stream that the caller closed stays whole`() throws {
        let folder = try folder()
        let result = try shell("\(Self.tool) check good.yml --json r.json >&-", in: folder)
        #expect(result.code == 73)
        #expect(try shell("head -c 1 r.json", in: folder).output == "{")
    }
}
