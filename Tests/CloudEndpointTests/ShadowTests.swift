import JSON
import Testing

@testable import CloudEndpoint

/// Shadows as AWS's developer guide explains them.
struct ShadowTests {
    private var service = ShadowService()

    private func json(_ text: String) throws -> JSONValue { try #require(JSONValue(Array(text.utf8)), "\(text)") }

    private func request(_ operation: String, _ thing: String = "lamp", name: String? = nil) throws -> ShadowRequest {
        let shadow = name.map { "/name/\($0)" } ?? ""
        return try #require(ShadowRequest(topic: "$aws/things/\(thing)/shadow\(shadow)/\(operation)"))
    }

    /// Sends a request; topics behind `…/shadow` with the documents.
    private mutating func send(
        _ operation: String,
        _ payload: String = "",
        now: Int64 = 100
    ) throws -> [(topic: String, document: JSONValue)] {
        let prefix = "$aws/things/lamp/shadow/"
        return try service.take(request(operation), Array(payload.utf8), now: now).map { message in
            (String(message.topic.dropFirst(prefix.count)), try #require(JSONValue(message.payload)))
        }
    }

    private mutating func refusal(_ operation: String, _ payload: String = "") throws -> String {
        let messages = try send(operation, payload)
        #expect(messages.count == 1 && messages[0].topic == operation + "/rejected", "\(messages)")
        guard case .integer(let code)? = messages[0].document["code"] else { return "" }
        return "\(code) \(messages[0].document["message"]?.text ?? "")"
    }

    @Test mutating func `an update is accepted with what it said, told whole, and leaves a delta`() throws {
        let update =
            #"{"state":{"desired":{"on":true,"colour":{"r":1,"g":2}},"reported":{"on":false}},"clientToken":"t1"}"#
        let messages = try send("update", update)
        #expect(messages.map(\.topic) == ["update/accepted", "update/delta", "update/documents"])
        #expect(
            try messages[0].document
                == json(
                    """
                    {"state":{"desired":{"on":true,"colour":{"r":1,"g":2}},"reported":{"on":false}},"metadata":{"desired":{"on":
                    {"timestamp":100},"colour":{"r":{"timestamp":100},"g":{"timestamp":100}}},"reported":{"on":{"timestamp":100}}},
                    "version":1,"timestamp":100,"clientToken":"t1"}
                    """
                )
        )
        #expect(
            try messages[1].document
                == json(
                    """
                    {"state":{"on":true,"colour":{"r":1,"g":2}},"metadata":{"on":{"timestamp":100},"colour":{"r":{"timestamp":100},
                    "g":{"timestamp":100}}},"version":1,"timestamp":100,"clientToken":"t1"}
                    """
                )
        )
        #expect(messages[2].document["previous"] == .object([:]))
        #expect(messages[2].document["current"]?["state"] == messages[0].document["state"])
    }

    @Test mutating func `what is reported as wanted ends the delta, value by value`() throws {
        _ = try send("update", #"{"state":{"desired":{"a":{"b":1,"c":2},"list":[1,2]}}}"#)
        var messages = try send("update", #"{"state":{"reported":{"a":{"b":1},"list":[1]}}}"#, now: 101)
        let delta = try #require(messages.first { $0.topic == "update/delta" }?.document)
        #expect(try delta["state"] == json(#"{"a":{"c":2},"list":[1,2]}"#))
        let metadata = #"{"a":{"c":{"timestamp":100}},"list":[{"timestamp":100},{"timestamp":100}]}"#
        #expect(try delta["metadata"] == json(metadata))
        messages = try send("update", #"{"state":{"reported":{"a":{"c":2},"list":[1,2]}}}"#, now: 102)
        #expect(messages.map(\.topic) == ["update/accepted", "update/documents"])
        let whole = try send("get", #"{"clientToken":"g"}"#, now: 103)
        #expect(whole[0].topic == "get/accepted" && whole[0].document["state"]?["delta"] == nil)
        #expect(whole[0].document["version"] == .integer(3) && whole[0].document["clientToken"] == .string("g"))
        // The time of a value that an update does not touch stays.
        #expect(
            try whole[0].document["metadata"]?["reported"]?["a"]
                == json(#"{"b":{"timestamp":101},"c":{"timestamp":102}}"#)
        )
    }

    @Test mutating func `null takes a key away, or a section`() throws {
        _ = try send("update", #"{"state":{"desired":{"a":1,"b":2},"reported":{"a":1}}}"#)
        let messages = try send("update", #"{"state":{"desired":{"a":null}}}"#)
        #expect(try messages[0].document["state"] == json(#"{"desired":{"a":null}}"#))
        #expect(
            try send("get")[0].document["state"] == json(#"{"desired":{"b":2},"reported":{"a":1},"delta":{"b":2}}"#)
        )
        _ = try send("update", #"{"state":{"desired":null}}"#)
        #expect(try send("get")[0].document["state"] == json(#"{"reported":{"a":1}}"#))
    }

    @Test mutating func `versions rise, are compared, and outlive a deletion by two days`() throws {
        _ = try send("update", #"{"state":{"desired":{"a":1}}}"#)
        _ = try send("update", #"{"state":{"desired":{"a":2}},"version":1}"#)
        #expect(try refusal("update", #"{"state":{"desired":{"a":3}},"version":1}"#) == "409 Version conflict")
        let gone = try send("delete", now: 200)
        #expect(gone[0].topic == "delete/accepted" && gone[0].document["version"] == .integer(2))
        #expect(try refusal("get") == "404 No shadow exists with name: 'lamp'")
        #expect(try send("update", #"{"state":{"desired":{"a":1}}}"#, now: 300)[0].document["version"] == .integer(3))
        _ = try send("delete", now: 400)
        let late = try send("update", #"{"state":{"desired":{"a":1}}}"#, now: 400 + 48 * 3600)
        #expect(late[0].document["version"] == .integer(1))
    }

    @Test mutating func `named shadows stand beside the classic one`() throws {
        for name in [nil, "b", "a"] {
            let messages = service.take(
                try request("update", name: name),
                Array(#"{"state":{"desired":{"a":1}}}"#.utf8),
                now: 1
            )
            #expect(messages[0].topic.hasSuffix("/accepted"))
        }
        #expect(service.names(of: "lamp") == ["a", "b"] && service.names(of: "door") == [])
        let messages = service.take(try request("get", name: "none"), [], now: 1)
        #expect(String(decoding: messages[0].payload, as: UTF8.self).contains("'lamp~none'"))
    }

    @Test(arguments: [
        ("", "400 Invalid JSON"), ("[]", "400 Invalid JSON"), ("{}", "400 Missing required node: state"),
        (#"{"state":1}"#, "400 State node must be an object"),
        (#"{"state":{"desired":[]}}"#, "400 Desired node must be an object"),
        (#"{"state":{"reported":"x"}}"#, "400 Reported node must be an object"),
        (#"{"state":{},"version":"1"}"#, "400 Invalid version"), (#"{"state":{},"version":-1}"#, "400 Invalid version"),
        (#"{"state":{},"clientToken":7}"#, "400 Invalid clientToken"),
        (#"{"state":{},"clientToken":"\#(String(repeating: "x", count: 65))"}"#, "400 Invalid clientToken"),
        (#"{"state":{"desired":{"a":[1,null]}}}"#, "400 State contains an invalid node"),
        (
            #"{"state":{"desired":{"1":{"2":{"3":{"4":{"5":{"6":{}}}}}}}}}"#,
            "400 JSON contains too many levels of nesting; maximum is 6"
        ),
        (
            #"{"state":{"desired":{"a":"\#(String(repeating: "x", count: 9000))"}}}"#,
            "413 The payload exceeds the maximum size allowed"
        ),
    ])
    mutating func `what no shadow takes is rejected in the words of the guide`(payload: String, answer: String) throws {
        #expect(try refusal("update", payload) == answer)
    }

    @Test mutating func `a shadow that grows by small updates is bounded, and text that is not UTF-8 refused`() throws {
        var answer = ""
        for number in 0..<4 where answer.isEmpty {
            let value = String(repeating: "x", count: 3000)
            let messages = try send("update", "{\"state\":{\"desired\":{\"k\(number)\":\"\(value)\"}}}")
            if messages[0].topic == "update/rejected" { answer = messages[0].document["message"]?.text ?? "" }
        }
        #expect(answer == "The payload exceeds the maximum size allowed")
        let messages = service.take(try request("update"), [0x7B, 0xFF, 0x7D], now: 1)
        #expect(String(decoding: messages[0].payload, as: UTF8.self).contains("415"))
    }

    @Test(arguments: [
        "$aws/things/lamp/shadow", "$aws/things/lamp/shadow/update/accepted", "$aws/things//shadow/get",
        "$aws/things/la mp/shadow/get", "$aws/things/lamp/shadow/name/get", "$aws/things/lamp/shadow/name//get",
        "aws/things/lamp/shadow/get",
        "$aws/things/lamp/shadow/name/a/b/get", "$aws/things/lamp/shadow/list",
    ])
    func `other topics are no requests`(topic: String) { #expect(ShadowRequest(topic: topic) == nil) }
}
