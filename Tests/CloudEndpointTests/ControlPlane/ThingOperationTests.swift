import JSON
import Testing

@testable import CloudEndpoint

/// The API's operations on things, thing types and thing groups.
struct ThingOperationTests {
    private let console: Console

    init() throws { console = try Console() }

    private func create(_ name: String, _ attributes: [String: JSONValue] = [:], type: String? = nil) -> Console.Answer
    {
        var body: [String: JSONValue] = ["attributePayload": ["attributes": .object(attributes)]]
        body["thingTypeName"] = type.map(JSONValue.string)
        return console.call("POST", "/things/\(name)", .object(body))
    }

    @Test func `a thing is made once, changed by version, and deleted however often`() {
        let made = create("esp-1", ["a": "1"])
        #expect(made.text("thingArn") == "arn:aws:iot:us-east-1:123456789012:thing/esp-1")
        #expect(create("esp-1", ["a": "1"]).text("thingId") == made.text("thingId"))
        let other = create("esp-1", ["a": "2"])
        #expect(other.error == "ResourceAlreadyExistsException" && other.text("resourceId") == made.text("thingId"))
        #expect(create("bad%20name").error == "InvalidRequestException")
        #expect(create("esp-2", ["a": "1", "b": "1", "c": "1", "d": "1"]).error == "InvalidRequestException")
        #expect(create("esp-2", ["a": "white space"]).error == "InvalidRequestException")
        let merge: JSONValue = ["attributePayload": ["attributes": ["a": "", "b": "2"], "merge": .bool(true)]]
        #expect(console.call("PATCH", "/things/esp-1", merge).status == 200)
        let described = console.call("GET", "/things/esp-1")
        #expect(described["attributes"] == ["b": "2"] && described["version"] == 2)
        #expect(described.text("defaultClientId") == "esp-1")
        #expect(console.call("PATCH", "/things/esp-1", ["expectedVersion": 1]).error == "VersionConflictException")
        #expect(console.call("DELETE", "/things/esp-1?expectedVersion=7").error == "VersionConflictException")
        #expect(console.call("DELETE", "/things/esp-1?expectedVersion=2").status == 200)
        #expect(console.call("DELETE", "/things/esp-1").status == 200)
        #expect(console.call("GET", "/things/esp-1").error == "ResourceNotFoundException")
    }

    @Test func `things are found by attribute, prefix and type, in pages`() {
        console.call("POST", "/thing-types/sensor", [:])
        for number in 0..<7 { _ = create("esp-\(number)", ["room": .string("r\(number % 2)")], type: "sensor") }
        _ = create("other")
        func find(_ query: String) -> [String] {
            var found: [String] = [], token = ""
            repeat {
                let page = console.call("GET", "/things?maxResults=3\(query)\(token)")
                guard case .array(let things)? = page["things"] else { return [] }
                found += things.map { $0["thingName"]?.text ?? "" }
                token = page["nextToken"]?.text.map { "&nextToken=\(PercentEncoding.encode($0))" } ?? ""
            } while !token.isEmpty
            return found
        }
        #expect(find("").count == 8)
        #expect(find("&thingTypeName=sensor").count == 7)
        #expect(find("&attributeName=room&attributeValue=r1") == ["esp-1", "esp-3", "esp-5"])
        #expect(find("&attributeName=room&attributeValue=r&usePrefixAttributeValue=true").count == 7)
        #expect(find("&attributeName=floor").isEmpty)
    }

    @Test func `a certificate is attached to things, exclusively if wanted`() {
        let arn = console.call("POST", "/keys-and-certificate").text("certificateArn")
        let header = ["x-amzn-principal": arn]
        _ = create("a")
        _ = create("b")
        func attach(_ thing: String, _ query: String = "") -> Console.Answer {
            console.call("PUT", "/things/\(thing)/principals\(query)", headers: header)
        }
        #expect(attach("none").error == "ResourceNotFoundException")
        #expect(attach("a").status == 200 && attach("a").status == 200 && attach("b").status == 200)
        #expect(attach("a", "?thingPrincipalType=EXCLUSIVE_THING").error == "InvalidRequestException")
        #expect(console.call("GET", "/things/a/principals")["principals"] == .array([.string(arn)]))
        #expect(console.call("GET", "/principals/things", headers: header)["things"] == .array(["a", "b"]))
        #expect(console.call("DELETE", "/things/a").error == "InvalidRequestException")
        #expect(console.call("DELETE", "/things/b/principals", headers: header).status == 200)
        #expect(console.call("DELETE", "/things/b/principals", headers: header).error == "ResourceNotFoundException")
        #expect(attach("a", "?thingPrincipalType=EXCLUSIVE_THING").status == 200)
        #expect(attach("b").error == "InvalidRequestException")
        let links = console.call("GET", "/things/a/principals-v2")["thingPrincipalObjects"]
        #expect(links == .array([["principal": .string(arn), "thingPrincipalType": "EXCLUSIVE_THING"]]))
        let others = console.call(
            "GET",
            "/principals/things-v2?thingPrincipalType=NON_EXCLUSIVE_THING",
            headers: header
        )
        #expect(others["principalThingObjects"] == .array([]))
    }

    @Test func `a thing type is deprecated, and deleted five minutes later without things`() {
        let properties: JSONValue = ["thingTypeProperties": ["thingTypeDescription": "A sensor"]]
        #expect(console.call("POST", "/thing-types/sensor", properties).status == 200)
        #expect(console.call("POST", "/thing-types/sensor", properties).status == 200)
        #expect(console.call("POST", "/thing-types/sensor", [:]).error == "ResourceAlreadyExistsException")
        #expect(create("a", ["1": "1", "2": "1", "3": "1", "4": "1"], type: "sensor").status == 200)
        #expect(create("b", type: "none").error == "ResourceNotFoundException")
        #expect(console.call("DELETE", "/thing-types/sensor").error == "InvalidRequestException")
        #expect(console.call("POST", "/thing-types/sensor/deprecate", [:]).status == 200)
        #expect(create("b", type: "sensor").error == "InvalidRequestException")
        let metadata = console.call("GET", "/thing-types/sensor")["thingTypeMetadata"]
        #expect(metadata?["deprecated"] == .bool(true) && metadata?["deprecationDate"] == .integer(console.now / 1000))
        console.now += 299_999
        #expect(console.call("DELETE", "/thing-types/sensor").text("message").contains("five minutes"))
        console.now += 1
        #expect(console.call("DELETE", "/thing-types/sensor").text("message").contains("still has things"))
        #expect(console.call("PATCH", "/things/a", ["removeThingType": .bool(true)]).error == "InvalidRequestException")
        console.call("PATCH", "/things/a", ["attributePayload": ["attributes": ["1": "1"]]])
        #expect(console.call("PATCH", "/things/a", ["removeThingType": .bool(true)]).status == 200)
        #expect(console.call("DELETE", "/thing-types/sensor").status == 200)
        #expect(console.call("GET", "/thing-types")["thingTypes"] == .array([]))
    }

    @Test func `groups nest seven deep, and a thing is in one group of a tree`() {
        var parent: String?
        for level in 1...8 {
            var body: [String: JSONValue] = [:]
            body["parentGroupName"] = parent.map(JSONValue.string)
            let answer = console.call("POST", "/thing-groups/g\(level)", .object(body))
            #expect(answer.error == (level == 8 ? "InvalidRequestException" : nil))
            parent = "g\(level)"
        }
        console.call("POST", "/thing-groups/other", [:])
        _ = create("a")
        func add(_ group: String) -> String? {
            console.call(
                "PUT",
                "/thing-groups/addThingToThingGroup",
                ["thingName": "a", "thingGroupName": .string(group)]
            ).error
        }
        #expect(add("g3") == nil && add("g3") == nil && add("other") == nil)
        #expect(add("g7") == "InvalidRequestException" && add("none") == "ResourceNotFoundException")
        let members = console.call("GET", "/thing-groups/g1/things")
        #expect(members["things"] == .array([]))
        #expect(console.call("GET", "/thing-groups/g1/things?recursive=true")["things"] == .array(["a"]))
        guard case .array(let groups)? = console.call("GET", "/things/a/thing-groups")["thingGroups"] else {
            Issue.record("no groups")
            return
        }
        #expect(groups.map { $0["groupName"]?.text } == ["g3", "other"])
        let metadata = console.call("GET", "/thing-groups/g3")["thingGroupMetadata"]
        guard case .array(let path)? = metadata?["rootToParentThingGroups"] else {
            Issue.record("no path")
            return
        }
        #expect(path.map { $0["groupName"]?.text } == ["g1", "g2"] && metadata?["parentGroupName"]?.text == "g2")
        #expect(console.call("DELETE", "/thing-groups/g3").error == "InvalidRequestException")
        #expect(console.call("DELETE", "/thing-groups/g7").status == 200)
        let change: JSONValue = [
            "thingName": "a", "thingGroupsToRemove": .array(["g3"]), "thingGroupsToAdd": .array(["g1"]),
        ]
        #expect(console.call("PUT", "/thing-groups/updateThingGroupsForThing", change).status == 200)
        let remove: JSONValue = ["thingArn": "arn:aws:iot:us-east-1:123456789012:thing/a", "thingGroupName": "other"]
        #expect(console.call("PUT", "/thing-groups/removeThingFromThingGroup", remove).status == 200)
        #expect(console.call("GET", "/thing-groups/g1/things")["things"] == .array(["a"]))
    }

    @Test func `groups are listed by parent and prefix, and changed by version`() {
        for (name, parent) in [("a1", nil), ("a2", "a1"), ("b1", "a1"), ("a3", "a2")] as [(String, String?)] {
            var body: [String: JSONValue] = [:]
            body["parentGroupName"] = parent.map(JSONValue.string)
            console.call("POST", "/thing-groups/\(name)", .object(body))
        }
        func list(_ query: String) -> [String] {
            guard case .array(let groups)? = console.call("GET", "/thing-groups?\(query)")["thingGroups"] else {
                return []
            }
            return groups.map { $0["groupName"]?.text ?? "" }
        }
        #expect(list("") == ["a1", "a2", "a3", "b1"])
        #expect(list("recursive=false") == ["a1"])
        #expect(list("parentGroup=a1") == ["a2", "b1"])
        #expect(list("parentGroup=a1&recursive=true&namePrefixFilter=a") == ["a2", "a3"])
        let change: JSONValue = ["thingGroupProperties": ["thingGroupDescription": "x"], "expectedVersion": 1]
        #expect(console.call("PATCH", "/thing-groups/a1", change)["version"] == 2)
        #expect(console.call("PATCH", "/thing-groups/a1", change).error == "VersionConflictException")
    }

    @Test func `events of the registry are published once they are switched on`() throws {
        var topics: [String] = []
        console.registry.onEvent = { topics.append($0.topic) }
        _ = create("a")
        #expect(topics.isEmpty)
        func switchOn(_ kinds: [String]) -> Console.Answer {
            let kinds = kinds.map { ($0, ["Enabled": .bool(true)] as JSONValue) }
            let configurations = JSONValue.object(Dictionary(uniqueKeysWithValues: kinds))
            return console.call("PATCH", "/event-configurations", ["eventConfigurations": configurations])
        }
        #expect(switchOn(["JOB"]).error == "NotImplementedException")
        #expect(switchOn(["NONSENSE"]).error == "InvalidRequestException")
        #expect(switchOn(RegistryEventKind.allCases.map(\.rawValue)).status == 200)
        let configurations = console.call("GET", "/event-configurations")["eventConfigurations"]
        #expect(configurations?["THING"]?["Enabled"] == .bool(true))
        #expect(configurations?["JOB"]?["Enabled"] == .bool(false))
        console.call("POST", "/thing-types/t", [:])
        console.call("PATCH", "/things/a", ["thingTypeName": "t"])
        console.call("POST", "/thing-groups/g", [:])
        console.call("POST", "/thing-groups/h", ["parentGroupName": "g"])
        console.call("PUT", "/thing-groups/addThingToThingGroup", ["thingName": "a", "thingGroupName": "h"])
        console.call("DELETE", "/thing-groups/h")
        console.call("DELETE", "/things/a")
        #expect(
            topics.map { $0.replacing("$aws/events/", with: "") } == [
                "thingType/t/created", "thing/a/updated", "thingTypeAssociation/thing/a/t", "thingGroup/g/created",
                "thingGroup/h/created", "thingGroupHierarchy/thingGroup/g/childThingGroup/h/added",
                "thingGroupMembership/thingGroup/h/thing/a/added", "thingGroupMembership/thingGroup/h/thing/a/removed",
                "thingGroupHierarchy/thingGroup/g/childThingGroup/h/removed", "thingGroup/h/deleted", "thing/a/deleted",
            ]
        )
    }
}

extension ThingOperationTests {
    @Test func `an account has room for so much, and for what is there`() throws {
        let console = try Console()
        console.registry.settings.mostEntities = 3
        for name in ["a", "b", "c"] { #expect(console.call("POST", "/things/\(name)").status == 200) }
        #expect(console.call("POST", "/things/d").error == "LimitExceededException")
        #expect(console.call("PATCH", "/things/a", ["attributePayload": ["attributes": ["x": "y"]]]).status == 200)
        #expect(console.call("DELETE", "/things/a").status == 200)
        #expect(console.call("POST", "/things/d").status == 200)
    }
}
