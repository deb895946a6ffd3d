/// Work of a device that somebody saw wait.
package enum DelayedWork: Sendable, Equatable {
    /// A beacon that the MAC had no room for.
    case beacon
    /// Another frame that the MAC had no room for, and that does not come again.
    case frame
    /// A frame that comes again, as the MAC had no room for it.
    case frameAgain
    /// A TCP segment that reached the device again, as it had not acknowledged it.
    case segmentAgain
    /// A TCP segment that the device sent again, although the acknowledgement had reached it.
    case ownSegmentAgain
    /// A request that the device made again, although the answer had reached it.
    case requestAgain
    /// The answer to a request of ARP or ICMP.
    case answer
    /// A message of a handshake of WPA that was sent again, as the device had not answered it.
    case eapolAgain
    /// The association, which the access point ended because of that.
    case association
    /// A packet of MQTT, due by the client's keep-alive.
    case keepAlive
    /// An event for a task of the SDK's.
    case taskEvent
}
