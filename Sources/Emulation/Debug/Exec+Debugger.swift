import ESP8266
import LX106

extension Exec {
    /// Runs a program with a debugger, as often as it wants to go back.
    ///
    /// - Throws: `ELFError` when a segment lies outside the memories.
    public static func run(
        image: ELFImage,
        streams: Streams,
        settings: Settings,
        limits: Limits,
        debugger: Debugger
    ) throws(ELFError) -> (program: Exec, ending: Ending) {
        let log = StreamLog(streams)
        log.onOverflow = { [unowned debugger] in debugger.isRepeatable = false }
        while true {
            log.rewind()
            let program = try Exec(image: image, streams: log.streams, settings: settings)
            let machine = Debugger.Machine(
                time: { [unowned program] in "cycle \(program.core.now)" },
                end: { [unowned program] in program.signals.requestStop() }
            )
            debugger.begin(program.core, machine, unless: { false })
            let ending = program.run(limits: limits, debugger: debugger)
            guard !debugger.isRewinding else { continue }
            if case .exited(let code) = ending { debugger.ended(code: UInt8(truncatingIfNeeded: code)) }
            debugger.ended(code: 1)
            return (program, ending)
        }
    }
}
