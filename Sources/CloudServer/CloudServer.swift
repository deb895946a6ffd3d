import CloudEndpoint
import Logging
import LoopbackHTTP
import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// An endpoint behind sockets of this host. One event loop, on a thread of its own, has all of it.
public final class CloudServer: Sendable {
    /// Address and port for MQTT over TLS.
    public let mqttAddress: String
    /// The port of it.
    public let mqttPort: Int
    /// Address and port for HTTPS and WebSockets; nil: there is none.
    public let httpsAddress: String?
    /// The port of it.
    public let httpsPort: Int?
    /// Whether only this host can come there.
    public let isLoopback: Bool
    /// The port of loopback for whoever controls the server.
    public let controlPort: Int

    private let group: MultiThreadedEventLoopGroup
    private let served: NIOLoopBound<ServedEndpoint>
    private let listeners: [any Channel]
    private let closed: EventLoopPromise<Void>

    /// Listens.
    ///
    /// - Parameter log: where the server tells what happens.
    public init(_ settings: CloudServerSettings, log: Logger) throws(CloudServerError) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        var listeners: [any Channel] = []
        do {
            let served = try loop.submit {
                NIOLoopBound(try ServedEndpoint(settings, log, loop), eventLoop: loop)
            }.wait()
            let clients = Self.clientBootstrap(group, served, settings.limits, .mqtt)
            let mqtt = try Self.bind(clients, settings.address, settings.mqttPort)
            listeners.append(mqtt)
            let web = Self.clientBootstrap(group, served, settings.limits, .anyHTTPS)
            let https = try settings.httpsPort.map { try Self.bind(web, settings.address, $0) }
            if let https { listeners.append(https) }
            let controllers = Self.controlBootstrap(group, served, settings.limits)
            let control = try Self.bind(controllers, "127.0.0.1", settings.controlPort)
            listeners.append(control)
            mqttPort = mqtt.localAddress?.port ?? settings.mqttPort
            controlPort = control.localAddress?.port ?? settings.controlPort
            self.served = served
            let address = mqtt.localAddress?.shown ?? settings.address
            mqttAddress = address
            isLoopback = mqtt.localAddress?.isLoopback ?? false
            httpsPort = https?.localAddress?.port ?? settings.httpsPort
            let httpsAddress = https?.localAddress?.shown
            self.httpsAddress = httpsAddress
            loop.execute {
                served.value.mqttAddress = address
                served.value.httpsAddress = httpsAddress
            }
        } catch {
            for listener in listeners { try? listener.close().wait() }
            try? group.syncShutdownGracefully()
            throw error as? CloudServerError ?? .unusable("\(error)")
        }
        self.group = group
        self.listeners = listeners
        closed = loop.makePromise()
    }

    /// Has everybody leave and the server end. A second call does nothing.
    public func close() {
        let served = served, closed = closed, listeners = listeners
        served.eventLoop.execute {
            for listener in listeners { listener.close(promise: nil) }
            served.value.dismiss { closed.succeed() }
            served.eventLoop.scheduleTask(in: served.value.limits.graceTime) { served.value.abandon() }
        }
    }

    /// Returns when the server has ended. To be called once, on a thread that is none of the server's.
    public func waitUntilClosed() {
        try? closed.futureResult.wait()
        try? group.syncShutdownGracefully()
    }

    private static func bind(
        _ bootstrap: ServerBootstrap,
        _ address: String,
        _ port: Int
    ) throws(CloudServerError) -> any Channel {
        do {
            return try bootstrap.bind(host: address, port: port).wait()
        } catch {
            throw .unavailable("\(address):\(port)", SocketFailure.reason(error))
        }
    }

    private static func clientBootstrap(
        _ group: any EventLoopGroup,
        _ served: NIOLoopBound<ServedEndpoint>,
        _ limits: ServerLimits,
        _ port: EndpointPort
    ) -> ServerBootstrap {
        func tcp(_ option: Int32) -> ChannelOptions.Types.SocketOption {
            .init(level: .tcp, name: .init(rawValue: option))
        }
        let silence = SocketOptionValue(limits.keepAliveSeconds)
        return ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(tcp(TCP_KEEPIDLE), value: silence)
            .childChannelOption(tcp(TCP_KEEPINTVL), value: max(silence / 4, 1))
            .childChannelOption(tcp(TCP_KEEPCNT), value: 4)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let socket = try served.value.welcome(channel, port) else { throw ChannelError.eof }
                    try channel.pipeline.syncOperations.addHandler(socket)
                }
            }
    }

    private static func controlBootstrap(
        _ group: any EventLoopGroup,
        _ served: NIOLoopBound<ServedEndpoint>,
        _ limits: ServerLimits
    ) -> ServerBootstrap {
        var decoding = NIOHTTPDecoderLimitConfiguration()
        decoding.maxHeaderListSize = limits.headerBytes
        decoding.maxHeaderFieldSize = limits.headerBytes
        let decoder = decoding
        return ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard served.value.controllers < limits.controlConnections else { throw ChannelError.eof }
                    served.value.controllers += 1
                    channel.closeFuture.whenComplete { _ in served.value.controllers -= 1 }
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(
                        withServerUpgrade: nil,
                        withEncoderConfiguration: .init(),
                        withDecoderLimitConfiguration: decoder
                    )
                    try pipeline.addHandler(ControlRequestHandler(ControlService(served.value), limits))
                }
            }
    }
}
