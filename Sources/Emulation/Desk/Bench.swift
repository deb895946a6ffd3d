import ESP8266
import Record

/// A board with firmware on it, and what looks at it and is around it.
struct Bench {
    let board: Board
    let recorder: RunRecorder
    let world: UserWorld
    let guest: UserGuest

    init(_ board: Board, _ recorder: RunRecorder, _ world: UserWorld, _ guest: UserGuest) {
        self.board = board
        self.recorder = recorder
        self.world = world
        self.guest = guest
    }
}

/// What somebody does to a board from outside; the same after other firmware was written.
struct Surroundings {
    /// Levels that pins are held at, by number; nil where nobody holds one.
    var driven = [Bool?](repeating: nil, count: ControlRequest.pins.count)
    /// At TOUT.
    var volts = 0.0
    var isPowered = true
    /// Whether the access point is pulled away.
    var isAccessPointAway = false
}

/// The boards that lay on a desk before this one: the same to whoever looks at it, with other firmware.
struct Past {
    /// Time that they counted.
    private(set) var ticks: Ticks = 0
    private(set) var boots = 0
    private(set) var bites = 0
    private(set) var longestStall = Seconds.zero

    /// The last start on `bench` was that of other firmware, which counts it.
    mutating func add(_ bench: Bench) {
        ticks &+= bench.board.now
        boots += max(0, bench.recorder.record.boots.count - 1)
        bites += bench.recorder.bites
        longestStall = max(longestStall, bench.recorder.stalls.stalls.first?.seconds ?? .zero)
    }
}
