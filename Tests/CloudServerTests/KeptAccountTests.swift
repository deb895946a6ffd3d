import CloudEndpoint
import CloudServer
import Foundation
import TestSupport
import Testing

/// A server that ends, and another with the same file.
@Suite(.serialized, .timeLimit(.minutes(5))) struct KeptAccountTests {
    private let folder: Scratch
    private var file: String { "\(folder.path)/account.db" }

    init() throws { folder = try Scratch() }

    private func server(_ change: (inout CloudServerSettings) -> Void = { _ in }) throws -> TestServer {
        try TestServer {
            $0.dataFile = file
            change(&$0)
        }
    }

    private func generic(_ settings: inout CloudServerSettings) {
        settings.account = nil
        settings.endpoint.rules = .generic
        settings.endpoint.admission = .anyone
    }

    @Test func `a persistent session's messages wait beyond the server, retained ones too`() throws {
        var first: TestServer? = try server()
        let keeper = ["-t", "a/+", "-t", "b", "-q", "1", "-c"]
        #expect(try first?.run("mosquitto_sub", (first?.mosquitto("keeper") ?? []) + keeper + ["-E"]).code == 0)
        #expect(try first?.publish(["-t", "a/1", "-q", "1", "-m", "one"]) == 0)
        #expect(try first?.publish(["-t", "c", "-q", "1", "-m", "kept", "-r"]) == 0)
        first = nil
        let second = try server()
        #expect(try second.publish(["-t", "b", "-q", "1", "-m", "two"]) == 0)
        let words = second.mosquitto("keeper") + ["-v", "-C", "2"] + keeper
        #expect(try second.run("mosquitto_sub", words).output == "a/1 one\nb two\n")
        #expect(try second.run("mosquitto_sub", second.mosquitto("other") + ["-t", "c", "-C", "1"]).output == "kept\n")
    }

    @Test func `a plain broker keeps messages of QoS 2`() throws {
        var first: TestServer? = try server(generic)
        let keeper = ["-t", "a", "-q", "2", "-c"]
        #expect(try first?.run("mosquitto_sub", (first?.mosquitto("keeper") ?? []) + keeper + ["-E"]).code == 0)
        #expect(try first?.publish(["-t", "a", "-q", "2", "-m", "one"]) == 0)
        first = nil
        let second = try server(generic)
        let words = second.mosquitto("keeper") + ["-C", "1"] + keeper
        #expect(try second.run("mosquitto_sub", words).output == "one\n")
    }

    @Test func `the file of an account is none of a plain broker, nor of two servers at a time`() throws {
        var first: TestServer? = try server()
        #expect(throws: CloudServerError.store(.inUse(file))) { _ = try server() }
        first = nil
        #expect(first == nil)
        let reason = "is kept for --mode aws, not for --mode generic"
        #expect(throws: CloudServerError.store(.unusable(file, reason))) { _ = try server(generic) }
    }
}
