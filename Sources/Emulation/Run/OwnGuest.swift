import CloudEndpoint
import ESP8266
import Inputs
import LX106

/// One of the tool's own applications, with what it is given.
package struct OwnGuest: Sendable {
    /// The device's credentials.
    package let credentials: ClientCredentials
    /// The application for the profile's TLS build.
    package let firmware: ELFImage
    /// The TLS library of the firmware.
    package let library: OwnTLSLibrary

    /// Reads the files that a scenario and its profile name.
    init(_ resolved: ResolvedScenario, locator: Locator) throws(EmulationError) {
        let scenario = resolved.scenario, profile = resolved.profile
        library = try Self.library(profile)
        let files = ClientCredentials.Files(
            ca: try locator.certificate(scenario.credentials.ca, or: library.roots),
            cert: try locator.certificate(scenario.credentials.cert, or: "device-rsa-2048.pem"),
            key: try locator.certificate(scenario.credentials.key, or: "device-rsa-2048.key.pem")
        )
        try Self.check(scenario, library)
        let isDated = scenario.tcp == nil && scenario.cloud.fault?.wantsTrust == true
        let other = isDated ? try FileAccess.text(locator.certificate("other-root.pem")) : ""
        credentials = try ClientCredentials.read(files, alsoTrusting: other, locator)
        let image = profile.sdk.imageFile(variant: scenario.tls.image)
        firmware = try RunPlan.image(Self.application(image, of: scenario, locator))
        try credentials.checkCurves(of: firmware, library, named: image, files)
    }

    /// Refuses what the library has nothing for: whoever gives a key expects it to do something.
    private static func check(_ scenario: Scenario, _ library: OwnTLSLibrary) throws(EmulationError) {
        let given = scenario.tls.special.union(scenario.debugLevel > 0 ? ["mbedtls_debug"] : [])
        guard let path = given.intersection(library.unheeded).min() else { return }
        throw .misuse(scenario.about(path, "'\(path)' has no effect on \(library.library.name)"))
    }

    private static func library(_ profile: Profile) throws(EmulationError) -> OwnTLSLibrary {
        let id = profile.sdk.tlsLibrary
        if let library = OwnTLSLibrary.named(id) { return library }
        let known = OwnTLSLibrary.all.map(\.library.id).joined(separator: ", ")
        throw .badInput(file: profile.name, line: nil, message: "key 'sdk.tls_library': '\(id)' is not one of \(known)")
    }

    /// The path of the application's image; a scenario that asks for one that is missing is told where it does.
    private static func application(
        _ image: String,
        of scenario: Scenario,
        _ locator: Locator
    ) throws(EmulationError) -> String {
        do {
            return try locator.firmware(image)
        } catch .notFound(let message) where scenario.tls.image != nil {
            throw .notFound(scenario.about("tls.image", message))
        }
    }
}
