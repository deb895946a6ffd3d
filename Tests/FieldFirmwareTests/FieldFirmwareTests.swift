import Foundation
import Inputs
import Studies
import TestSupport
import Testing

/// Firmware on a developer's machine that cannot be published: a folder with a scenario for each.
private enum Field {
    /// `VESP_FIELD_FIRMWARE`: the folder, seen from the package's if it is no absolute path.
    static let folder = ProcessInfo.processInfo.environment["VESP_FIELD_FIRMWARE"].map {
        $0.hasPrefix("/") ? $0 : "\(packageRoot)/\($0)"
    }

    /// Every scenario in it, by name.
    static let scenarios: [String] = {
        guard let folder else { return [] }
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".yml") }.sorted().map { "\(folder)/\($0)" }
    }()
}

/// Every scenario in the folder that `VESP_FIELD_FIRMWARE` names does what it expects, as `vesp check` judges it.
@Suite(.enabled(if: Field.folder != nil, "VESP_FIELD_FIRMWARE names no folder of scenarios of firmware"))
struct FieldFirmwareTests {
    private let locator = Locator(
        current: packageRoot,
        executable: "/nowhere/vesp",
        firmwareOption: "\(packageRoot)/.build/firmware"
    )

    @Test func `there are scenarios`() {
        #expect(!Field.scenarios.isEmpty)
    }

    @Test(arguments: Field.scenarios)
    func `firmware does what its scenario expects`(scenario: String) {
        let result = Check(scenarios: [scenario], locator: locator).result(of: scenario)
        #expect(result.status == .passed, "\(result.fault?.message ?? "") \(result.deviations)")
    }
}
