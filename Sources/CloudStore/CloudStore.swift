import CloudEndpoint
import Foundation
import GRDB

/// What an account, or a broker without one, keeps in a file: an SQLite database, which one process has at a time. What
/// `write` has returned from outlives the end of the process, however sudden.
public final class CloudStore {
    /// Where it is.
    public let path: String
    let queue: DatabaseQueue

    /// Opens the file, or makes it for nobody but its owner to read.
    /// - Parameter owner: whose rows they are, by a name; a file of another owner is refused.
    public init(_ path: String, owner: String) throws(StoreError) {
        self.path = path
        try StoreFile.make(path)
        do {
            var configuration = Configuration()
            configuration.label = "vesp.store"
            // Nobody else has it: no memory is shared, and the lock is that of the process.
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try StoreSchema.prepare(queue, path, owner)
        } catch {
            throw Self.error(error, path)
        }
    }

    /// All rows.
    public func rows() throws(StoreError) -> [KeptChange] {
        do {
            return try queue.read { database in
                let rows = try Row.fetchCursor(database, sql: "SELECT kind, key, value FROM kept ORDER BY kind, key")
                var changes: [KeptChange] = []
                while let row = try rows.next() { changes.append(try change(row)) }
                return changes
            }
        } catch {
            throw Self.error(error, path)
        }
    }

    /// A row, of whatever types its columns are.
    private func change(_ row: Row) throws(StoreError) -> KeptChange {
        guard let name = String.fromDatabaseValue(row[0]), let key = String.fromDatabaseValue(row[1]),
            let value = Data.fromDatabaseValue(row[2])
        else { throw .unusable(path, "is damaged") }
        guard let kind = KeptChange.Kind(rawValue: name) else {
            throw .unusable(path, "has rows of the kind '\(name)', which no vesp writes")
        }
        return KeptChange(kind: kind, key: key, value: Array(value))
    }

    /// Puts changes into the file, all or none.
    public func write(_ changes: [KeptChange]) throws(StoreError) {
        do {
            try queue.inTransaction(.immediate) { database in
                try Self.apply(changes, in: database)
                return .commit
            }
        } catch {
            throw Self.error(error, path)
        }
    }

    /// Puts `rows` into the file in place of all that is there, all or none.
    public func replace(with rows: [KeptChange]) throws(StoreError) {
        do {
            try queue.inTransaction(.immediate) { database in
                try database.execute(sql: "DELETE FROM kept")
                try Self.apply(rows, in: database)
                return .commit
            }
        } catch {
            throw Self.error(error, path)
        }
    }

    /// Closes the file; nothing can be written any more.
    public func close() { try? queue.close() }

    private static func apply(_ changes: [KeptChange], in database: Database) throws {
        let put = try database.cachedStatement(sql: "INSERT OR REPLACE INTO kept (kind, key, value) VALUES (?, ?, ?)")
        let take = try database.cachedStatement(sql: "DELETE FROM kept WHERE kind = ? AND key = ?")
        for change in changes {
            if let value = change.value {
                put.setUncheckedArguments([change.kind.rawValue, change.key, Data(value)])
                try put.execute()
            } else {
                take.setUncheckedArguments([change.kind.rawValue, change.key])
                try take.execute()
            }
        }
    }

    private static func error(_ error: any Error, _ path: String) -> StoreError {
        if let error = error as? StoreError { return error }
        guard let error = error as? DatabaseError else { return .unusable(path, "\(error)") }
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: return .inUse(path)
        case .SQLITE_NOTADB: return .unusable(path, "is not a database")
        case .SQLITE_CORRUPT: return .unusable(path, "is damaged")
        case .SQLITE_FULL: return .refused(path, "no space left on device")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN: return .refused(path, "permission denied")
        case .SQLITE_IOERR, .SQLITE_NOMEM: return .refused(path, error.message ?? "\(error.resultCode)")
        default: return .unusable(path, error.message ?? "\(error.resultCode)")
        }
    }
}
