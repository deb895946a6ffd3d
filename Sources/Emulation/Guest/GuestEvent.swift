import ESP8266
import GuestABI
import LX106
import Record

/// Something that happened in a guest.
///
/// What found it out — the probe of our own firmware, a function entered, the wire — is the source's affair: collectors
/// do not know it. Observing never changes a cycle.
package enum GuestEvent: Sendable, Equatable {
    /// The TLS client got to another point of its handshake.
    case handshake(HandshakeProgress)
    /// The handshake returned: 0, or an error of the TLS library as that counts it.
    case handshakeReturned(error: Int)
    /// The handshake failed, in words; of firmware that does not tell its library's error.
    case handshakeFailed(reason: String)
    /// The handshake agreed on the cipher suite of that IANA number.
    case cipherSuite(UInt16)
    /// The handshake agreed on that curve; nil for none.
    case curve(String?)
    /// The SDK's scheduler, or the application's loop, got its turn.
    case serviced
    /// The SDK's scheduler has nothing to do: what follows is no stall, however long.
    case rested
    /// Work that had waited since `since` was done, or was seen to wait.
    case delayed(DelayedWork, since: Ticks)
    /// What became of the SDK's watchdog.
    case softWatchdog(SoftWatchdogState)
    /// Nominal time from a feed of the SDK's watchdog to its bite.
    case softWatchdogTimeout(Seconds)
    /// The application got on.
    case application(AppState)
    /// The application gave up, with a negated error.
    case applicationFailed(code: UInt32)
    /// The reset reason that the SDK found at its start, `rst_info.reason`.
    case resetReason(Int)
    /// The reset reason that the SDK will find at its next start.
    case restartReason(Int)
    /// An exception that ends the program.
    case exception(ExceptionNote)
    /// The application's stack lies at `base` and has so many bytes.
    case stack(base: UInt32, bytes: Int)
    /// The TLS library computes on a stack of its own, which lies at `base` and has so many bytes.
    case secondStack(base: UInt32, bytes: Int)
    /// The application's stack ran over.
    case stackOverflow
    /// The heap was given so many bytes.
    case heapCapacity(Int)
    /// Never before were so few bytes of the heap free.
    case heapFree(Int)
    /// Never before was the largest free block so small, in bytes.
    case heapLargestBlock(Int)
    /// An allocation of so many bytes was refused.
    case allocationFailed(Int)
}

/// How far a TLS client is with a handshake.
package enum HandshakeProgress: Sendable, Equatable {
    /// There is none.
    case none
    /// This message is being made or awaited.
    case state(TLSState)
    /// It reached its end.
    case complete

    /// The state, while there is one.
    package var state: TLSState? { if case .state(let state) = self { state } else { nil } }
}
