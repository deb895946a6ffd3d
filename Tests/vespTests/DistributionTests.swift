import Foundation
import Testing
import TestSupport

/// What `make dist` left in `VESP_DIST`.
@Suite(
    .serialized,
    .timeLimit(.minutes(15)),
    .enabled(if: Tool.distribution != nil, "make test-long makes the packages and runs it")
)
struct DistributionTests {
    private let unpacked: Scratch
    private let tool: String
    private let distribution: String

    init() throws {
        distribution = try #require(Tool.distribution)
        unpacked = try Scratch()
        let version = try Tool.shell("scripts/version.sh", in: Tool.packageRoot).output.dropLast()
        let name = "vesp-\(version)-linux-x86_64"
        tool = "\(unpacked.path)/\(name)/bin/vesp"
        let result = try Tool.shell("tar -xzf '\(distribution)/\(name).tar.gz'", in: unpacked.path)
        try #require(result.code == 0, "\(result.errors)")
    }

    @Test func `the tool needs no more than Ubuntu 22.04 and Debian 12 have`() throws {
        let dynamic = try Tool.shell("readelf -d '\(tool)'", in: "/").output
        let libraries = Set(dynamic.matches(of: /\(NEEDED\).*\[(.*)\]/).map { String($0.1) })
        let allowed: Set = ["libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"]
        #expect(libraries.isSubset(of: allowed), "\(libraries.subtracting(allowed))")
        let symbols = try Tool.shell("objdump -T '\(tool)' | grep -o '([A-Z]*_[0-9.]*)' | sort -u", in: "/").output
        for (name, newest) in [("GLIBC", [2, 35]), ("GLIBCXX", [3, 4, 30])] {
            let versions = symbols.matches(of: /\(([A-Z]+)_([0-9.]+)\)/).filter { $0.1 == name }.map { match in
                match.2.split(separator: ".").compactMap { Int($0) }
            }
            let later = versions.filter { newest.lexicographicallyPrecedes($0) }
            #expect(!versions.isEmpty && later.isEmpty, "\(name) \(Set(later))")
        }
    }

    @Test func `it starts in less than 30 ms`() throws {
        let result = try Tool.shell("scripts/startup.sh '\(tool)'", in: Tool.packageRoot)
        let times = result.output.matches(of: /([0-9]+) ms CPU/).compactMap { Int($0.1) }
        #expect(times.count == 2 && times.allSatisfy { $0 < 30 }, "\(result.output)\(result.errors)")
    }

    @Test func `a packed tool's run has the record of the checkout's`() throws {
        let arguments = "run --clock 160 --until handshake --json - --quiet"
        let packed = try Tool.shell("env -i '\(tool)' \(arguments)", in: "/")
        #expect(packed.output.count > 1000)
        #expect(try packed.output == Tool.run(arguments.split(separator: " ").map(String.init)).output)
    }

    @Test func `the same source makes the same bytes`() throws {
        let again = try Scratch()
        let result = try Tool.shell(
            """
            PATH='\(ProcessInfo.processInfo.environment["PATH"] ?? "")'
            scripts/dist.sh .build/static .build/firmware '\(again.path)'
            cmp '\(again.path)/SHA256SUMS' '\(distribution)/SHA256SUMS'
            """,
            in: Tool.packageRoot
        )
        #expect(result.code == 0, "\(result.output)\(result.errors)")
    }

    @Test func `both packages work in a bare Debian and leave nothing behind`() throws {
        let result = try Tool.shell("scripts/try-dist.sh '\(distribution)' .build/chroot", in: Tool.packageRoot)
        if result.code == 77 { try Test.cancel("\(result.errors)") }
        #expect(result.code == 0, "\(result.output)\(result.errors)")
    }
}
