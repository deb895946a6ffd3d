import JSON
import Testing

@testable import CloudEndpoint

/// Shadows of devices that mean no good.
@Suite struct ShadowBoundsTests {
    private func update(_ service: inout ShadowService, _ thing: String, _ state: String) -> Result<
        JSONValue, ShadowError
    >? {
        guard let request = ShadowRequest(topic: "$aws/things/\(thing)/shadow/update") else { return nil }
        return service.perform(request, Array(#"{"state":{"reported":\#(state)}}"#.utf8), now: 1).answer
    }

    private func delete(_ service: inout ShadowService, _ thing: String) {
        guard let request = ShadowRequest(topic: "$aws/things/\(thing)/shadow/delete") else { return }
        _ = service.perform(request, [], now: 1)
    }

    @Test func `shadows are bounded in bytes, whatever they are made of`() {
        let zeros = "[" + Array(repeating: "0", count: 3900).joined(separator: ",") + "]"
        var service = ShadowService(mostBytes: 8 << 20)
        var taken = 0
        for number in 0..<100 {
            if case .success? = update(&service, "t-\(number)", #"{"a":\#(zeros)}"#) { taken += 1 }
        }
        // A megabyte each, for the time of every value.
        #expect(taken == 8)
        #expect(service.refusals == 92)
        #expect(update(&service, "t-99", #"{"a":1}"#) == .failure(.noRoom) || service.bytes <= 8 << 20)
        // Those that are there can be made smaller, and make room.
        guard case .success? = update(&service, "t-0", #"{"a":1}"#) else {
            Issue.record("a shadow could not be made smaller")
            return
        }
        guard case .success? = update(&service, "t-50", #"{"a":1}"#) else {
            Issue.record("there was no room")
            return
        }
        for number in 0..<100 { delete(&service, "t-\(number)") }
        #expect(service.bytes == 0)
    }

    @Test func `versions of deleted shadows are remembered, but not without end`() {
        var service = ShadowService(mostDeleted: 50)
        for number in 0..<200 {
            _ = update(&service, "t-\(number)", "{}")
            delete(&service, "t-\(number)")
        }
        #expect(service.deleted.count == 50)
    }

    @Test(arguments: ["0", "{}", "\"\"", "{\"a\":0}"])
    func `a document of the dearest kind is answered in half a second by a debug build`(element: String) {
        let all = Array(repeating: element, count: 7900 / (element.utf8.count + 1)).joined(separator: ",")
        var service = ShadowService()
        let begin = ContinuousClock.now
        guard let request = ShadowRequest(topic: "$aws/things/t/shadow/update") else { return }
        #expect(!service.take(request, Array(#"{"state":{"desired":{"a":[\#(all)]}}}"#.utf8), now: 1).isEmpty)
        #expect(ContinuousClock.now - begin < .milliseconds(500))
    }
}
