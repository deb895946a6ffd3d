import Foundation
import Testing
import TestSupport

/// Certificates and keys as users hand them in: through pipes, in other formats, of kinds the device does not know.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct CredentialFileTests {
    private static let p256 = "\(Tool.certificates)/device-p256"

    /// A self-signed certificate and key, made by openssl; the paths are `folder/name.pem` and `folder/name.key`.
    private static func make(_ name: String, _ newKey: String, in folder: Scratch) throws {
        let request = "openssl req -x509 -key \(name).key -out \(name).pem -subj /CN=device -days 3650"
        let result = try Tool.shell("\(newKey) -out \(name).key 2>/dev/null && \(request)", in: folder.path)
        try #require(result.code == 0, "\(result.errors)")
    }

    private func refusal(_ folder: Scratch, cert: String, key: String, _ more: [String] = []) throws -> String {
        let arguments = ["run", "--cert", "\(folder.path)/\(cert)", "--key", "\(folder.path)/\(key)"] + more
        let result = try Tool.run(arguments)
        #expect(result.code == 65)
        #expect(result.output == "")
        #expect(result.errors.filter { $0 == "\n" }.count == 1, "\(result.errors)")
        return result.errors
    }

    private static let short = "--clock 160 --until handshake --no-bounds --quiet"

    @Test func `a key may come from a process substitution, certificates too`() throws {
        let line =
            "\(Tool.executable.path) run --cert <(cat \(Self.p256).pem) --key <(cat \(Self.p256).key.pem) "
            + "--ca <(cat \(Tool.certificates)/root-ca.pem) --firmware \(Tool.firmware) \(Self.short)"
        let folder = try Scratch()
        let script = try folder.file("run.sh", line)
        let result = try Tool.shell("bash \(script)", in: Tool.packageRoot)
        #expect(result.code == 0, "\(result.errors)")
    }

    @Test func `a key may come through a FIFO`() throws {
        let folder = try Scratch()
        let line =
            "mkfifo key; cat \(Self.p256).key.pem > key & \(Tool.executable.path) run --cert \(Self.p256).pem --key key "
            + "--ca \(Tool.certificates)/root-ca.pem --firmware \(Tool.firmware) \(Self.short)"
        let result = try Tool.shell(line, in: folder.path)
        #expect(result.code == 0, "\(result.errors)")
    }

    @Test func `DER is named with the command that converts it`() throws {
        let folder = try Scratch()
        let convert =
            "openssl x509 -in \(Self.p256).pem -outform der -out c.der && "
            + "openssl pkey -in \(Self.p256).key.pem -outform der -out k.der && cp \(Self.p256).pem c.pem"
        try #require(Tool.shell(convert, in: folder.path).code == 0)
        #expect(
            try refusal(folder, cert: "c.der", key: "k.der").contains(
                "c.der: in DER, not PEM; convert it: openssl x509"
            )
        )
        #expect(
            try refusal(folder, cert: "c.pem", key: "k.der").contains(
                "k.der: in DER, not PEM; convert it: openssl pkey"
            )
        )
    }

    @Test(arguments: [
        ("openssl genpkey -algorithm ed25519", "the certificate is made with Ed25519"),
        ("openssl genpkey -algorithm ed448", "the certificate is made with Ed448"),
        ("openssl genpkey -algorithm RSA-PSS", "the certificate is made with RSA-PSS"),
        ("openssl ecparam -name prime256v1 -genkey -noout -param_enc explicit", "its curve by explicit parameters"),
        ("openssl ecparam -name sect283r1 -genkey -noout", "the certificate is made with the curve sect283r1"),
        (
            "openssl ecparam -name secp384r1 -genkey -noout",
            "a key on the curve secp384r1, which mbedTLS in aws_iot-"
        ),
        ("openssl ecparam -name brainpoolP256r1 -genkey -noout", "a key on the curve brainpoolP256r1, which"),
    ]) func `a kind that the device does not know is named`(newKey: String, message: String) throws {
        let folder = try Scratch()
        try Self.make("device", newKey, in: folder)
        let errors = try refusal(folder, cert: "device.pem", key: "device.key", ["--profile", "nodemcu-nonos-2.2"])
        #expect(errors.contains("device.pem: ") && errors.contains(message), "\(errors)")
    }

    @Test func `a curve works where the device's build has it`() throws {
        let folder = try Scratch()
        try Self.make("device", "openssl ecparam -name secp384r1 -genkey -noout", in: folder)
        let result = try Tool.run(
            [
                "run", "--cert", "\(folder.path)/device.pem", "--key", "\(folder.path)/device.key", "--profile",
                "rtos-sdk-3.4",
            ]
                + Self.short.split(separator: " ").map(String.init) + ["--on-trip", "observe"]
        )
        #expect(result.errors == "")
        #expect(!result.output.contains("could not be set up"))
    }
}
