import Foundation

/// Where scripts/fetch-test-firmware.sh leaves what others built.
enum RealFirmware {
    static let folder = "\(Tool.packageRoot)/.build/test-firmware"
    static var isHere: Bool { FileManager.default.fileExists(atPath: "\(folder)/esp32.bin") }

    /// Whether a shown command reads it.
    static func isNeeded(by command: String) -> Bool {
        command.contains("test-firmware/") || command.contains("user-firmware/")
    }
}
