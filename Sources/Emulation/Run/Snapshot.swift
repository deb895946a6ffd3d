import ESP8266
import Inputs
import LX106
import Record

/// A moment of a run that another run can begin at: what the run is a function of, and what was there then.
///
/// A run is a function of its inputs, down to the last byte of its peers: to begin at a moment is to execute up to it and to find there
/// what was there before.
public struct Snapshot: Codable, Sendable, Equatable {
    /// The moment, and what was there.
    public struct Moment: Codable, Sendable, Equatable {
        /// Simulated time in ticks of 1/160 MHz.
        public var ticks: UInt64
        /// CPU cycles so far.
        public var cycles: UInt64
        /// Instructions so far.
        public var instructions: UInt64
        /// `Board.stateDigest`, hexadecimal.
        public var digest: String

        /// Simulated time.
        public var seconds: Seconds { Seconds(ticks: ticks) }

        /// What is there now.
        init(_ board: Board) {
            ticks = board.now
            cycles = board.core.now
            instructions = board.core.instructions
            digest = String(board.stateDigest, radix: 16)
        }
    }

    /// A file that was read.
    public struct File: Codable, Sendable, Equatable {
        /// As the command named it.
        public var path: String
        /// FNV-1a of its bytes, hexadecimal.
        public var digest: String

        /// The file at `path` as it is now.
        public init(_ path: String) throws(EmulationError) {
            self.path = path
            var hash = FNV1a()
            for byte in try FileAccess.bytes(path) { hash.add(UInt64(byte)) }
            digest = String(hash.value, radix: 16)
        }
    }

    /// Version of this form.
    public static let currentSchema = 1
    /// `currentSchema` of who wrote it.
    public var schema = Snapshot.currentSchema
    /// Words of the command line behind `vesp run`.
    public var arguments: [String]
    /// Files that the command named, in its order.
    public var files: [File]
    /// The moment.
    public var moment: Moment

    /// A snapshot of what `arguments` run.
    public init(arguments: [String], files: [File], moment: Moment) {
        self.arguments = arguments
        self.files = files
        self.moment = moment
    }

    /// The first file that is not what it was; nil when all are.
    public var changedFile: String? {
        files.first { file in (try? File(file.path)) != file }?.path
    }
}

/// Moments that a run stops at without anything being different in it.
struct SnapshotMoments {
    /// Where it begins for who looks at it; nil for power-on.
    var start: Snapshot.Moment?
    /// When a snapshot is to be taken.
    var takesAt: Ticks?
    /// What was wrong at `start`.
    private(set) var failure: EmulationError?

    /// What `pass` came by.
    enum Passed { case start, end }

    /// The next of them; the greatest number when there is none.
    var next: Ticks { min(start?.ticks ?? .max, takesAt ?? .max) }

    /// The run is at `next`, or behind it: which of them that was.
    mutating func pass(_ board: Board) -> Passed {
        if let wanted = start, wanted.ticks <= board.now {
            start = nil
            if Snapshot.Moment(board) != wanted {
                failure = .misuse(
                    "at \(wanted.seconds.text(digits: 6)) s the run is not what it was when the snapshot was taken: "
                        + "by a flag, or another version of vesp"
                )
            }
            return .start
        }
        takesAt = nil
        return .end
    }
}
