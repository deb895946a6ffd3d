import Inputs
import Record

/// What stands between an SDK and its user, told by its own texts: a core, an interpreter, a ready-made firmware.
package struct Platform: Sendable {
    /// Its name.
    package let name: String
    /// Texts of which one is enough.
    package let marks: [String]
    /// Behind this text stands its version.
    package let versionMark: String
    /// Whose settings `vesp advise` names; nil where there are none to change: an interpreter, a ready-made firmware.
    package var settings: Profile.Family?

    /// Every platform.
    package static let all = [
        // ARD:cores/esp8266/Esp-version.cpp, core_esp8266_postmortem.cpp
        Platform(
            name: "Arduino",
            marks: ["core_esp8266_main.cpp", "/Core:", "ctx: cont"],
            versionMark: "/Core:",
            settings: .arduino
        ),
        Platform(name: "MicroPython", marks: ["MicroPython v"], versionMark: "MicroPython "),
        Platform(name: "CircuitPython", marks: ["Adafruit CircuitPython "], versionMark: "Adafruit CircuitPython "),
        Platform(name: "NodeMCU", marks: ["NodeMCU "], versionMark: "NodeMCU "),
        Platform(name: "Tasmota", marks: ["Tasmota"], versionMark: "Tasmota "),
        Platform(name: "Espressif AT", marks: ["AT version:"], versionMark: "AT version:"),
    ]

    static var allMarks: [String] { all.flatMap { $0.marks + [$0.versionMark] } }

    /// The platforms of a firmware.
    static func found(in text: FirmwareText) -> [FirmwareIdentity.Finding] {
        all.compactMap { platform in
            guard let mark = platform.marks.first(where: text.holds) else { return nil }
            let versions = text.following(platform.versionMark)
                .compactMap { $0.prefixMatch(of: /v?\d+[._]\d+[\w.+()-]*/).map { String($0.0) } }
            return FirmwareIdentity.Finding(name: platform.name, version: versions.first, evidence: mark)
        }
    }
}
