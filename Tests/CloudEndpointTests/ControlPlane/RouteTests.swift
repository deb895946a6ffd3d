import Testing

@testable import CloudEndpoint

/// Which request asks for which operation.
struct RouteTests {
    @Test func `no two operations have the same request, and none has two`() {
        let routes = ControlPlane.routes
        #expect(Set(routes.map(\.operation)).count == routes.count)
        let shapes = routes.map { route in
            "\(route.method) "
                + route.segments.map { if case .word(let word) = $0 { word } else { "*" } }.joined(separator: "/")
        }
        #expect(Set(shapes).count == shapes.count)
        #expect(routes.count == 280)
        #expect(ControlPlane.absentRoutes.count == 195)
    }

    @Test func `every operation is found at its own path`() throws {
        for route in ControlPlane.routes {
            let parts = route.segments.map { segment in
                switch segment {
                case .word(let word): word
                case .label(let name), .rest(let name): "%7B\(name)%7D"
                }
            }
            let request = APIRequest(route.method, "/" + parts.joined(separator: "/"))
            let found = try #require(Route.find(request, in: ControlPlane.routes))
            #expect(found.route.operation == route.operation)
            for segment in route.segments {
                if case .label(let name) = segment { #expect(found.labels[name] == "{\(name)}") }
            }
        }
    }

    @Test func `a word is nearer than a label, and the rest of a path may have slashes`() throws {
        func find(_ method: String, _ target: String) -> (String, [String: String])? {
            Route.find(APIRequest(method, target), in: ControlPlane.routes).map { ($0.route.operation, $0.labels) }
        }
        #expect(try #require(find("PUT", "/thing-groups/addThingToThingGroup")).0 == "AddThingToThingGroup")
        let attached = try #require(find("POST", "/attached-policies/arn:aws:iot:us-east-1:1:cert/ab%2Fc"))
        #expect(attached.0 == "ListAttachedPolicies" && attached.1["target"] == "arn:aws:iot:us-east-1:1:cert/ab/c")
        #expect(try #require(find("POST", "/topics//a//b/")).1["topic"] == "/a//b/")
        #expect(try #require(find("POST", "/topics/%24aws%2Fthings")).1["topic"] == "$aws/things")
        #expect(find("GET", "/authorizers/")?.0 == "ListAuthorizers")
        for target in ["", "/", "endpoint", "/endpoint/x", "/nothing", "/policies/a/b/c/d"] {
            #expect(find("GET", target) == nil)
        }
        #expect(find("BREW", "/endpoint") == nil)
    }

    @Test func `an operation that is not there says so, by its name; a path of none says that`() throws {
        let console = try Console()
        for route in ControlPlane.absentRoutes {
            let target =
                "/" + route.segments.map { if case .word(let word) = $0 { word } else { "x" } }.joined(separator: "/")
            let answer = console.call(route.method, target)
            #expect(answer.status == 501 && answer.error == "NotImplementedException", "\(route.operation)")
            #expect(answer.text("message").contains(route.operation))
        }
        let answer = console.call("GET", "/nothing/here")
        #expect(answer.status == 404 && answer.error == "UnknownOperationException")
    }
}
