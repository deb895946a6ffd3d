import Foundation
import TestSupport
import Testing

/// `vesp import`, up to the run of what it makes.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ImportCommandTests {
    private static let fixtures = "\(Tool.packageRoot)/Fixtures/imports"
    private let folder: Scratch

    init() throws { folder = try Scratch() }

    private func mode(_ file: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(file)")[.posixPermissions] as? Int
    }

    private func arguments(_ system: String, _ more: [String] = []) -> [String] {
        ["import", system, "\(Self.fixtures)/\(system)", "--output", "\(folder.path)/scenario.yml"] + more
    }

    @Test(.enabled(if: Tool.hasFirmware, "needs make firmware"), arguments: ["esp-open-rtos", "mongoose", "esp-idf"])
    func `the scenario runs with the project's credentials`(system: String) throws {
        let made = try Tool.run(arguments(system))
        #expect(made.code == 0 && made.output == "" && made.errors == "", "\(made.errors)")
        #expect(try mode("scenario.yml") == 0o600)
        let run = try Tool.run(["run", "\(folder.path)/scenario.yml", "--no-bounds", "--json", "-"])
        #expect(run.code == 0, "\(run.errors)\(run.output.suffix(2000))")
        #expect(run.output.contains("\"connected\" : true"), "\(run.output.suffix(2000))")
    }

    @Test func `nothing is written over what is there unless asked`() throws {
        _ = try folder.file("client_key.pem", "mine")
        try Tool.expectRefusal(73, "client_key.pem: cannot be written: is there already", arguments("esp-open-rtos"))
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files == ["client_key.pem"])
        #expect(try Tool.run(arguments("esp-open-rtos", ["--force"])).code == 0)
        #expect(try mode("client_key.pem") == 0o600)
    }

    @Test func `a key of another certificate is refused with its place`() throws {
        try FileManager.default.copyItem(atPath: "\(Self.fixtures)/esp-idf", toPath: "\(folder.path)/project")
        let key = "\(folder.path)/project/main/certs/client.key"
        try FileManager.default.removeItem(atPath: key)
        try FileManager.default.copyItem(atPath: "\(Tool.certificates)/device-rsa-2048.key.pem", toPath: key)
        let message = "client.key: the private key does not belong to the certificate"
        try Tool.expectRefusal(65, message, ["import", "esp-idf", "\(folder.path)/project"])
    }

    @Test func `the key of a client_config.c that is an example's is refused with its line`() throws {
        try FileManager.default.copyItem(atPath: "\(Self.fixtures)/esp-open-rtos", toPath: "\(folder.path)/project")
        let file = "\(folder.path)/project/client_config.c"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let start = try #require(text.range(of: "-----BEGIN EC PRIVATE KEY-----\\r\\n\"\n\""))
        try text.replacingCharacters(in: start.upperBound..<start.upperBound, with: "<your key>")
            .write(toFile: file, atomically: true, encoding: .utf8)
        let message = "client_config.c:26: client_key: the private key is cut off or damaged"
        try Tool.expectRefusal(65, message, ["import", "esp-open-rtos", "\(folder.path)/project"])
    }

    @Test func `stdout has the scenario without secrets`() throws {
        let result = try Tool.run(["import", "mongoose", "\(Self.fixtures)/mongoose"])
        #expect(result.code == 0 && result.errors == "")
        #expect(result.output.hasPrefix("# Made by vesp import mongoose") && !result.output.contains("saw"))
        #expect(result.output.contains("\"Fixtures/imports/mongoose/fs/device.key.pem\""), "\(result.output)")
    }
}
