import Foundation
import TestSupport
import Testing

/// The Python package in python/, by its own tests, its documentation and pip.
@Suite(
    .serialized,
    .timeLimit(.minutes(10)),
    .enabled(if: PythonTools.isHere && TestFirmware.isHere, "needs make test-tools test-firmware")
)
struct PythonPackageTests {
    private static let folder = "\(Tool.packageRoot)/python"
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// What the tests of the package find in their environment.
    private var environment: String {
        "VESP_TOOL='\(Tool.executable.path)' VESP_FIRMWARE='\(Tool.firmware)' PYTHONDONTWRITEBYTECODE=1 "
            + "VESP_TEST_FIRMWARE='\(TestFirmware.micropython)'"
    }

    private func pytest(_ arguments: String, in folder: String, package: String = Self.folder) throws -> Tool.Result {
        let plugin = package.isEmpty ? "" : "-p vesp.pytest_plugin"
        return try Tool.shell(
            "PYTHONPATH='\(package)' \(environment) '\(PythonTools.pytest)' \(plugin) -p no:cacheprovider -q \(arguments)",
            in: folder
        )
    }

    @Test func `its tests pass`() throws {
        let result = try pytest("tests", in: Self.folder)
        #expect(result.code == 0, "\(result.output)\(result.errors)")
    }

    @Test func `the example of its documentation passes, started as it says`() throws {
        let page = try String(contentsOfFile: "\(Tool.packageRoot)/docs/python.md", encoding: .utf8)
        let blocks = page.matches(of: /```python\n# (test_\w+\.py)\n((?s).*?)```/)
        #expect(blocks.count >= 2)
        for block in blocks { _ = try scratch.file(String(block.1), String(block.2)) }
        let options = "--vesp-firmware '\(TestFirmware.micropython)' --vesp-pace max"
        let result = try pytest(options, in: scratch.path)
        #expect(result.code == 0, "\(result.output)\(result.errors)")
        #expect(result.output.contains("passed"))
    }

    @Test func `pip makes a wheel of it without a network, whose plugin pytest finds by itself`() throws {
        let copy = "\(scratch.path)/source", target = "\(scratch.path)/installed"
        try FileManager.default.copyItem(atPath: Self.folder, toPath: copy)
        let made = try Tool.shell(
            "'\(PythonTools.python)' -m pip install --quiet --disable-pip-version-check --no-index --no-build-isolation "
                + "--no-deps --target '\(target)' '\(copy)'",
            in: scratch.path
        )
        #expect(made.code == 0, "\(made.output)\(made.errors)")
        let help = try Tool.shell("PYTHONPATH='\(target)' '\(PythonTools.pytest)' --help", in: scratch.path)
        #expect(help.output.contains("--vesp-firmware"))
        let version = try Tool.run(["--version"]).output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(FileManager.default.fileExists(atPath: "\(target)/vesp-\(version).dist-info"))
    }
}
