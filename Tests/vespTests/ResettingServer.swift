import Foundation
import TestSupport

/// Takes connections on loopback and resets each, when it comes or when the first bytes have.
final class ResettingServer {
    /// When the reset goes out.
    enum Point: Sendable { case atAccept, afterFirstBytes }

    let port: Int
    private let server: LoopbackServer

    init(_ point: Point) throws {
        server = try LoopbackServer()
        port = server.port
        let descriptor = server.descriptor
        Thread {
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                var byte: UInt8 = 0
                if point == .afterFirstBytes { _ = recv(connection, &byte, 1, 0) }
                var setting = linger(l_onoff: 1, l_linger: 0)
                setsockopt(connection, SOL_SOCKET, SO_LINGER, &setting, socklen_t(MemoryLayout<linger>.size))
                close(connection)
            }
        }.start()
    }
}
