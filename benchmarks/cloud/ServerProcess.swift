import Foundation

/// The process of the broker, by what the kernel tells (proc(5)).
struct ServerProcess {
    let pid: Int

    /// CPU time so far, seconds; nil when there is no such process.
    var seconds: Double? {
        guard let text = read("stat"), let end = text.lastIndex(of: ")") else { return nil }
        // utime and stime, of which the name in brackets is the second field.
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return nil }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Bytes of its memory that are in RAM.
    var residentBytes: Int? {
        let line = read("status")?.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { Int($0.filter(\.isNumber)) }.map { $0 << 10 }
    }

    private func read(_ name: String) -> String? {
        try? String(contentsOfFile: "/proc/\(pid)/\(name)", encoding: .utf8)
    }
}
