import Testing

@testable import Emulation
@testable import Record

@Suite struct VerdictTests {
    private func record(_ change: (inout RunRecord) -> Void) -> RunRecord {
        var record = RunRecord()
        record.duration = Seconds(microseconds: 2_000_000)
        record.tlsLibrary = TLSLibrary.mbedTLS.record
        change(&record)
        return record
    }

    @Test func `a failed handshake gives the device's error and the endpoint's reason`() {
        let failed = record {
            $0.handshake.attempts = 1
            $0.handshake.error = -0x7780
            $0.handshake.endpointError = "the device's certificate is not registered at the endpoint"
        }
        #expect(
            Judge.verdict(on: failed, isFinished: false).reasons == [
                "TLS handshake failed with mbedTLS error -0x7780; endpoint: the device's certificate is not registered "
                    + "at the endpoint"
            ]
        )
    }

    @Test func `a TLS client that could not be set up says why`() {
        let failed = record { $0.handshake.error = -0x7080 }
        #expect(
            Judge.verdict(on: failed, isFinished: false).reasons
                == ["the TLS client could not be set up: mbedTLS error -0x7080"]
        )
    }

    @Test func `a guest that computes when the time is up is named`() {
        let none = record { _ in }
        #expect(
            Judge.verdict(on: none, isFinished: false, busyIn: "0x40100000").reasons
                == ["no TLS handshake was begun within 2.00 s; the guest was still computing in 0x40100000"]
        )
        #expect(Judge.verdict(on: none, isFinished: false).reasons == ["no TLS handshake was begun within 2.00 s"])
    }

    @Test func `what is finished is good`() {
        let good = record { $0.handshake.completed = true }
        #expect(Judge.verdict(on: good, isFinished: true).ok)
        #expect(Judge.verdict(on: good, isFinished: false).reasons == ["no MQTT connection within 2.00 s"])
    }

    @Test func `a user's firmware is judged by what it was asked for, and told one reason why that did not happen`() {
        var own = record {
            $0.firmware = .unrecognised
        }
        #expect(Judge.verdict(on: own, isFinished: true).ok)
        #expect(
            Judge.verdict(on: own, isFinished: false).reasons
                == ["not all that was to be typed and printed was within 2.00 s"]
        )
        #expect(Judge.verdict(on: own, isFinished: false, lost: "astray").reasons == ["astray"])
        own.ended = .boots
        own.boots = Array(repeating: .init(cause: "external", romCause: 2, sdkReason: nil, at: .zero), count: 3)
        #expect(Judge.verdict(on: own, isFinished: false).reasons == ["given up after 3 starts of the chip"])
    }
}
