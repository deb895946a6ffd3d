import Foundation

/// How much random tests try, and from where: `VESP_SEED` and `VESP_FUZZ_ROUNDS` in the environment.
public enum Fuzz {
    /// The same on every host and day unless told otherwise.
    public static let seed = setting("VESP_SEED") ?? 1

    /// `base` cases times the rounds asked for.
    public static func count(_ base: UInt64) -> UInt64 { base &* max(1, setting("VESP_FUZZ_ROUNDS") ?? 1) }

    private static func setting(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }
}
