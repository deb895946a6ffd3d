import ArgumentParser
import Inputs

/// What an option says that no key takes is an error of usage.
enum Usage {
    /// Does `work`; a refusal becomes ArgumentParser's error.
    static func checked(_ work: () throws -> Void) throws {
        do { try work() } catch let refusal as Refusal { throw ValidationError(refusal.message) }
    }
}
