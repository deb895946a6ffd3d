import ArgumentParser
import LX106

extension Engine: ExpressibleByArgument {}

/// What `--engine` says of itself.
enum EngineHelp {
    static let text: ArgumentHelp = "How to execute; changes the speed only: generated, interpreted or reference."
}
