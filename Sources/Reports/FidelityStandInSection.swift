import Foundation
import Record

/// Unmodified firmware beside the stand-in of its SDK.
enum FidelityStandInSection {
    static func lines(_ table: StandInTable) -> [String] {
        let head = ["", "## Real SDK and stand-in", ""]
        guard table.missing.isEmpty else {
            let files = table.missing.map { "`\($0)`" }.joined(separator: ", ")
            return head + ["Not compared: \(files) is not there. `make test-firmware` fetches it."]
        }
        let text = [
            "Unmodified firmware (`make test-firmware`) in the network of [wifi.md](wifi.md), and the tool's own firmware on the",
            "stand-in of the same SDK, through the same steps at 80 MHz (`Resources/fidelity/stand-in.yml`): the same network,",
            "link and seed. Air, network, boot ROM and chip are vesp's on both sides, and the firmware's calibration of the radio is",
            "[replaced](own-firmware.md#what-is-replaced): these are the times that the SDK computes and waits for, not those of a",
            "measured chip.",
        ]
        return head + text + table.pairs.flatMap(lines)
    }

    private static func lines(_ pair: StandInTable.Pair) -> [String] {
        var lines = [
            "", "| \(pair.real) | the firmware | `\(pair.profile)` | difference |", "|---|---:|---:|---:|",
        ]
        var notes: [String] = []
        for quantity in StandInTable.Quantity.allCases {
            let real = pair.realValues[quantity], standIn = pair.standInValues[quantity]
            guard real != nil || standIn != nil && quantity.isAskedOfEveryFirmware else { continue }
            let cells = [
                quantity.title, real.map(text) ?? "not seen", standIn.map(text) ?? "not modelled",
                difference(real, standIn),
            ]
            lines.append("| " + cells.joined(separator: " | ") + " |")
            if let note = quantity.note { notes.append("- \(quantity.title): \(note).") }
        }
        notes += pair.notes.map { "- \($0)." }
        return lines + (notes.isEmpty ? [] : [""]) + notes
    }

    private static func text(_ value: StandInTable.Value) -> String {
        switch value {
        case .seconds(let seconds) where seconds == .zero: "none"
        case .seconds(let seconds): "\(seconds.text(digits: 3)) s"
        case .permille(let permille): String(format: "%.1f ‰", permille)
        case .bytes(let bytes): "\(bytes) bytes"
        case .text(let text): text
        }
    }

    /// Of times to the millisecond.
    private static func difference(_ real: StandInTable.Value?, _ standIn: StandInTable.Value?) -> String {
        switch (real, standIn) {
        case (.seconds(let real), .seconds(let standIn)):
            milliseconds(Double(standIn.microseconds - real.microseconds) / 1000)
        case (.permille(let real), .permille(let standIn)): String(format: "%+.1f ‰", standIn - real)
        case (.bytes(let real), .bytes(let standIn)): String(format: "%+d bytes", standIn - real)
        case (.text(let real), .text(let standIn)): real == standIn ? "none" : "other"
        default: ""
        }
    }
}

extension FidelityStandInSection {
    private static func milliseconds(_ difference: Double) -> String {
        difference.rounded() == 0 ? "none" : String(format: "%+.0f ms", difference)
    }
}

extension StandInTable.Quantity {
    /// A heading for people.
    fileprivate var title: String {
        switch self {
        case .firstStart: "SDK's start, fresh flash"
        case .start: "SDK's start"
        case .scan: "scan"
        case .newKey: "key of a network that is new"
        case .knownKey: "key of a network joined before"
        case .join: "authentication, association, key handshake"
        case .dhcp: "address by DHCP"
        case .connect: "TCP, from SYN to established"
        case .softGap: "idle: longest time between feeds, soft watchdog"
        case .hardGap: "idle: longest time between feeds, hardware watchdog"
        case .softBite: "hang: soft watchdog, since the last feed"
        case .softReason: "hang: what the restart behind it says"
        case .hardBite: "hang: hardware watchdog, since the last feed"
        case .hardReason: "hang: what the reset behind it says"
        case .load: "CPU that being joined takes"
        case .heap: "heap that joining takes while it lasts"
        }
    }

    /// Whether a table says so where the firmware did not show it.
    fileprivate var isAskedOfEveryFirmware: Bool {
        switch self {
        case .firstStart, .softBite, .softReason, .hardBite, .hardReason: false
        default: true
        }
    }

    /// Why it differs, or what it means.
    fileprivate var note: String? {
        switch self {
        case .firstStart: "erases and writes of the first start; the stand-in is a device that was on before"
        case .softBite:
            "the application's feed takes back the count and leaves the timer alone, so that one to two intervals pass, by its phase"
        default: nil
        }
    }
}
