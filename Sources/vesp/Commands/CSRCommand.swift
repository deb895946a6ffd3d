import ArgumentParser
import CloudEndpoint
import Inputs

/// `vesp csr`.
struct CSRCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "csr",
        abstract: "Make a request for a device's certificate.",
        discussion: """
            What AWS IoT's create-certificate-from-csr takes (PKCS #10), signed by a key that vesp keygen or openssl made: \
            RSA from 2048 bits on, NIST P-256, P-384 or P-521.

            Example: vesp csr --key device.key.pem --common-name esp-1 --output device.csr.pem
            """
    )

    @Option(help: ArgumentHelp("The private key, PEM, unencrypted.", valueName: "file")) var key: String
    @Option(help: ArgumentHelp("Name of the device, at most 64 characters.", valueName: "name")) var commonName: String
    @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file instead of stdout.", valueName: "file|-"))
    var output = "-"

    func validate() throws {
        guard !SigningRequest.nameLength.contains(commonName.unicodeScalars.count) else { return }
        throw ValidationError("--common-name: must have 1 to \(SigningRequest.nameLength.upperBound) characters")
    }

    func run() throws {
        try Failure.contained {
            var claims = FileClaims()
            claims.reads(key)
            claims.writes(output, "--output")
            try claims.check()
            let bytes = try FileAccess.bytes(key)
            let request = try CredentialFailure.contained(key) { () throws(CredentialError) in
                try SigningRequest(key: bytes, commonName: commonName)
            }
            try Output.save(request.pem, to: output)
        }
    }
}
