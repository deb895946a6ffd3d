import CSlirp
import Foundation
import Inputs

/// libslirp: a TCP/IP stack between Ethernet frames of a guest and sockets of the host.
///
/// Everything happens within the calls, on the caller's thread; frames for the guest wait until they are taken.
final class SlirpStack {
    /// The addresses of a stack.
    struct Configuration {
        /// The guest's network.
        var network = IPv4Network(address: IPv4Address(10, 0, 2, 0), prefix: 24)
        /// The host in it: the gateway, and to the guest the host's own loopback.
        var host = IPv4Address(10, 0, 2, 2)
        /// Where DNS is answered, by the host's resolver.
        var nameServer = IPv4Address(10, 0, 2, 3)
        /// Where the guest is: what DHCP gives first, and where forwards lead.
        var guest = IPv4Address(10, 0, 2, 15)
    }

    /// Most frames that wait for the guest.
    private static let mostFrames = 1024
    /// The longest Ethernet frame, without FCS.
    private static let longestFrame = 1514
    /// The shortest: libslirp reads the head of an ARP packet without a look at its length.
    private static let shortestFrame = 60
    private static let mostSaid = 8

    /// libslirp's time is a variable of the process. Whoever makes a second stack waits for the first one's end.
    private static let turn = DispatchSemaphore(value: 1)

    private let library: vesp_slirp
    private let callbacks: UnsafeMutablePointer<SlirpCb>
    private var stack: OpaquePointer?
    private var frames: [[UInt8]] = []
    private var polled: [pollfd] = []
    /// TCP sockets of connections.
    private(set) var connections: Set<Int32> = []
    /// Sockets of forwards.
    private var listeners: Set<Int32> = []
    /// The guest's clock, in nanoseconds.
    var nanoseconds: Int64 = 0
    /// What the library found fault with, the first few.
    private(set) var said: [String] = []

    /// - Throws: `EmulationError.unavailable` when the host has no libslirp.
    init(_ configuration: Configuration) throws(EmulationError) {
        guard let library = vesp_slirp_library()?.pointee else {
            throw .unavailable("the real network needs libslirp.so.0 (Debian, Ubuntu: apt-get install libslirp0)")
        }
        self.library = library
        callbacks = .allocate(capacity: 1)
        callbacks.initialize(to: Self.callbacks)
        var settings = SlirpConfig()
        // 1 is enough, and known to libslirp 4.6 of Ubuntu 22.04.
        settings.version = 1
        settings.in_enabled = true
        settings.vnetwork = configuration.network.address.asNetworkOrder
        settings.vnetmask = configuration.network.mask.asNetworkOrder
        settings.vhost = configuration.host.asNetworkOrder
        settings.vnameserver = configuration.nameServer.asNetworkOrder
        settings.vdhcp_start = configuration.guest.asNetworkOrder
        Self.turn.wait()
        stack = library.create(&settings, callbacks, Unmanaged.passUnretained(self).toOpaque())
        guard stack != nil else {
            Self.turn.signal()
            throw .unavailable("libslirp: \(Self.logged ?? "refuses its configuration")")
        }
    }

    deinit {
        if let stack {
            library.cleanup(stack)
            Self.turn.signal()
        }
        callbacks.deallocate()
    }

    /// Sockets of the guest that are open.
    var sockets: Int { max(connections.count, polled.count - listeners.count) }

    /// The guest sends a frame.
    func input(_ frame: [UInt8]) {
        guard let stack, frame.count <= Self.longestFrame else { return }
        let padding = [UInt8](repeating: 0, count: max(0, Self.shortestFrame - frame.count))
        (frame + padding).withUnsafeBufferPointer { library.input(stack, $0.baseAddress, Int32($0.count)) }
        listen()
    }

    /// The frames for the guest since the last call.
    func takeFrames() -> [[UInt8]] {
        defer { frames = [] }
        return frames
    }

    /// What to wait for at the host's sockets.
    ///
    /// - Parameter accepting: whether to wait for new connections.
    func descriptors(accepting: Bool) -> [pollfd] {
        polled = []
        guard let stack else { return [] }
        var timeout = UInt32.max
        library.pollfds_fill(stack, &timeout, Self.note, Unmanaged.passUnretained(self).toOpaque())
        guard !accepting else { return polled }
        return polled.map { listeners.contains($0.fd) ? pollfd(fd: -1, events: 0, revents: 0) : $0 }
    }

    /// Does what there is to do by the host's sockets and the guest's clock. `found` is what `descriptors` told, waited for,
    /// with no call into the stack in between.
    func look(_ found: some Sequence<pollfd>) {
        guard let stack else { return }
        polled = Array(found)
        library.pollfds_poll(stack, 0, Self.found, Unmanaged.passUnretained(self).toOpaque())
        listen()
    }

    /// Has the port of the host lead to the guest's; the port it is.
    func forward(_ forward: PortForward) throws(EmulationError) -> Int {
        guard let stack, let address = IPv4Address(forward.address) else { return forward.hostPort }
        let before = Set(descriptors(accepting: true).map(\.fd))
        let result = library.add_hostfwd(
            stack,
            forward.isUDP ? 1 : 0,
            address.asNetworkOrder,
            Int32(forward.hostPort),
            IPv4Address.any.asNetworkOrder,
            Int32(forward.guestPort)
        )
        guard result == 0 else {
            let reason = String(cString: strerror(errno)).lowercased()
            throw .unavailable("\(forward.address):\(forward.hostPort): \(reason)")
        }
        // The library tells nobody of its sockets but those who wait for them.
        guard let new = descriptors(accepting: true).map(\.fd).first(where: { !before.contains($0) }) else {
            return forward.hostPort
        }
        listeners.insert(new)
        return Self.port(of: new) ?? forward.hostPort
    }

    private static func port(of descriptor: Int32) -> Int? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return result == 0 ? Int(UInt16(bigEndian: address.sin_port)) : nil
    }

    private static var logged: String? { vesp_slirp_logged().map { String(cString: $0) } }

    private func listen() {
        while let message = Self.logged { note(message) }
    }

    private func note(_ message: String) {
        if said.count < Self.mostSaid, !said.contains(message) { said.append(message) }
    }
}

/// What the library calls.
extension SlirpStack {
    private static func this(_ context: UnsafeMutableRawPointer?) -> SlirpStack? {
        context.map { Unmanaged<SlirpStack>.fromOpaque($0).takeUnretainedValue() }
    }

    private static var callbacks: SlirpCb {
        var callbacks = SlirpCb()
        callbacks.send_packet = { bytes, count, context in
            guard let this = SlirpStack.this(context), let bytes else { return 0 }
            // What is not taken is lost, as on a wire.
            if count <= SlirpStack.longestFrame, this.frames.count < SlirpStack.mostFrames {
                this.frames.append(Array(UnsafeRawBufferPointer(start: bytes, count: count)))
            }
            return count
        }
        callbacks.guest_error = { message, context in
            if let message { SlirpStack.this(context)?.note(String(cString: message)) }
        }
        callbacks.clock_get_ns = { SlirpStack.this($0)?.nanoseconds ?? 0 }
        // Timers are IPv6's alone, which is off.
        callbacks.timer_new = { _, _, context in context }
        callbacks.timer_free = { _, _ in }
        callbacks.timer_mod = { _, _, _ in }
        callbacks.register_poll_fd = { descriptor, context in
            SlirpStack.this(context)?.connections.insert(descriptor)
        }
        callbacks.unregister_poll_fd = { descriptor, context in
            SlirpStack.this(context)?.connections.remove(descriptor)
        }
        callbacks.notify = { _ in }
        return callbacks
    }

    /// SlirpAddPollCb: the place of the descriptor in the list.
    private static let note: @convention(c) (Int32, Int32, UnsafeMutableRawPointer?) -> Int32 = {
        descriptor,
        events,
        context in
        guard let this = SlirpStack.this(context) else { return -1 }
        let wanted = pairs.filter { Int(events) & $0.slirp != 0 }.reduce(Int32(0)) { $0 | $1.host }
        this.polled.append(pollfd(fd: descriptor, events: Int16(truncatingIfNeeded: wanted), revents: 0))
        return Int32(truncatingIfNeeded: this.polled.count - 1)
    }

    /// SlirpGetREventsCb.
    private static let found: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Int32 = { index, context in
        guard let this = SlirpStack.this(context), this.polled.indices.contains(Int(index)) else { return 0 }
        let events = Int32(this.polled[Int(index)].revents)
        return pairs.filter { events & $0.host != 0 }.reduce(0) { $0 | Int32(truncatingIfNeeded: $1.slirp) }
    }

    /// poll's events by the library's.
    private static let pairs: [(slirp: Int, host: Int32)] = [
        (Int(SLIRP_POLL_IN), POLLIN), (Int(SLIRP_POLL_OUT), POLLOUT), (Int(SLIRP_POLL_PRI), POLLPRI),
        (Int(SLIRP_POLL_ERR), POLLERR), (Int(SLIRP_POLL_HUP), POLLHUP),
    ]
}

extension IPv4Address {
    /// As C has it.
    fileprivate var asNetworkOrder: in_addr { in_addr(s_addr: value.bigEndian) }
}
