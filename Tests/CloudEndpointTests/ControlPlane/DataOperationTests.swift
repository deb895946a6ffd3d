import JSON
import Testing

@testable import CloudEndpoint

/// Shadows, messages, connections and rules over HTTP.
struct DataOperationTests {
    private let console: Console

    init() throws { console = try Console() }

    private func send(_ method: String, _ target: String, _ body: String = "") -> Console.Answer {
        console.send(APIRequest(method, target, body: Array(body.utf8)))
    }

    @Test func `a shadow is made, read, changed by version and deleted`() {
        let missing = send("GET", "/things/esp-1/shadow")
        #expect(missing.status == 404 && missing.error == "ResourceNotFoundException")
        #expect(missing.text("message") == "No shadow exists with name: 'esp-1'" && missing["code"] == 404)
        let state = #"{"state":{"desired":{"on":true}},"clientToken":"t"}"#
        let updated = send("POST", "/things/esp-1/shadow", state)
        #expect(updated.status == 200 && updated["version"] == 1 && updated.text("clientToken") == "t")
        #expect(send("GET", "/things/esp-1/shadow")["state"]?["delta"]?["on"] == .bool(true))
        let conflict = send("POST", "/things/esp-1/shadow", #"{"state":{"desired":{"on":false}},"version":7}"#)
        #expect(conflict.status == 409 && conflict.error == "ConflictException")
        #expect(send("DELETE", "/things/esp-1/shadow")["version"] == 1)
        #expect(send("GET", "/things/esp-1/shadow").status == 404)
    }

    @Test(arguments: [
        ("{", 400, "InvalidRequestException"), (#"{"state":7}"#, 400, "InvalidRequestException"),
        (
            #"{"state":{"desired":{"a":""# + String(repeating: "x", count: 9000) + #""}}}"#, 413,
            "RequestEntityTooLargeException"
        ),
    ]) func `a bad document is refused with the code of the shadow service`(body: String, status: Int, error: String) {
        let answer = send("POST", "/things/esp-1/shadow?name=n", body)
        #expect(answer.status == status && answer.error == error && answer["code"] == .integer(Int64(status)))
    }

    @Test func `named shadows are listed in pages`() {
        for name in ["a", "b", "c"] {
            #expect(send("POST", "/things/esp-1/shadow?name=\(name)", #"{"state":{"reported":{"x":1}}}"#).status == 200)
        }
        let path = "/api/things/shadow/ListNamedShadowsForThing/esp-1"
        let first = send("GET", "\(path)?pageSize=2")
        #expect(first["results"] == .array(["a", "b"]))
        let second = send("GET", "\(path)?pageSize=2&nextToken=\(PercentEncoding.encode(first.text("nextToken")))")
        #expect(second["results"] == .array(["c"]) && second["nextToken"] == nil)
        #expect(send("GET", "/things/esp-1/shadow?name=bad%20name").error == "InvalidRequestException")
    }

    @Test func `a message is published as it came`() {
        let target = "/topics/sensors%2Fesp-1%2Fdata?qos=1&retain=true"
        #expect(console.send(APIRequest("POST", target, body: [0, 255, 0x7B])).status == 200)
        #expect(
            console.published == [
                MQTTMessage(topic: "sensors/esp-1/data", payload: [0, 255, 0x7B], qos: 1, isRetained: true)
            ]
        )
        for target in ["/topics/a%2F%2B", "/topics/%23", "/topics/a?qos=2", "/topics/a?retain=perhaps", "/topics/"] {
            #expect(send("POST", target).error == "InvalidRequestException")
        }
        let long = APIRequest("POST", "/topics/a", body: [UInt8](repeating: 0, count: 131_073))
        #expect(console.send(long).error == "InvalidRequestException")
        #expect(console.published.count == 1)
    }

    @Test func `retained messages are listed and read`() {
        console.retained = ["a/b", "c"].map {
            RetainedMessage(message: MQTTMessage(topic: $0, payload: [1, 2], qos: 1), since: 5)
        }
        let message = send("GET", "/retainedMessage/a%2Fb")
        #expect(message.text("payload") == "AQI=" && message["qos"] == 1 && message["lastModifiedTime"] == 5)
        #expect(send("GET", "/retainedMessage/none").error == "ResourceNotFoundException")
        let page = send("GET", "/retainedMessage?maxResults=1")
        #expect(
            page["retainedTopics"] == .array([["topic": "a/b", "payloadSize": 2, "qos": 1, "lastModifiedTime": 5]])
        )
        #expect(page["nextToken"] != nil)
    }

    @Test func `a connection is closed if it is there`() {
        console.clients = ["esp-1"]
        #expect(send("DELETE", "/connections/esp-1?cleanSession=true").status == 200)
        #expect(send("DELETE", "/connections/esp-1").error == "ResourceNotFoundException")
        #expect(send("DELETE", "/connections/$x").error == "InvalidRequestException")
    }

    @Test func `rules are kept on the events of just-in-time registration, and refused elsewhere`() {
        func rule(_ sql: String) -> JSONValue {
            ["sql": .string(sql), "actions": .array([["lambda": ["functionArn": "f"]]])]
        }
        let sql = "SELECT * FROM '$aws/events/certificates/registered/#' WHERE x = 'FROM'"
        #expect(console.call("POST", "/rules/jitr", rule(sql)).status == 200)
        #expect(console.call("POST", "/rules/jitr", rule(sql)).error == "ResourceAlreadyExistsException")
        #expect(console.call("POST", "/rules/other", rule("SELECT * FROM 'a/b'")).error == "NotImplementedException")
        for sql in [
            "", "SELECT", "SELECT * FROM", "SELECT * FROM a", "SELECT * FROM '", "SELECT * FROM 'a' x", "DROP TABLE",
        ] {
            #expect(console.call("POST", "/rules/other", rule(sql)).error == "SqlParseException")
        }
        #expect(console.call("GET", "/rules/jitr")["rule"]?["sql"]?.text == sql)
        #expect(console.call("POST", "/rules/jitr/disable").status == 200)
        #expect(console.call("GET", "/rules/jitr")["rule"]?["ruleDisabled"] == .bool(true))
        #expect(console.call("GET", "/rules?ruleDisabled=false")["rules"] == .array([]))
        #expect(console.call("PATCH", "/rules/jitr", rule(sql)).status == 200)
        #expect(console.call("GET", "/rules/none").error == "UnauthorizedException")
        #expect(console.call("DELETE", "/rules/jitr").status == 200)
        #expect(console.call("DELETE", "/rules/jitr").status == 200)
    }
}
