// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]
/// For what runs a million times a second: overlapping accesses are found by the debug build, which every test uses.
let hot = strict + [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]

/// X.509, and what it is made of.
let certificates: [Target.Dependency] = [
    .product(name: "X509", package: "swift-certificates"),
    .product(name: "SwiftASN1", package: "swift-asn1"),
    .product(name: "Crypto", package: "swift-crypto"),
    .product(name: "CryptoExtras", package: "swift-crypto"),
]

let package = Package(
    name: "vesp",
    products: [
        .executable(name: "vesp", targets: ["vesp"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .target(name: "JSON", swiftSettings: strict),
        .target(name: "LX106", swiftSettings: hot),
        .target(name: "GuestABI"),
        .target(name: "ESP8266", dependencies: ["GuestABI", "LX106"], swiftSettings: hot),
        .target(
            name: "CMbedTLS",
            linkerSettings: [
                .linkedLibrary(":libmbedtls.a"),
                .linkedLibrary(":libmbedx509.a"),
                .linkedLibrary(":libmbedcrypto.a"),
            ]
        ),
        .target(name: "CSlirp"),
        .target(name: "GDBRemote", dependencies: ["LX106"], swiftSettings: strict),
        .target(
            name: "CloudEndpoint",
            dependencies: [
                "CMbedTLS", "JSON",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ] + certificates,
            swiftSettings: strict
        ),
        .target(
            name: "LoopbackHTTP",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "CloudStore",
            dependencies: ["CloudEndpoint", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict
        ),
        .target(
            name: "CloudServer",
            dependencies: [
                "CloudEndpoint", "CloudStore", "LoopbackHTTP",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .target(name: "Record", dependencies: ["LX106"], swiftSettings: strict),
        .target(
            name: "Inputs",
            dependencies: ["Record", "LX106", "ESP8266", "GuestABI", "Yams"],
            swiftSettings: strict
        ),
        .target(
            name: "Emulation",
            dependencies: [
                "Record", "Inputs", "LX106", "ESP8266", "GDBRemote", "GuestABI", "CloudEndpoint", "CMbedTLS",
                "CSlirp", "JSON",
            ],
            swiftSettings: hot
        ),
        .target(
            name: "Studies",
            dependencies: ["Record", "Inputs", "Emulation", "LX106", "ESP8266", "CloudEndpoint"],
            swiftSettings: strict
        ),
        .target(name: "Reports", dependencies: ["Record"], swiftSettings: strict),
        .target(
            name: "BoardPage",
            dependencies: [
                "Emulation", "Inputs", "LoopbackHTTP", "Reports",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "vesp",
            dependencies: [
                "Record", "Inputs", "Emulation", "Studies", "Reports", "BoardPage", "CloudEndpoint", "CloudServer",
                "CloudStore", "LX106", "ESP8266",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "register-bench",
            dependencies: ["ESP8266", "LX106"],
            path: "benchmarks/registers",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "idle-bench",
            dependencies: ["ESP8266", "LX106"],
            path: "benchmarks/idle",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "cloud-bench",
            dependencies: [
                "CMbedTLS",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "benchmarks/cloud",
            swiftSettings: strict
        ),
        .target(name: "TestSupport", dependencies: ["Record"], path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"], swiftSettings: strict),
        .testTarget(name: "LX106Tests", dependencies: ["LX106", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "ESP8266Tests",
            dependencies: ["ESP8266", "GuestABI", "LX106", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GDBRemoteTests",
            dependencies: ["GDBRemote", "LX106", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CloudEndpointTests",
            dependencies: ["CloudEndpoint", "CMbedTLS", "JSON", "TestSupport"] + certificates,
            swiftSettings: strict
        ),
        .testTarget(
            name: "CloudStoreTests",
            dependencies: [
                "CloudStore", "CloudEndpoint", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CloudServerTests",
            dependencies: [
                "CloudServer", "CloudEndpoint", "CloudStore", "CMbedTLS", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .testTarget(name: "RecordTests", dependencies: ["Record", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "InputsTests", dependencies: ["Inputs", "Record", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "EmulationTests",
            dependencies: ["Emulation", "CloudEndpoint", "Inputs", "Record", "GuestABI", "JSON", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "StudiesTests",
            dependencies: ["Studies", "Emulation", "Inputs", "Record", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "FieldFirmwareTests",
            dependencies: ["Studies", "Inputs", "Record", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(name: "ReportsTests", dependencies: ["Reports", "Record"], swiftSettings: strict),
        .testTarget(
            name: "BoardPageTests",
            dependencies: [
                "BoardPage", "Emulation", "Inputs", "TestSupport", .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "vespTests",
            dependencies: [
                "vesp", "Studies", "Emulation", "Inputs", "Record", "Reports", "TestSupport", "Yams",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
    ]
)
