import Record

extension InputKey where Subject == Scenario {
    /// Firmware of the user's own and what is connected to it.
    static let firmware: [ScenarioKey] = [
        ScenarioKey(
            "firmware",
            \.firmware,
            .file,
            "firmware of your own, an ELF file or a flash image; the tool's when absent",
            row: .init(.run, "firmware", rank: -4)
        ),
        ScenarioKey(
            "flash",
            \.flash,
            .flashParts,
            "further parts of its flash, each FILE@OFFSET"
        ).shown(
            by: ParameterRows(.init(.run, "flash", rank: -3)) { resolved in
                let parts = resolved.scenario.flash
                return parts.isEmpty ? nil : InputValue.flashParts.show(parts)
            }
        ),
        ScenarioKey(
            "flash_size",
            \.flashSize,
            .flashSize,
            "flash chip; what the firmware's header says when absent",
            row: .init(.run, "flash_size", rank: -3)
        ),
        ScenarioKey(
            "replace_root",
            \.replacesRoot,
            .boolean,
            "whether the root certificates in it are exchanged for the endpoint's, in their places and lengths",
            row: .init(.run, "replace_root", rank: -3)
        ),
        .list(
            "serial",
            \.serial,
            of: Scenario.SerialStep.keys,
            blank: Scenario.SerialStep(send: ""),
            "what is typed on its serial line, one after the other",
            rows: ParameterRows(.run) { resolved in resolved.scenario.serial.enumerated().map { $1.row(number: $0 + 1) }
            }
        ),
    ]
}

extension Scenario.SerialStep {
    /// The keys of an item of `serial`.
    static let keys: [InputKey<Scenario.SerialStep>] = [
        InputKey("at", \.at, .seconds, "not before this time"),
        InputKey("after", \.after, .text(bytes: 1...4096), "not before the device has printed this"),
        InputKey("send", \.send, .text(bytes: 1...65_536), "what is typed", isRequired: true),
    ]

    /// What a record says of it, the `number`th.
    fileprivate func row(number: Int) -> RunRecord.Parameter {
        let moments = [after.map { "after '\($0.shown)'" }, at.map { "at \($0.shortText) s" }].compactMap { $0 }
        let name = (["serial \(number)"] + moments).joined(separator: " ")
        return .init(group: ParameterRows.Group.run.rawValue, name: name, value: send.shown, unit: nil)
    }
}
