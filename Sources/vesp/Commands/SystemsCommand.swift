import ArgumentParser
import Inputs
import Reports

/// `vesp systems`.
struct SystemsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "systems",
        abstract: "List the ways of connecting an ESP8266 that are reproduced, or say what of one is.",
        discussion: "Example: vesp systems esp-open-rtos"
    )

    @Argument(help: "A system's name; all are listed without it.") var name: String?
    @Flag(help: "Print a paragraph for each, in Markdown.") var markdown = false

    func run() throws {
        try Failure.contained {
            let locator = Locator.ofThisTool(firmware: nil)
            if markdown {
                let systems = try locator.systems(named: name.map { [$0] } ?? [])
                return try Output.print(systems.map(paragraph).joined(separator: "\n"))
            }
            if let name {
                for system in try locator.systems(named: [name]) { try Output.print(show(system)) }
                return
            }
            let systems = try locator.systems()
            let width = systems.map(\.name.count).max() ?? 0
            for system in systems {
                let space = String(repeating: " ", count: width - system.name.count)
                try Output.print("\(system.name.printable)\(space)  \(system.title.printable)\n")
            }
        }
    }

    private func paragraph(_ system: DeviceSystem) -> String {
        let parts = [
            "**\(system.title.printable)** (`\(system.name.printable)`).",
            system.reproduced.map(\.printable).joined(separator: " "),
            system.notReproduced.isEmpty
                ? "" : "Not reproduced: \(system.notReproduced.map(\.printable).joined(separator: " "))",
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: " ") + "\n"
    }

    private func show(_ system: DeviceSystem) -> String {
        let scenario = system.scenario
        let parts = [
            [
                "\(system.name.printable): \(system.title.printable)",
                "  profile        \((scenario.profile ?? Scenario.defaultProfile).printable)",
            ],
            scenario.application.name.map { ["  application    \($0.printable)"] } ?? [],
            list("decides itself", system.own), list("reproduced", system.reproduced),
            list("not reproduced", system.notReproduced),
        ]
        return parts.joined().map { "\($0)\n" }.joined()
    }

    /// Sentences, the first one behind their name.
    private func list(_ name: String, _ sentences: [String]) -> [String] {
        sentences.enumerated().map { number, sentence in
            let label = number == 0 ? name : ""
            return "  \(label)\(String(repeating: " ", count: 15 - label.count))\(sentence.printable)"
        }
    }
}
