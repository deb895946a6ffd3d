import Foundation
import Inputs
import Record

/// A saved report of one part of a whole.
public protocol ShardedReport: Codable {
    /// Which part; nil for the whole.
    var shard: Shard? { get set }
    /// What is the same in every part of one whole.
    var whole: String { get }
    /// Parts that a merged report lacks.
    var missingShards: [Shard] { get set }

    /// Takes over the results of another part, which may come in any order.
    mutating func absorb(_ part: Self)
}

extension ShardedReport {
    /// Reads a saved report.
    public static func saved(at file: String) throws(EmulationError) -> Self {
        try SavedFile.read(Self.self, file, version: 1)
    }

    /// The reports of the parts of one whole as a whole.
    public static func merged(_ files: [String]) throws(EmulationError) -> Self? {
        func bad(_ file: String, _ message: String) -> EmulationError {
            .badInput(file: file, line: nil, message: message)
        }
        var seen: [Int: String] = [:]
        var merged: (file: String, report: Self, total: Int)?
        for file in files {
            let report = try saved(at: file)
            guard let shard = report.shard else { throw bad(file, "is not the report of a shard") }
            if let other = seen[shard.index] { throw bad(file, "is part \(shard.text), as \(other) is") }
            seen[shard.index] = file
            guard let before = merged else {
                merged = (file, report, shard.total)
                continue
            }
            guard before.total == shard.total, before.report.whole == report.whole else {
                throw bad(file, "is part \(shard.text) of another whole than \(before.file)")
            }
            merged?.report.absorb(report)
        }
        guard let (_, parts, total) = merged else { return nil }
        var report = parts
        report.shard = nil
        report.missingShards = (0..<total).filter { seen[$0] == nil }.compactMap { Shard(index: $0, total: total) }
        return report
    }
}

extension CheckReport: ShardedReport {
    /// How many scenarios all parts have.
    public var whole: String { "\(scenarios) scenarios" }

    /// Takes over another part.
    public mutating func absorb(_ part: CheckReport) {
        interrupted = interrupted || part.interrupted
        notRun = (notRun + part.notRun).sorted { ScenarioFiles.isBefore($0, $1) }
        results = (results + part.results).sorted { ScenarioFiles.isBefore($0.scenario, $1.scenario) }
    }
}

extension SweepReport: ShardedReport {
    /// The axes.
    public var whole: String { axes.map { "\($0.name): \($0.values.joined(separator: ", "))" }.joined(separator: "; ") }

    /// Takes over another part.
    public mutating func absorb(_ part: SweepReport) {
        interrupted = interrupted || part.interrupted
        points = (points + part.points).sorted { $0.index < $1.index }
    }
}

/// What a saved file is.
public enum SavedKind: String, Sendable, Decodable {
    /// Of `vesp check`.
    case check
    /// Of `vesp sweep`.
    case sweep

    /// What the file says of itself.
    public static func of(_ file: String) throws(EmulationError) -> SavedKind {
        struct Header: Decodable {
            var kind: SavedKind
        }
        guard let kind = try? JSONDecoder().decode(Header.self, from: Data(FileAccess.bytes(file))).kind else {
            _ = try FileAccess.bytes(file)
            throw .badInput(file: file, line: nil, message: "is neither of vesp check --json nor of vesp sweep --json")
        }
        return kind
    }
}
