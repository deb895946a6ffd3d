import JSON
import Testing

@testable import CloudEndpoint

/// What an account keeps beyond its process.
@Suite final class AccountJournalTests {
    private var kept = KeptRows()

    private func account() throws -> CloudAccount {
        let endpoint = try CloudEndpoint(Fixtures.configuration(registered: nil))
        endpoints.append(endpoint)
        let registry = try Account.registry(restoring: kept.changes)
        let account = CloudAccount(registry, at: endpoint, signatures: nil)
        account.onChange = { [unowned self] in kept.take($0) }
        try account.restore(kept.changes)
        #expect(kept == KeptRows(account.snapshot))
        return account
    }

    private var endpoints: [CloudEndpoint] = []

    @discardableResult
    private func call(_ account: CloudAccount, _ method: String, _ target: String, _ body: String = "") -> APIResponse {
        account.controlPlane.handle(APIRequest(method, target, headers: [], body: Array(body.utf8)), now: Account.now)
    }

    @Test func `registry, shadows, retained messages and sessions go through one listener`() throws {
        let first = try account()
        let policy = JSONValue.object(["policyDocument": .string(Account.everything)])
        call(first, "POST", "/policies/p", String(decoding: policy.bytes, as: UTF8.self))
        call(first, "POST", "/things/esp/shadow", #"{"state": {"desired": {"a": [1, 2.5, {"b": "é"}]}}}"#)
        call(first, "POST", "/things/esp/shadow?name=n", #"{"state": {"reported": {"a": 1e300}}}"#)
        call(first, "POST", "/things/old/shadow", #"{"state": {"reported": {"a": true}}}"#)
        call(first, "DELETE", "/things/old/shadow")
        call(first, "POST", "/topics/a/b?qos=1&retain=true", "hello")
        let talk = BrokerTalk(first.broker)
        try talk.connect("esp", clean: false, as: .signature(accessKey: "k"))
        #expect(Set(kept.changes.map(\.kind)) == [.policy, .shadow, .retained, .session])
        #expect(kept.count(.shadow) == 3)
        let second = try account()
        #expect(second.shadows.shadows == first.shadows.shadows && second.shadows.deleted == first.shadows.deleted)
        #expect(second.registry.tables == first.registry.tables)
        call(second, "POST", "/things/old/shadow", #"{"state": {"reported": {"a": false}}}"#)
        #expect(JSONValue(call(second, "GET", "/things/old/shadow").body)?["version"] == .integer(2))
    }

    @Test func `a shadow's request by MQTT is kept before its answer, one that only reads is not`() throws {
        let account = try account(), talk = BrokerTalk(account.broker)
        let client = try talk.connect("esp", as: .signature(accessKey: "k"))
        try talk.publish(client, "$aws/things/esp/shadow/update", Array(#"{"state": {"reported": {"a": 1}}}"#.utf8))
        #expect(kept.count(.shadow) == 1)
        var count = 0
        account.onChange = { _ in count += 1 }
        try talk.publish(client, "$aws/things/esp/shadow/get", [])
        #expect(count == 0)
    }

    @Test func `a shadow that cannot be read is refused by its name`() throws {
        kept.take(KeptChange(kind: .shadow, key: "esp~n", value: [0x7B]))
        #expect {
            _ = try self.account()
        } throws: { error in
            "\(error)" == "the kept shadow 'esp~n' cannot be read"
        }
    }
}
