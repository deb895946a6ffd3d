import ESP8266

/// Capability Information (IEEE 802.11-2016 9.4.1.4).
struct CapabilityInformation: OptionSet, Sendable, Equatable {
    let rawValue: UInt16

    static let ess = CapabilityInformation(rawValue: 1)
    static let privacy = CapabilityInformation(rawValue: 0x10)
    static let shortPreamble = CapabilityInformation(rawValue: 0x20)
    static let shortSlot = CapabilityInformation(rawValue: 0x400)
}

/// Reason codes (Table 9-45).
enum ReasonCode {
    static let unspecified: UInt16 = 1
    static let leaving: UInt16 = 3
    static let notAuthenticated: UInt16 = 6
    static let notAssociated: UInt16 = 7
    static let handshakeTimeout: UInt16 = 15
    static let groupHandshakeTimeout: UInt16 = 16
}

/// Status codes (Table 9-46).
enum StatusCode {
    static let success: UInt16 = 0
    static let unsupportedAlgorithm: UInt16 = 13
    static let unexpectedSequence: UInt16 = 14
    static let tooManyStations: UInt16 = 17
    static let declined: UInt16 = 37
    static let invalidElement: UInt16 = 40
    static let invalidGroupCipher: UInt16 = 41
    static let invalidPairwiseCipher: UInt16 = 42
    static let invalidKeyManagement: UInt16 = 43
}

/// Body of a beacon or a probe response (9.3.3.3, 9.3.3.11).
struct BeaconBody: Equatable, Sendable {
    /// The sender's TSF in µs.
    var timestamp: UInt64
    /// In TU of 1,024 µs.
    var interval: UInt16
    var capabilities: CapabilityInformation
    var elements: [InformationElement]

    var bytes: [UInt8] {
        timestamp.littleEndianBytes + interval.littleEndianBytes + capabilities.rawValue.littleEndianBytes
            + elements.bytes
    }
}

extension BeaconBody {
    init?(_ body: [UInt8]) {
        guard body.count >= 12 else { return nil }
        self.init(
            timestamp: UInt64(body.word(4)) << 32 | UInt64(body.word(0)),
            interval: body.half(8),
            capabilities: CapabilityInformation(rawValue: body.half(10)),
            elements: InformationElement.list(body, from: 12)
        )
    }
}

/// Body of an authentication frame (9.3.3.12).
struct AuthenticationBody: Equatable, Sendable {
    /// 0 open system, 1 shared key.
    var algorithm: UInt16 = 0
    /// 1 asks, 2 answers.
    var sequence: UInt16
    var status = StatusCode.success

    var bytes: [UInt8] { algorithm.littleEndianBytes + sequence.littleEndianBytes + status.littleEndianBytes }
}

extension AuthenticationBody {
    init?(_ body: [UInt8]) {
        guard body.count >= 6 else { return nil }
        self.init(algorithm: body.half(0), sequence: body.half(2), status: body.half(4))
    }
}

/// Body of an association or reassociation request (9.3.3.6, 9.3.3.8).
struct AssociationRequestBody: Equatable, Sendable {
    var capabilities: CapabilityInformation
    /// Beacons that the station may sleep through.
    var listenInterval: UInt16
    /// The access point that a reassociating station comes from.
    var currentAccessPoint: EUI48?
    var elements: [InformationElement]

    var bytes: [UInt8] {
        capabilities.rawValue.littleEndianBytes + listenInterval.littleEndianBytes + (currentAccessPoint?.bytes ?? [])
            + elements.bytes
    }
}

extension AssociationRequestBody {
    init?(_ body: [UInt8], isReassociation: Bool) {
        guard body.count >= (isReassociation ? 10 : 4) else { return nil }
        self.init(
            capabilities: CapabilityInformation(rawValue: body.half(0)),
            listenInterval: body.half(2),
            currentAccessPoint: isReassociation ? EUI48(body, at: 4) : nil,
            elements: InformationElement.list(body, from: isReassociation ? 10 : 4)
        )
    }
}

/// Body of an association or reassociation response (9.3.3.7, 9.3.3.9).
struct AssociationResponseBody: Equatable, Sendable {
    var capabilities: CapabilityInformation
    var status: UInt16
    /// 1…2007, sent with bits 15:14 set.
    var aid: UInt16
    var elements: [InformationElement]

    var bytes: [UInt8] {
        capabilities.rawValue.littleEndianBytes + status.littleEndianBytes + (aid | 0xC000).littleEndianBytes
            + elements.bytes
    }
}

extension AssociationResponseBody {
    init?(_ body: [UInt8]) {
        guard body.count >= 6 else { return nil }
        self.init(
            capabilities: CapabilityInformation(rawValue: body.half(0)),
            status: body.half(2),
            aid: body.half(4) & 0x3FFF,
            elements: InformationElement.list(body, from: 6)
        )
    }
}

/// A request for a block acknowledgement session and its answer (9.6.5.2, 9.6.5.3).
struct BlockAckNegotiation: Equatable, Sendable {
    private static let category: UInt8 = 3
    var dialogToken: UInt8
    /// Traffic identifier, buffer size, policy.
    var parameters: UInt16
    /// In TU.
    var timeout: UInt16

    /// Reads an ADDBA Request; nil for another action.
    init?(request body: [UInt8]) {
        guard body.count >= 9, body[0] == Self.category, body[1] == 0 else { return nil }
        dialogToken = body[2]
        parameters = body.half(3)
        timeout = body.half(5)
    }

    /// The ADDBA Response.
    func response(status: UInt16) -> [UInt8] {
        [Self.category, 1, dialogToken] + status.littleEndianBytes + parameters.littleEndianBytes
            + timeout.littleEndianBytes
    }
}
