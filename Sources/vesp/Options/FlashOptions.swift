import ArgumentParser
import Inputs

/// Flags about the flash of firmware of the user's own.
struct FlashOptions: ParsableArguments {
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A further part of the flash; may be repeated.", valueName: "file@offset")
    )
    var flash: [String] = []
    @Option(help: "Flash chip: 512KB, 1MB, 2MB, 4MB, 8MB or 16MB; what the firmware's header says by default.")
    var flashSize: String?
    @Flag(help: "Exchange the root certificates in the firmware for the endpoint's.")
    var replaceRoot = false

    func validate() throws { try Usage.checked { _ = try overrides } }

    /// What the flags change.
    var overrides: [Override] {
        get throws(Refusal) {
            let changes = [
                try Override.scenario("flash", from: "--flash", flash.isEmpty ? nil : flash),
                try Override.scenario("flash_size", from: "--flash-size", flashSize.map { [$0] }),
                try Override.scenario("replace_root", from: "--replace-root", replaceRoot ? ["true"] : nil),
            ]
            return changes.compactMap { $0 }
        }
    }
}
