import Foundation
import Testing

@Suite(.serialized) struct CommandTests {
    @Test func `exec exits with the guest's code and counts`() throws {
        let folder = try Scratch()
        let program = try folder.file("exit.elf", TinyELF.bytes(code: TinyELF.exit(7)))
        let result = try Tool.run(["exec", program, "--json", "-"])
        #expect(result.code == 7)
        let root = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        #expect(root?["exit_code"] as? Int == 7)
        #expect(root?["instructions"] as? Int == 3)
        #expect(root?["cycles"] as? Int ?? 0 >= 3)
        #expect(root?["cache"] is [String: Any])
    }

    @Test(arguments: [["--help"], ["run", "--help"], ["exec", "--help"], ["profiles", "--help"]])
    func `help has an example`(arguments: [String]) throws {
        let result = try Tool.run(arguments)
        #expect(result.code == 0)
        #expect(result.output.contains("Example: vesp"))
    }

    @Test func `profiles are listed and shown`() throws {
        let list = try Tool.run(["profiles"])
        #expect(list.code == 0)
        #expect(list.output.split(separator: "\n").count >= 6)
        #expect(list.output.contains("(default)"))
        let one = try Tool.run(["profiles", "nodemcu-nonos-3.0.5"])
        #expect(one.output.contains("soft watchdog  bites after 6.00 s"))
    }
}
