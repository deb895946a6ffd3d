import ArgumentParser
import Inputs

/// Maps failures to the documented exit codes.
enum Failure {
    /// Runs `body`; whatever it throws becomes one line on stderr and an exit code.
    static func contained<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch EmulationError.misuse(let message) {
            throw ValidationError(message)
        } catch let error as EmulationError {
            Output.complain(error.description)
            throw ExitCode(error.exitCode)
        } catch let error as OutputError {
            throw told(error)
        } catch let error as ExitCode {
            throw error
        } catch let error as ValidationError {
            throw error
        } catch {
            Output.complain("internal fault: \(error)")
            throw ExitCode(70)
        }
    }

    /// Says what became of an output, unless nobody reads it any more; the exit code.
    static func told(_ error: OutputError) -> ExitCode {
        if case .refused(let message) = error { Output.complain(message) }
        return ExitCode(error.exitCode)
    }
}
