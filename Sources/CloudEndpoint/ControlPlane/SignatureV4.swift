import Crypto
import Foundation

/// Checks who signed a request (IAM user guide, AWS Signature Version 4 for API requests): with header fields, or in the
/// query of a presigned URL.
public struct SignatureV4: Sendable {
    /// What belongs to an access key's id.
    public struct Key: Sendable, Equatable {
        /// The secret access key.
        public var secret: String
        /// Of temporary credentials.
        public var sessionToken: String?

        /// Lasting credentials, or temporary ones with a token.
        public init(secret: String, sessionToken: String? = nil) {
            self.secret = secret
            self.sessionToken = sessionToken
        }
    }

    /// The pair that an endpoint takes when it is told none.
    public static let exampleKeys = [
        "AKIAVESPDESKEXAMPLE0": Key(secret: "vesp/on/the/desk/secret/access/key/EXAMPLE")
    ]

    /// Access keys by their ids.
    public var keys: [String: Key]
    /// The region that requests have to be signed for.
    public var region: String
    /// Milliseconds that a request's time may be off (IAM user guide: five minutes).
    public var mostSkew: Int64 = 300_000

    /// Takes what is signed with `keys` for `region`.
    public init(keys: [String: Key] = exampleKeys, region: String) {
        self.keys = keys
        self.region = region
    }

    /// Names that MQTT over WebSocket is signed for: that of the developer guide, MQTT over the WebSocket protocol, and that of
    /// AWSIoTPythonSDK.
    public static let webSocketServices: Set = ["iotdevicegateway", "iotdata"]

    /// Takes a request that is signed for one of `services` at `now`, milliseconds since 1970; returns the access key's id.
    /// - Throws: an error of status 403, in the words of AWS where they are known.
    @discardableResult
    public func check(_ request: APIRequest, for services: Set<String>, now: Int64) throws(APIError) -> String {
        let claim = try SignatureClaim(request)
        guard let key = keys[claim.keyID], claim.token == key.sessionToken else {
            throw APIError(.unrecognizedClient, "The security token included in the request is invalid.")
        }
        try checkScope(claim, services)
        try checkTime(claim, now)
        let signingKey = Self.signingKey(key.secret, claim)
        let isRight = CanonicalRequest.forms(of: request, claim).contains { form in
            let text = [SignatureClaim.algorithm, claim.time.text, claim.scope, Self.hexHash(Array(form.utf8))]
            let expected = Self.mac(signingKey, text.joined(separator: "\n"))
            return Self.areEqual(Hexadecimal.text(expected), claim.signature)
        }
        guard isRight else {
            throw APIError(
                .invalidSignature,
                "The request signature we calculated does not match the signature you provided. "
                    + "Check your AWS Secret Access Key and signing method."
            )
        }
        return claim.keyID
    }

    private func checkScope(_ claim: SignatureClaim, _ services: Set<String>) throws(APIError) {
        guard claim.date == claim.time.text.prefix(8) else {
            throw APIError(.invalidSignature, "Date in Credential scope does not match the date of the request.")
        }
        guard claim.region == region else {
            throw APIError(
                .invalidSignature,
                "Credential should be scoped to a valid region, not \(claim.region.shown); this one is \(region)."
            )
        }
        guard services.contains(claim.service) else {
            let names = services.sorted().joined(separator: " or ")
            throw APIError(.invalidSignature, "Credential should be scoped to correct service: \(names).")
        }
    }

    private func checkTime(_ claim: SignatureClaim, _ now: Int64) throws(APIError) {
        let time = claim.time.milliseconds, age = mostSkew / 60_000
        let now = min(max(now, 0), SignatureTime.latest)
        let earliest = now - (claim.expires.map { $0 * 1000 } ?? mostSkew)
        guard time >= earliest else {
            throw APIError(
                .invalidSignature,
                "Signature expired: \(claim.time.text) is now earlier than \(SignatureTime(earliest).text) "
                    + "(\(SignatureTime(now).text) - \((now - earliest) / 60_000) min.)"
            )
        }
        guard time <= now + mostSkew else {
            throw APIError(
                .invalidSignature,
                "Signature not yet current: \(claim.time.text) is still later than \(SignatureTime(now + mostSkew).text) "
                    + "(\(SignatureTime(now).text) + \(age) min.)"
            )
        }
    }

    private static func signingKey(_ secret: String, _ claim: SignatureClaim) -> [UInt8] {
        [claim.date, claim.region, claim.service, SignatureClaim.terminator]
            .reduce(Array("AWS4\(secret)".utf8)) { mac($0, $1) }
    }

    private static func mac(_ key: [UInt8], _ text: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
    }

    /// SHA-256 in hexadecimal digits.
    static func hexHash(_ bytes: [UInt8]) -> String { Hexadecimal.text(SHA256.hash(data: bytes)) }

    /// Compares without telling by the time it takes where the difference is.
    private static func areEqual(_ left: String, _ right: String) -> Bool {
        let left = Array(left.utf8), right = Array(right.utf8)
        return left.count == right.count && zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
