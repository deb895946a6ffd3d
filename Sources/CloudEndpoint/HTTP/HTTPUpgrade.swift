import Crypto
import Foundation
import NIOHTTP1

/// What a client says that wants a WebSocket (RFC 6455, 4.1 and 4.2).
struct HTTPUpgrade: Equatable {
    /// Protocols within the WebSocket, best first.
    let subprotocols: [String]
    private let key: String

    private static let acceptance = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// nil for a request that wants none, or of which RFC 6455 has the upgrade refused. The key is taken as it is: that of AWS's first
    /// SDK for Python has 128 bytes instead of 16, and AWS takes it.
    init?(_ head: HTTPRequestHead) {
        let headers = head.headers
        func names(_ field: String, _ name: String) -> Bool {
            headers[canonicalForm: field].contains { $0.lowercased() == name }
        }
        guard head.method == .GET, names("Upgrade", "websocket"), names("Connection", "upgrade"),
            headers["Sec-WebSocket-Version"] == ["13"], headers["Sec-WebSocket-Key"].count == 1,
            let key = headers.first(name: "Sec-WebSocket-Key"), !key.isEmpty
        else { return nil }
        self.key = key
        subprotocols = headers[canonicalForm: "Sec-WebSocket-Protocol"].map(String.init)
    }

    /// The answer that grants it, with names in lower case as AWS has them: its first SDK for Python looks for them so.
    func response(subprotocol: String?) -> HTTPResponseHead {
        let hash = Insecure.SHA1.hash(data: Data((key + Self.acceptance).utf8))
        var headers: HTTPHeaders = [
            "upgrade": "websocket", "connection": "upgrade", "sec-websocket-accept": Data(hash).base64EncodedString(),
        ]
        if let subprotocol { headers.add(name: "sec-websocket-protocol", value: subprotocol) }
        return HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers)
    }
}
