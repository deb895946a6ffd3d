import Foundation
import TestSupport
import Testing

@testable import Inputs

/// Configurations of other systems' examples as scenarios.
struct ImportTests {
    private static let systems = ["esp-open-rtos", "mongoose", "esp-idf"]
    private static let fixtures = "\(packageRoot)/Fixtures/imports"
    private let folder: Scratch

    init() throws { folder = try Scratch() }

    /// A copy of a fixture to change.
    private func copy(_ system: String) throws -> String {
        try FileManager.default.copyItem(atPath: "\(Self.fixtures)/\(system)", toPath: "\(folder.path)/\(system)")
        return "\(folder.path)/\(system)"
    }

    private func read(_ system: String, _ path: String) throws -> ImportedConfiguration {
        switch system {
        case "esp-open-rtos": try ImportedConfiguration(espOpenRTOS: path)
        case "mongoose": try ImportedConfiguration(mongooseOS: path)
        default: try ImportedConfiguration(espIDF: path)
        }
    }

    /// The error of an import, without the folder.
    private func fault(_ system: String, _ path: String) throws -> (message: String, code: Int32) {
        do {
            _ = try read(system, path).files(output: "-")
            return ("", 0)
        } catch let error as EmulationError {
            return (error.description.replacing("\(path)/", with: "").replacing(path, with: "DIR"), error.exitCode)
        }
    }

    private func scenario(_ system: String) throws -> (text: String, scenario: Scenario) {
        let files = try read(system, "\(Self.fixtures)/\(system)").files(output: "\(folder.path)/scenario.yml")
        let text = try #require(files.last).text
        return (text, try Scenario(yaml: text, file: "\(folder.path)/scenario.yml"))
    }

    @Test(arguments: [
        ("esp-open-rtos", "esp-open-rtos", "plane \"and\" saw"), ("mongoose", "mongoose-os", "plane and saw"),
        ("esp-idf", "rtos-sdk-3.4", "plane \"and\" saw"),
    ]) func `a scenario has what the project says`(system: String, profile: String, password: String) throws {
        let (_, scenario) = try scenario(system)
        #expect(scenario.profile == profile)
        #expect(scenario.wifi.ssid == "workshop" && scenario.wifi.password == password)
        #expect(scenario.credentials.cert != nil && scenario.credentials.key != nil && scenario.credentials.ca == nil)
    }

    @Test(arguments: [
        ("a1-ats.iot.us-east-1.amazonaws.com", true, false), ("a1.iot.us-east-1.amazonaws.com", true, true),
        ("a1.iot.eu-west-1.amazonaws.com", false, true), ("a1-ats.iot.eu-west-1.amazonaws.com", false, false),
        ("broker.example.com", false, false),
    ]) func `the endpoint is the built-in one's where that has a certificate for it`(
        host: String,
        isBuiltIn: Bool,
        isOld: Bool
    ) throws {
        let path = try copy("esp-idf"), file = "\(path)/sdkconfig"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try text.replacing("a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com", with: host)
            .write(toFile: file, atomically: true, encoding: .utf8)
        let made = try #require(read("esp-idf", path).files(output: "s.yml").last).text
        #expect(made.contains("\n\(isBuiltIn ? "" : "# ")endpoint: \"\(host):8883\"  # sdkconfig:6, "), "\(made)")
        #expect(made.contains("\nserver_chain: legacy  # ") == isOld, "\(made)")
    }

    @Test func `a comment says where a value comes from`() throws {
        for (system, places) in [
            (
                "esp-open-rtos",
                ["client_config.c:4, client_endpoint", "ssid_config.h:5, WIFI_PASS", "ca_cert.c:2, ca_cert"]
            ),
            ("mongoose", ["conf9.json:4, mqtt.server", "conf9.json:5, mqtt.ssl_cert", "conf9.json:2, device.id"]),
            ("esp-idf", ["sdkconfig:6, CONFIG_AWS_IOT_MQTT_HOST", "sdkconfig:7, CONFIG_AWS_EXAMPLE_CLIENT_ID"]),
        ] {
            let text = try scenario(system).text
            for place in places { #expect(text.contains("  # \(place)\n"), "\(text)") }
        }
    }

    @Test func `what stands in C becomes files, the key's a secret`() throws {
        let files = try read("esp-open-rtos", "\(Self.fixtures)/esp-open-rtos").files(output: "to/s.yml")
        #expect(files.map(\.path) == ["to/client_cert.pem", "to/client_key.pem", "to/ca_cert.pem", "to/s.yml"])
        #expect(files.map(\.isSecret) == [false, true, false, true])
        let resource = "\(packageRoot)/Resources/certificates"
        #expect(try files[0].text == String(contentsOfFile: "\(resource)/device-p256.pem", encoding: .utf8))
        #expect(files[1].text.hasPrefix("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n"))
        for system in ["mongoose", "esp-idf"] {
            #expect(try read(system, "\(Self.fixtures)/\(system)").files(output: "s.yml").map(\.path) == ["s.yml"])
        }
    }

    @Test(arguments: systems) func `stdout gets no secret`(system: String) throws {
        let files = try read(system, "\(Self.fixtures)/\(system)").files(output: "-")
        let text = try #require(files.last { $0.path == "-" }).text
        #expect(!text.contains("saw") && !text.contains("PRIVATE") && text.contains("password: left out"))
    }

    private static let damages: [(system: String, file: String, from: String, to: String, message: String)] = [
        (
            "esp-open-rtos", "client_config.c", "\"a1b2c3d4e5f6g7\"", "\"<your-prefix>\"",
            "client_config.c:4: client_endpoint: '<your-prefix>.iot.eu-west-1.amazonaws.com' is not the name of a host"
        ), ("esp-open-rtos", "client_config.c", "*client_key", "*key", "client_config.c: client_key: is not defined"),
        (
            "esp-open-rtos", "include/ssid_config.h", "\"workshop\"", "\"\(String(repeating: "x", count: 33))\"",
            "include/ssid_config.h:4: WIFI_SSID: key 'wifi.ssid': must have 1 to 32 bytes"
        ),
        ("esp-open-rtos", "include/ssid_config.h", "\"workshop\"", "workshop", "include/ssid_config.h:4: WIFI_SSID: "),
        (
            "esp-open-rtos", "include/ssid_config.h", "WIFI_SSID", "SSID",
            "include/ssid_config.h: WIFI_SSID: is not defined"
        ),
        (
            "mongoose", "fs/conf9.json", "\"ssl_cert\": \"", "\"x\": \"",
            "fs/conf9.json: mqtt.ssl_cert: is set in no layer"
        ),
        (
            "mongoose", "fs/conf9.json", "device.key.pem", "../k",
            "fs/conf9.json:6: mqtt.ssl_key: '../k' is not the name of"
        ),
        ("mongoose", "fs/conf9.json", "device.key.pem", "ATCA:0", "fs/conf9.json:6: mqtt.ssl_key: a key in a secure"),
        (
            "mongoose", "fs/conf9.json", "\"mqtt\": {", "\"mqtt\": 1, \"m\": {",
            "fs/conf9.json:3: mqtt.server: an object is"
        ),
        ("mongoose", "fs/conf9.json", "\"workshop\"", "[1]", "fs/conf9.json:9: wifi.sta.ssid: is no text"),
        ("mongoose", "fs/conf9.json", "\"device\"", "{", "fs/conf9.json:"),
        ("mongoose", "mos.yml", "config_schema:", "config_schema: 1\nx:", "mos.yml:8: config_schema: must be a list"),
        ("mongoose", "mos.yml", "[\"mqtt.server\",", "[", "mos.yml:9: config_schema: an entry must be [KEY, VALUE]"),
        ("esp-idf", "sdkconfig", "CONFIG_AWS_IOT_MQTT_HOST", "X", "sdkconfig: CONFIG_AWS_IOT_MQTT_HOST: is not set"),
        ("esp-idf", "sdkconfig", "saw\"", "saw", "sdkconfig:9: CONFIG_WIFI_PASSWORD: its quotes are not closed"),
        (
            "esp-idf", "sdkconfig", "CONFIG_ESPTOOLPY_BAUD_115200B=y", "CONFIG_WIFI_SSID=\"y\"",
            "sdkconfig:8: CONFIG_WIFI_SSID: has another"
        ),
        (
            "esp-idf", "sdkconfig", "CONFIG_ESPTOOLPY_BAUD_115200B=y", "CONFIG_EXAMPLE_WIFI_SSID=\"y\"",
            "sdkconfig:4: CONFIG_EXAMPLE_WIFI_SSID: is another than sdkconfig:8"
        ),
        (
            "esp-idf", "sdkconfig.defaults", "8883", "0",
            "sdkconfig.defaults:1: CONFIG_AWS_IOT_MQTT_PORT: '0' is not a port"
        ),
    ]

    @Test(arguments: damages.indices) func `a fault is told with file, line and key`(index: Int) throws {
        let damage = Self.damages[index]
        let path = try copy(damage.system), file = "\(path)/\(damage.file)"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.contains(damage.from))
        try text.replacing(damage.from, with: damage.to, maxReplacements: 1).write(
            toFile: file,
            atomically: true,
            encoding: .utf8
        )
        let (message, code) = try fault(damage.system, path)
        #expect(message.hasPrefix(damage.message) && code == 65, "\(message)")
    }

    @Test(arguments: [
        ("esp-open-rtos", "client_config.c", "DIR: has no client_config.c"),
        (
            "esp-open-rtos", "include/ssid_config.h",
            "DIR: has no private_ssid_config.h, nor ssid_config.h, nor include/"
        ),
        ("mongoose", "fs/device.key.pem", "fs/conf9.json:6: mqtt.ssl_key: DIR has no file 'device.key.pem'"),
        ("esp-idf", "main/certs/client.crt", "DIR: has no main/certs/client.crt, nor main/certs/certificate.pem.crt"),
    ]) func `a missing file is named`(system: String, file: String, message: String) throws {
        let path = try copy(system)
        try FileManager.default.removeItem(atPath: "\(path)/\(file)")
        let found = try fault(system, path)
        #expect(found.message.hasPrefix(message) && found.code == 66, "\(found.message)")
    }

    @Test(arguments: systems) func `an empty folder, and none, are not a project`(system: String) throws {
        #expect(try fault(system, folder.path).code == 66)
        let none = try fault(system, "\(folder.path)/none")
        #expect(none.message == "DIR: no such folder" && none.code == 66)
    }

    @Test func `two files for one part leave a question`() throws {
        let path = try copy("esp-idf")
        try FileManager.default.copyItem(
            atPath: "\(path)/main/certs/client.crt",
            toPath: "\(path)/main/certs/certificate.pem.crt"
        )
        let found = try fault("esp-idf", path)
        #expect(
            found.message
                == "main/certs/certificate.pem.crt: is there beside main/certs/client.crt; which one is the device's?"
        )
        #expect(found.code == 65)
    }

    @Test func `of Mongoose OS' layers the last that has a setting counts, mos.yml is the lowest`() throws {
        let path = try copy("mongoose")
        try "{}".write(toFile: "\(path)/fs/conf0.json", atomically: true, encoding: .utf8)
        let conf9 = try String(contentsOfFile: "\(path)/fs/conf9.json", encoding: .utf8)
        try conf9.replacing("\"server\"", with: "\"s\"").write(
            toFile: "\(path)/fs/conf9.json",
            atomically: true,
            encoding: .utf8
        )
        #expect(try read("mongoose", path).endpoint.text == "broker.example.com:1883")
        try #"{"mqtt": {"server": "five.example.com"}}"#.write(
            toFile: "\(path)/fs/conf5.json",
            atomically: true,
            encoding: .utf8
        )
        #expect(try read("mongoose", path).endpoint.text == "five.example.com:8883")
    }

    @Test(arguments: systems) func `damaged files end in an error or in a scenario`(system: String) throws {
        print("import fuzz: VESP_SEED=\(Fuzz.seed)")
        var random = SeededGenerator(state: Fuzz.seed)
        let path = try copy(system)
        let files = try #require(FileManager.default.subpaths(atPath: path)).sorted().filter(
            FileAccess.isFile(in: path)
        )
        for _ in 0..<Fuzz.count(150) {
            let file = "\(path)/\(files[random.index(below: files.count)])"
            let whole = try FileAccess.bytes(file)
            var bytes = whole
            for _ in 0...random.index(below: 3) where !bytes.isEmpty {
                let place = random.index(below: bytes.count)
                switch random.below(3) {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + random.index(below: 40) + 1))
                default: bytes.insert(contentsOf: bytes[place...].prefix(random.index(below: 60)), at: place)
                }
            }
            try Data(bytes).write(to: URL(fileURLWithPath: file))
            let found = try fault(system, path)
            #expect([0, 65, 66].contains(found.code), "\(found.message)")
            try Data(whole).write(to: URL(fileURLWithPath: file))
        }
    }
}

extension FileAccess {
    /// Whether a path below `folder` is a file's.
    fileprivate static func isFile(in folder: String) -> (String) -> Bool { { exists("\(folder)/\($0)") } }
}
