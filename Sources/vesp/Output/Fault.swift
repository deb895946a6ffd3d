import Glibc

/// The last words of a process that can go no further.
enum Fault {
    /// From now on a fault of the emulator, and memory that the system refuses, end the process with one line on stderr and
    /// exit code 70. Without effect when SWIFT_BACKTRACE asks for more.
    static func endsInOneLine() {
        guard getenv("SWIFT_BACKTRACE") == nil else { return }
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in Fault.end() }
        for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT] { sigaction(number, &action, nil) }
    }

    /// Only what a signal handler may call.
    private static func end() -> Never {
        let size = 64 << 20
        let probe = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        let line: StaticString =
            probe == MAP_FAILED
            ? "vesp: out of memory\n" : "vesp: internal fault; with SWIFT_BACKTRACE=enable=yes it says where\n"
        _ = write(2, line.utf8Start, line.utf8CodeUnitCount)
        _exit(70)
    }
}
