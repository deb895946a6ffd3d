import CMbedTLS
import Testing

@testable import CloudEndpoint

/// Ports of an endpoint, and what TLS agrees on there.
struct EndpointPortTests {
    @Test(arguments: [(443, EndpointPort.https), (8443, .httpsPublish), (8883, .mqtt), (1883, .mqtt)])
    func `a number stands for a port of AWS`(number: Int, port: EndpointPort) {
        #expect(EndpointPort(number: number) == port)
    }

    @Test(
        arguments: [
            (.mqtt, [], true, .everybody), (.mqtt, ["http/1.1"], true, .everybody),
            (.https, ["x-amzn-mqtt-ca"], true, .everybody), (.https, ["x-amzn-http-ca"], false, .everybody),
            (.https, [], false, .nobody), (.https, ["http/1.1"], false, .nobody),
            (.httpsPublish, [], false, .everybody), (.anyHTTPS, [], false, .whoeverHasOne),
            (.anyHTTPS, ["http/1.1", "x-amzn-mqtt-ca"], true, .everybody),
        ] as [(EndpointPort, [String], Bool, EndpointPort.Asking)]
    )
    func `ALPN decides what is spoken and who shows a certificate`(
        port: EndpointPort,
        offer: [String],
        isMQTT: Bool,
        asking: EndpointPort.Asking
    ) {
        let choice = port.choice(among: offer)
        #expect(port.isMQTT(choice) == isMQTT)
        #expect(port.asking(choice) == asking)
    }

    @Test(
        arguments: [
            ("localhost", nil), ("abc.iot.us-east-1.amazonaws.com", nil), ("ABC.IOT.us-east-1.amazonaws.com", nil),
            ("a.b.iot.us-east-1.amazonaws.com", 112), (".iot.us-east-1.amazonaws.com", nil), ("", 112), ("x", 112),
        ] as [(String, UInt8?)]
    )
    func `a name is one of the endpoint's`(name: String, alert: UInt8?) {
        var rules = TLSRules()
        rules.serverName = .optional
        let names = ["localhost", "*.iot.us-east-1.amazonaws.com"]
        #expect(rules.alert(forName: name, of: names)?.number == alert)
        #expect(rules.alert(forName: nil, of: names) == nil)
        rules.serverName = .required
        #expect(rules.alert(forName: nil, of: names)?.number == 112)
        rules.serverName = .ignored
        #expect(rules.alert(forName: name, of: names) == nil)
    }

    /// A device without a certificate: it signs, or it does not get in.
    @Test(arguments: [(EndpointPort.mqtt, false), (.https, true), (.httpsPublish, false), (.anyHTTPS, true)])
    func `a certificate is wanted where a device has to show it`(port: EndpointPort, isDone: Bool) throws {
        let endpoint = try CloudEndpoint(Fixtures.configuration(registered: nil))
        let client = try TLSClient(nil, ca: Fixtures.text("root-ca.pem"))
        let conversation = Conversation(client, try endpoint.accept(on: port))
        conversation.run()
        #expect(client.isEstablished == isDone)
        if !isDone { #expect(conversation.events == [.tlsFailed(.certificateMissing)]) }
    }

    @Test func `a certificate that need not be shown is refused all the same`() throws {
        let endpoint = try CloudEndpoint(Fixtures.configuration(registered: nil))
        let client = try TLSClient(Fixtures.device("device-p256"), ca: Fixtures.text("root-ca.pem"))
        let conversation = Conversation(client, try endpoint.accept(on: .anyHTTPS))
        conversation.run()
        #expect(conversation.events == [.tlsFailed(.certificateRefused(.notRegistered))])
        #expect(client.alert == 46)
    }

    @Test func `the same connection gives the same bytes on every port`() throws {
        for port in EndpointPort.allCases {
            let runs = try (0..<2).map { _ in
                let device = try Fixtures.device("device-p256")
                let endpoint = try CloudEndpoint(Fixtures.configuration(registered: device.certificateDER))
                let conversation = Conversation(
                    try TLSClient(device, ca: Fixtures.text("root-ca.pem")),
                    try endpoint.accept(on: port)
                )
                conversation.run()
                conversation.client.send(Array("GET / HTTP/1.1\r\n\r\n".utf8))
                conversation.run()
                return conversation.fromServer
            }
            #expect(runs[0] == runs[1] && !runs[0].isEmpty)
        }
    }
}
