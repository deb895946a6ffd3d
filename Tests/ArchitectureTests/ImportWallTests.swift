import Foundation
import TestSupport
import Testing

/// Holds the modules to the plan of docs/architecture.md: imports run downwards only.
@Suite struct ImportWallTests {
    /// What each module may import of ours, uppermost first. A module that is not here has no place in the house.
    private static let allowed: [(module: String, imports: Set<String>)] = [
        (
            "vesp",
            [
                "BoardPage", "CloudServer", "Reports", "Studies", "Emulation", "Inputs", "Record", "CloudEndpoint",
                "CloudStore", "ESP8266", "LX106",
            ]
        ),
        ("BoardPage", ["Reports", "Emulation", "Inputs", "LoopbackHTTP"]),
        ("CloudServer", ["CloudEndpoint", "CloudStore", "LoopbackHTTP"]),
        ("CloudStore", ["CloudEndpoint"]),
        ("Reports", ["Record"]),
        ("Studies", ["Emulation", "Inputs", "Record", "CloudEndpoint", "ESP8266", "LX106"]),
        (
            "Emulation",
            [
                "Inputs", "Record", "CloudEndpoint", "GDBRemote", "ESP8266", "LX106", "GuestABI", "CMbedTLS", "CSlirp",
                "JSON",
            ]
        ),
        ("Inputs", ["Record", "ESP8266", "LX106", "GuestABI"]),
        ("Record", ["LX106"]),
        ("CloudEndpoint", ["CMbedTLS", "JSON"]),
        ("GDBRemote", ["LX106"]),
        ("ESP8266", ["LX106", "GuestABI"]),
        ("LX106", []),
        ("GuestABI", []),
        ("JSON", []),
        ("LoopbackHTTP", []),
        ("CMbedTLS", []),
        ("CSlirp", []),
    ]
    private static let ours = Set(allowed.map(\.module))
    /// The ground floor imports Foundation at most, and whatever the C library is called.
    private static let ground: Set = ["LX106", "ESP8266"]
    private static let groundImports: Set = ["Foundation", "Glibc", "Musl"]

    private struct Source {
        var path: String
        var text: String
        var module: String { String(path.split(separator: "/")[1]) }
        var imports: [String] {
            text.matches(
                of: #/(?m)^\s*(?:@\w+ |public |package )*import (?:struct |class |enum |func |protocol )?(\w+)/#
            )
            .map { String($0.1) }
        }
        /// The text without comments to the end of a line.
        var code: String { text.replacing(#///.*/#, with: "") }
    }

    private static func sources(_ ending: String) throws -> [Source] {
        let files = try #require(FileManager.default.enumerator(atPath: "\(packageRoot)/Sources"))
        let paths = files.compactMap { $0 as? String }.filter { $0.hasSuffix(ending) }.sorted()
        return try paths.map {
            Source(
                path: "Sources/\($0)",
                text: try String(contentsOfFile: "\(packageRoot)/Sources/\($0)", encoding: .utf8)
            )
        }
    }

    @Test func `no source imports upwards`() throws {
        let sources = try Self.sources(".swift")
        #expect(sources.count > 200)
        for source in sources {
            let room = try #require(
                Self.allowed.first { $0.module == source.module },
                "\(source.path): \(source.module) is not in the table of this test and of docs/architecture.md"
            )
            for name in source.imports where Self.ours.contains(name) {
                #expect(room.imports.contains(name), "\(source.path) imports \(name)")
            }
            if Self.ground.contains(source.module) {
                let others = Set(source.imports).subtracting(Self.ours).subtracting(Self.groundImports)
                #expect(others.isEmpty, "\(source.path) imports \(others.sorted())")
            }
        }
    }

    @Test func `the package depends downwards only, and on nothing that is not imported`() throws {
        let text = try String(contentsOfFile: "\(packageRoot)/Package.swift", encoding: .utf8)
        let sources = try Self.sources(".swift")
        for (module, imports) in Self.allowed {
            let start = try #require(
                text.firstRange(of: Regex("arget\\(\\s*name: \"\(module)\"")),
                "no target \(module)"
            )
            let rest = text[start.upperBound...]
            let end = rest.firstRange(of: #/\n        \.|\n    \]/#)?.lowerBound ?? rest.endIndex
            let list = rest[..<end].firstMatch(of: #/dependencies: \[(.*?)\]/#.dotMatchesNewlines())?.1 ?? ""
            let names = Set(list.matches(of: #/"(\w+)"/#).map { String($0.1) }).intersection(Self.ours)
            #expect(names.subtracting(imports).isEmpty, "Package.swift: \(module) depends on \(names.sorted())")
            let imported = Set(sources.filter { $0.module == module }.flatMap(\.imports)).intersection(Self.ours)
            #expect(names == imported, "Package.swift names \(names.sorted()), \(module) imports \(imported.sorted())")
        }
    }

    /// Where modules of other people's packages may be imported; other modules than these are in no package of ours.
    private static let packages: [(modules: Set<String>, rooms: [String])] = [
        (["X509", "SwiftASN1", "CryptoExtras"], ["Sources/CloudEndpoint/Certificates/"]),
        (
            ["Crypto"],
            [
                "Sources/CloudEndpoint/Certificates/", "Sources/CloudEndpoint/ControlPlane/Signature",
                "Sources/CloudEndpoint/HTTP/HTTPUpgrade",
            ]
        ),
        (
            ["NIOCore", "NIOEmbedded", "NIOHTTP1", "NIOPosix", "NIOWebSocket"],
            ["Sources/CloudEndpoint/HTTP/", "Sources/CloudServer/", "Sources/BoardPage/", "Sources/LoopbackHTTP/"]
        ),
        (["GRDB"], ["Sources/CloudStore/"]),
        (["Yams"], ["Sources/Inputs/"]),
        (["ArgumentParser"], ["Sources/vesp/"]),
    ]

    @Test func `packages are imported in their rooms only`() throws {
        for source in try Self.sources(".swift") {
            for (modules, rooms) in Self.packages where !modules.isDisjoint(with: source.imports) {
                #expect(
                    rooms.contains { source.path.hasPrefix($0) },
                    "\(source.path) imports \(modules.intersection(source.imports).sorted())"
                )
            }
        }
    }

    /// The contracts on the command line and in scenarios are called after the library; nothing else outside is.
    private static let contracts = ["\"mbedtls_debug\"", "\"mbedtls-debug\""]
    private static let rooms = [
        "Sources/CMbedTLS/", "Sources/CloudEndpoint/", "Sources/Emulation/Libraries/", "Sources/Studies/Advise/",
        "Sources/Firmware/tls/mbedtls/", "Sources/Firmware/tls/axtls-like/", "Sources/Firmware/apps/crypto-bench/",
        "Sources/Firmware/apps/selftest/",
        // It prints the names of the library's functions, as the original does.
        "Sources/Firmware/common/device_sdk.c",
    ]

    @Test(arguments: [".swift", ".c", ".h", ".S"])
    func `mbedTLS is named in its rooms only`(ending: String) throws {
        let outside = try Self.sources(ending).filter { source in !Self.rooms.contains { source.path.hasPrefix($0) } }
        for source in outside {
            let code = Self.contracts.reduce(source.code) { $0.replacing($1, with: "") }
            let name = code.firstMatch(of: #/(?i)mbedtls[_\/]\w+/#)?.0 ?? ""
            #expect(name.isEmpty, "\(source.path) names \(name)")
        }
    }
}
