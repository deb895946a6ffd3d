import Foundation
import Testing

@testable import Inputs
@testable import Studies

@Suite struct ScenarioFilesTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vesp-\(UUID().uuidString)")

    private func make(_ names: [String]) throws -> String {
        for name in names {
            let file = folder.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data().write(to: file)
        }
        return folder.path
    }

    @Test func `folders give their scenarios at every level, sorted, each once`() throws {
        let path = try make(["b.yml", "a/z.yaml", "a/notes.md", "B.yml", "é.yml", "baseline.json"])
        defer { try? FileManager.default.removeItem(at: folder) }
        let expected = ["B.yml", "a/z.yaml", "b.yml", "é.yml"].map { "\(path)/\($0)" }
        #expect(try ScenarioFiles.found(at: [path]) == expected)
        #expect(try ScenarioFiles.found(at: ["\(path)/b.yml", "\(path)/"]) == expected)
    }

    @Test func `what is not there, or holds no scenario, is named`() throws {
        let path = try make(["notes.md"])
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(throws: EmulationError.notFound("\(path): no scenario file (*.yml, *.yaml) in this folder")) {
            try ScenarioFiles.found(at: [path])
        }
        #expect(throws: EmulationError.notFound("\(path)/x.yml: no such file or folder")) {
            try ScenarioFiles.found(at: ["\(path)/x.yml"])
        }
    }
}
