import Foundation
import Inputs

extension Locator {
    /// The locator of this process.
    static func ofThisTool(firmware: String?) -> Locator {
        Locator(
            current: FileManager.default.currentDirectoryPath,
            executable: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
                ?? CommandLine.arguments.first ?? "",
            firmwareOption: firmware,
            firmwareVariable: ProcessInfo.processInfo.environment["VESP_FIRMWARE"]
        )
    }
}
