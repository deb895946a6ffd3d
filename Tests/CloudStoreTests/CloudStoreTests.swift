import CloudEndpoint
import Foundation
import GRDB
import TestSupport
import Testing

@testable import CloudStore

/// What a file keeps, and which files are refused.
@Suite struct CloudStoreTests {
    private let folder: Scratch
    private let path: String

    init() throws {
        folder = try Scratch()
        path = "\(folder.path)/account.db"
    }

    private func open(_ owner: String = "a") throws -> CloudStore { try CloudStore(path, owner: owner) }

    private static let rows = KeptChange.Kind.allCases.map { kind in
        KeptChange(kind: kind, key: "é \(kind)", value: kind == .received ? [] : [0, 1, 0xFF])
    }

    @Test func `rows of every kind are there after the file was closed, in order`() throws {
        let store = try open()
        #expect(try store.rows().isEmpty)
        try store.write(Self.rows)
        store.close()
        #expect(try open().rows() == Self.rows.sorted { $0.kind.rawValue < $1.kind.rawValue })
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `the last change of a row counts, one that is gone is not there`() throws {
        let store = try open()
        func change(_ key: String, _ value: [UInt8]?) -> KeptChange { KeptChange(kind: .thing, key: key, value: value) }
        try store.write([change("a", [1]), change("a", [2]), change("b", [1]), change("b", nil), change("c", nil)])
        try store.write([change("d", [4])])
        #expect(try store.rows() == [change("a", [2]), change("d", [4])])
        try store.replace(with: [change("e", [5])])
        #expect(try store.rows() == [change("e", [5])])
    }

    @Test func `a file that somebody has is in use`() throws {
        let store = try open()
        #expect(throws: StoreError.inUse(path)) { _ = try open() }
        store.close()
        _ = try open()
    }

    @Test func `the file of another owner is refused`() throws {
        try open("--mode aws").close()
        #expect(throws: StoreError.unusable(path, "is kept for --mode aws, not for --mode generic")) {
            _ = try open("--mode generic")
        }
    }

    @Test func `an empty file is made one of ours`() throws {
        _ = try folder.file("account.db", "")
        try open().write(Self.rows)
        #expect(try open().rows().count == Self.rows.count)
    }

    @Test func `what is no database, or not ours, or of a later version, is refused and left as it is`() throws {
        _ = try folder.file("account.db", String(repeating: "no database. ", count: 100))
        #expect(throws: StoreError.unusable(path, "is not a database")) { _ = try open() }
        try FileManager.default.removeItem(atPath: path)
        try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE kept (a)") }
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(throws: StoreError.unusable(path, "is a database of another program")) { _ = try open() }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        try FileManager.default.removeItem(atPath: path)
        try open().close()
        try DatabaseQueue(path: path).write { database in
            try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('later')")
        }
        #expect(throws: StoreError.unusable(path, "was written by a later version of vesp")) { _ = try open() }
    }

    @Test func `a row that no version writes is refused by its kind`() throws {
        try open().close()
        try DatabaseQueue(path: path).write { try $0.execute(sql: "INSERT INTO kept VALUES ('spoon', 'a', x'00')") }
        #expect(throws: StoreError.unusable(path, "has rows of the kind 'spoon', which no vesp writes")) {
            _ = try open().rows()
        }
    }

    @Test func `a folder that is missing, and one in which nothing can be made`() throws {
        #expect(throws: StoreError.missing("\(folder.path)/no/file")) {
            _ = try CloudStore("\(folder.path)/no/file", owner: "a")
        }
        #expect(throws: StoreError.refused(folder.path, "is no regular file")) {
            _ = try CloudStore(folder.path, owner: "a")
        }
    }

    /// The file may have 64 pages: a disk that is full.
    @Test func `a full disk refuses a change as a whole, and what was there stays`() throws {
        let store = try open()
        try store.write(Self.rows)
        try store.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 64") }
        let large = KeptChange(kind: .thing, key: "large", value: [UInt8](repeating: 1, count: 1 << 20))
        #expect(throws: StoreError.refused(path, "no space left on device")) {
            try store.write([KeptChange(kind: .thing, key: "small", value: [1]), large])
        }
        #expect(try store.rows().count == Self.rows.count)
        try store.write([KeptChange(kind: .thing, key: "small", value: [1])])
        #expect(try store.rows().count == Self.rows.count + 1)
    }

    @Test(arguments: 0..<Fuzz.count(20)) func `random changes leave what they say`(round: UInt64) throws {
        let seed = Fuzz.seed &+ round &* 0x1_0000_0001
        var random = SeededGenerator(state: seed)
        var store = try open(), wanted: [String: KeptChange] = [:]
        for _ in 0..<40 {
            let changes = (0..<random.below(20)).map { _ in
                let kind = KeptChange.Kind.allCases[random.index(below: KeptChange.Kind.allCases.count)]
                let value = (0..<random.below(3000)).map { UInt8(truncatingIfNeeded: $0) }
                return KeptChange(kind: kind, key: "\(random.below(9))", value: random.below(3) == 0 ? nil : value)
            }
            for change in changes { wanted["\(change.kind) \(change.key)"] = change.value == nil ? nil : change }
            try store.write(changes)
            guard random.below(4) == 0 else { continue }
            store.close()
            store = try open()
        }
        #expect(try store.rows() == wanted.sorted { $0.key < $1.key }.map(\.value), "seed \(seed)")
    }

    @Test func `a damaged file is refused or read, never more`() throws {
        var random = SeededGenerator(state: Fuzz.seed)
        let store = try open()
        let large = KeptChange(kind: .thing, key: "large", value: [UInt8](repeating: 7, count: 9000))
        try store.write(Self.rows + [large])
        store.close()
        let good = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        var refused = 0
        for _ in 0..<Fuzz.count(300) {
            var bytes = good
            for _ in 0...random.below(8) { bytes[random.index(below: bytes.count)] = UInt8(random.below(256)) }
            if random.below(4) == 0 { bytes.removeLast(random.index(below: bytes.count)) }
            _ = try folder.file("account.db", bytes)
            do {
                let store = try open()
                let rows = try store.rows()
                #expect(rows.count <= Self.rows.count + 1)
                try store.write(Self.rows)
            } catch is StoreError {
                refused += 1
            }
            for end in ["-wal", "-journal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
        }
        #expect(refused > 0)
    }

    @Test func `columns of other types are damage`() throws {
        for (kind, key, value) in [("x'FF'", "'a'", "x'00'"), ("'thing'", "x'FF'", "x'00'"), ("'thing'", "'a'", "1.5")]
        {
            try open().close()
            try DatabaseQueue(path: path).write { database in
                try database.execute(sql: "DELETE FROM kept; INSERT INTO kept VALUES (\(kind), \(key), \(value))")
            }
            #expect(throws: StoreError.unusable(path, "is damaged")) { _ = try open().rows() }
        }
    }
}
