import CloudEndpoint
import Inputs

/// Maps what is wrong with a file of keys or certificates to a failure with a documented exit code.
enum CredentialFailure {
    /// Runs `body`, which looks at what `file` holds.
    static func contained<Result>(
        _ file: String,
        _ body: () throws(CredentialError) -> Result
    ) throws(EmulationError) -> Result {
        do {
            return try body()
        } catch {
            throw .badInput(file: file, line: nil, message: error.description)
        }
    }

    /// Reads the PEM file `file`.
    static func source(_ file: String) throws(EmulationError) -> PEMSource {
        let bytes = try FileAccess.bytes(file)
        do {
            return try PEMSource(bytes)
        } catch {
            throw .badInput(file: file, line: error.line, message: error.description)
        }
    }
}
