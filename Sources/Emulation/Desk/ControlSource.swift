/// Where users of a board's controls come from. Called on the guest's thread alone.
public protocol ControlSource: AnyObject {
    /// What `poll` waits on; readable when somebody came or said something.
    var descriptors: [Int32] { get }
    /// Those who came since it was asked last.
    func arrivals() -> [any ControlLine]
}

/// The line to one user of a board's controls: JSON objects, without line ends. Called on the guest's thread alone.
public protocol ControlLine: AnyObject {
    /// What was said since it was asked last; nil when the user is gone.
    func receive() -> [String]?
    /// Says `text`; an object of JSON. Never waits: what a user does not fetch is dropped after a bound, with the line.
    func send(_ text: String)
}
