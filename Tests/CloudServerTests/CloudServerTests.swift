import CloudEndpoint
import Foundation
import TestSupport
import Testing

@testable import CloudServer

/// A server and clients that nobody here wrote: mosquitto's and openssl's.
@Suite(.serialized, .timeLimit(.minutes(5))) struct CloudServerTests {
    @Test(arguments: EndpointEra.allCases)
    func `two clients exchange messages at QoS 1`(era: EndpointEra) throws {
        let server = try TestServer(era: era)
        let subscriber = try #require(try server.subscriber(["-t", "room/+", "-q", "1", "-C", "2"], id: "listener"))
        #expect(try server.publish(["-t", "room/a", "-q", "1", "-m", "first"]) == 0)
        #expect(try server.publish(["-t", "room/b", "-q", "0", "-m", "second"]) == 0)
        #expect(subscriber.waitForExit() == 0)
        #expect(try server.messages() == "room/a first\nroom/b second\n")
        #expect(server.log.line(with: "disconnected: DISCONNECT", "client='listener'") != nil)
    }

    @Test func `a retained message is there for who subscribes later`() throws {
        let server = try TestServer()
        #expect(try server.publish(["-t", "state/door", "-q", "1", "-r", "-m", "open"]) == 0)
        let subscriber = try #require(try server.subscriber(["-t", "state/door", "-C", "1"], id: "late"))
        #expect(subscriber.waitForExit() == 0)
        #expect(try server.messages() == "state/door open\n")
    }

    @Test func `the last will of a client that was killed is published`() throws {
        let server = try TestServer()
        let subscriber = try #require(try server.subscriber(["-t", "wills", "-C", "1"], id: "heir"))
        let will = ["-t", "anything", "--will-topic", "wills", "--will-payload", "gone"]
        var doomed = try server.subscriber(will, id: "doomed", to: "doomed")
        #expect(doomed != nil)
        doomed = nil
        #expect(subscriber.waitForExit() == 0)
        #expect(try server.messages() == "wills gone\n")
        #expect(server.log.line(with: "closed by the device without a word", "client='doomed'") != nil)
    }

    @Test func `the newest of two clients with one id stays`() throws {
        let server = try TestServer()
        let subscriber = try server.subscriber(["-t", "anything"], id: "twin")
        #expect(subscriber != nil)
        #expect(try server.publish(["-t", "a", "-q", "1", "-m", "b"], id: "twin") == 0)
        #expect(server.log.line(with: "closed: another client came as 'twin'") != nil)
    }

    @Test(arguments: [EndpointEra.legacy2016, .ats2020])
    func `an endpoint of then refuses an unknown certificate in the handshake`(era: EndpointEra) throws {
        let server = try TestServer(era: era)
        #expect(try server.publish(["-t", "a", "-m", "b"], as: "device-rsa-2048") != 0)
        let line = "TLS handshake failed: the device's certificate is not registered at the endpoint"
        #expect(server.log.line(with: line) != nil)
    }

    @Test func `the endpoint of today closes after CONNECT without a CONNACK`() throws {
        let server = try TestServer()
        let result = try server.run(
            "mosquitto_pub",
            server.mosquitto("stranger", as: "device-rsa-2048") + ["-t", "a", "-m", "b", "-d"]
        )
        #expect(result.code != 0)
        #expect(result.output.contains("sending CONNECT") && !result.output.contains("received CONNACK"))
        #expect(server.log.line(with: "closed after CONNECT: certificate ", " is not registered") != nil)
    }

    @Test func `a client without a certificate does not get through the handshake`() throws {
        let server = try TestServer()
        #expect(try server.publish(["-t", "a", "-m", "b"], as: nil) != 0)
        #expect(server.log.line(with: "TLS handshake failed: the device sent no certificate") != nil)
    }

    @Test func `a plain broker takes clients without a certificate, and QoS 2`() throws {
        let server = try TestServer { settings in
            settings.account = nil
            settings.endpoint.rules = .generic
            settings.endpoint.admission = .anyone
            settings.refusesAtConnect = false
        }
        let subscriber = try #require(try server.subscriber(["-t", "a/#", "-q", "2", "-C", "1"], id: "listener"))
        #expect(try server.publish(["-t", "a", "-q", "2", "-m", "once"], as: nil) == 0)
        #expect(subscriber.waitForExit() == 0)
        #expect(try server.messages() == "a once\n")
    }

    @Test func `openssl's client verifies the chain for every name of the desk`() throws {
        let server = try TestServer()
        let checks = [
            ["-verify_hostname", "localhost"], ["-verify_ip", "127.0.0.1"],
            ["-verify_hostname", "x.iot.us-east-1.amazonaws.com"],
        ]
        for check in checks {
            let output = try server.send([0xE0, 0], ["-verify_return_error"] + check)
            #expect(!output.contains("verify error"), "\(check): \(output)")
        }
        #expect(server.server.isLoopback)
    }

    @Test func `closing sends everybody away in order`() throws {
        let server = try TestServer()
        let subscriber = try #require(
            try server.subscriber(["-t", "a", "--will-topic", "b", "--will-payload", "c"], id: "guest")
        )
        server.server.close()
        #expect(server.log.line(with: "closed because the server stops", "client='guest'") != nil)
        #expect(subscriber.isRunning)
    }
}
