import ArgumentParser
import Inputs
import Reports

/// `vesp profiles`.
struct ProfilesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profiles",
        abstract: "List the profiles, or show one.",
        discussion: "Example: vesp profiles esp-open-rtos"
    )

    @Argument(help: "A profile's name or file; all are listed without it.") var name: String?

    func run() throws {
        try Failure.contained {
            let locator = Locator.ofThisTool(firmware: nil)
            if let name { return try Output.print(show(try locator.profile(name))) }
            let profiles = try locator.profileNames().map(locator.profile)
            guard !profiles.isEmpty else { throw EmulationError.notFound("no profiles found") }
            let width = profiles.map(\.name.count).max() ?? 0
            for profile in profiles {
                let space = String(repeating: " ", count: width - profile.name.count)
                let mark = profile.name == Scenario.defaultProfile ? " (default)" : ""
                try Output.print("\(profile.name.printable)\(space)  \(profile.description.printable)\(mark)\n")
            }
        }
    }

    private func show(_ profile: Profile) -> String {
        let soft = profile.soft.isEnabled ? "bites after \(profile.soft.timeout.text()) s" : "off"
        let hard = profile.hard.isEnabled ? "bites after \(profile.hard.timeout.text()) s" : "off"
        return """
            \(profile.name.printable): \(profile.description.printable)
              SDK            \(profile.sdk.name), TLS build \(profile.sdk.tlsBuild)
              clock          \(profile.clockMHz) MHz
              flash          \(profile.flashMode.rawValue), \(profile.flashMHz) MHz, cache \(profile.cacheKB) KB
              heap           \(profile.heapBytes) bytes
              stack          \(profile.stackBytes) bytes
              soft watchdog  \(soft)
              hard watchdog  \(hard)
              fed by         \(profile.sdk.feeding.rawValue)

            """
    }
}
