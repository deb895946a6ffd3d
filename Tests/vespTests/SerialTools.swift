import Foundation
import TestSupport
import Testing

/// esptool, mpremote and pyserial's miniterm, as a user starts them.
enum SerialTools {
    static let missing: Comment = "needs make test-tools test-firmware: packages of PyPI were not fetched"
    static var areHere: Bool { PythonTools.isHere && TestFirmware.isHere }
    /// None takes that long; mpremote waits for ever where nobody answers.
    static let patience = 240

    /// Starts `tool` in `folder`, where it finds no settings of whoever runs the tests.
    static func start(_ tool: String, _ arguments: [String], in folder: String) throws -> Launch {
        try Launch(
            URL(fileURLWithPath: tool),
            arguments,
            in: folder,
            environment: ["HOME": folder, "PYTHONDONTWRITEBYTECODE": "1"]
        )
    }
}
