import ESP8266
import Inputs
import Record

/// The network behind the access point of firmware of the user's own.
extension Run {
    /// Builds it as the scenario says: the built-in endpoint, or a real server, behind the name of `endpoint`.
    ///
    /// - Parameter onFindings: told of the endpoint whenever something has happened to a connection.
    static func localNetwork(
        _ plan: RunPlan,
        queue: EventQueue,
        onFindings: @escaping (any ServerConnection) -> Void
    ) throws(EmulationError) -> LocalNetwork {
        let scenario = plan.scenario
        var configuration = LocalNetwork.Configuration()
        configuration.seed = scenario.seed
        configuration.path = scenario.link.path
        let endpoint = try endpoint(plan, device: nil)
        let service = LocalNetwork.Service.application { _ in
            guard let connection = (try? endpoint.accept()).map(EndpointServer.init) else { return nil }
            return EndpointApplication(connection, messages: scenario.messages, queue: queue, onChange: onFindings)
        }
        let name = scenario.endpoint.host.lowercased()
        let address = IPv4Address(name) ?? LocalNetwork.Configuration.endpointAddress
        configuration.hosts[address] = [UInt16(clamping: scenario.endpoint.port): service]
        configuration.names[name] = .address(address)
        return LocalNetwork(configuration, queue: queue)
    }
}

extension Scenario.Link {
    /// The way to the hosts, each direction.
    var path: NetworkPath.Quality {
        NetworkPath.Quality(
            latency: Ticks(clamping: latencyMilliseconds) &* 1000 &* Clock.ticksPerMicrosecond,
            bandwidth: UInt64(clamping: bandwidthKbps) &* 1000,
            lossPermille: lossPermille
        )
    }
}
