import Inputs

/// A way to a real server, outside simulated time.
///
/// While the guest computes, sockets are looked at without waiting; while it waits and the server owes an answer, simulated
/// time stands still until the answer is there; while it idles, simulated time passes no faster than real time, so that the
/// world outside can keep up.
protocol RealWorld: AnyObject {
    /// Whether the guest spent most of the time since the last call waiting.
    var guestIsWaiting: () -> Bool { get set }
    /// The server could not be reached at all. One that took a connection was there: what it did then, down to taking no
    /// further ones, is what the device has to live with.
    var failure: EmulationError? { get }
    /// Called when `failure` is set.
    var onFailure: () -> Void { get set }
}
