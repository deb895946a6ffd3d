import Inputs
import Record

/// What gives an SDK away in a firmware: one constant per family, each in a file of its own.
package struct SDKFamily: Sendable {
    /// Its name.
    package let name: String
    /// Texts of which one is enough.
    package let marks: [String]
    /// Beginnings of symbols of which one is enough.
    package let symbols: [String]
    /// Texts that only its version follows from.
    package let versionMarks: [String]
    /// Whose settings `vesp advise` names.
    package let settings: Profile.Family?
    /// Its version.
    package let version: @Sendable (FirmwareText) -> String?
    /// When it was compiled.
    package let built: @Sendable (FirmwareText) -> String?

    init(
        name: String,
        marks: [String],
        symbols: [String],
        versionMarks: [String] = [],
        settings: Profile.Family? = nil,
        version: @escaping @Sendable (FirmwareText) -> String?,
        built: @escaping @Sendable (FirmwareText) -> String? = { _ in nil }
    ) {
        self.name = name
        self.marks = marks
        self.symbols = symbols
        self.versionMarks = versionMarks
        self.settings = settings
        self.version = version
        self.built = built
    }

    /// Every family; one that takes over texts of another stands before it.
    package static let all = [ownLayer, openRTOS, rtosSDK, rtosSDK1, nonOS]

    /// All texts that must be searched for.
    static var allMarks: [String] { all.flatMap { $0.marks + $0.versionMarks } }

    /// The family of a firmware.
    static func found(in text: FirmwareText) -> FirmwareIdentity.Finding? {
        for family in all {
            let mark = family.marks.first(where: text.holds)
            guard let evidence = mark ?? family.symbols.lazy.compactMap(text.symbol(prefix:)).first else { continue }
            return FirmwareIdentity.Finding(
                name: family.name,
                version: family.version(text),
                built: family.built(text),
                evidence: evidence
            )
        }
        return nil
    }
}
