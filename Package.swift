// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
    name: "vesp",
    products: [
        .executable(name: "vesp", targets: ["vesp"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: [
        .target(name: "LX106", swiftSettings: strict),
        .target(name: "GuestABI"),
        .target(name: "ESP8266", dependencies: ["GuestABI", "LX106"], swiftSettings: strict),
        .target(
            name: "CMbedTLS",
            linkerSettings: [
                .linkedLibrary(":libmbedtls.a"),
                .linkedLibrary(":libmbedx509.a"),
                .linkedLibrary(":libmbedcrypto.a"),
            ]
        ),
        .target(name: "CloudEndpoint", dependencies: ["CMbedTLS"], swiftSettings: strict),
        .target(
            name: "Emulation",
            dependencies: ["LX106", "ESP8266", "GuestABI", "CloudEndpoint", "Yams"],
            swiftSettings: strict
        ),
        .target(name: "Reports", dependencies: ["Emulation"], swiftSettings: strict),
        .executableTarget(
            name: "vesp",
            dependencies: [
                "Emulation", "LX106", "Reports",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .testTarget(name: "LX106Tests", dependencies: ["LX106"], swiftSettings: strict),
        .testTarget(name: "ESP8266Tests", dependencies: ["ESP8266", "GuestABI", "LX106"], swiftSettings: strict),
        .testTarget(name: "CloudEndpointTests", dependencies: ["CloudEndpoint", "CMbedTLS"], swiftSettings: strict),
        .testTarget(name: "EmulationTests", dependencies: ["Emulation", "GuestABI"], swiftSettings: strict),
        .testTarget(name: "ReportsTests", dependencies: ["Reports", "Emulation"], swiftSettings: strict),
        .testTarget(
            name: "vespTests",
            dependencies: [
                "vesp", "Emulation", "Reports", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
    ]
)
