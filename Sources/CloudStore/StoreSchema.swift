import GRDB

/// What is in the file, and how a file of an earlier version becomes one of this.
enum StoreSchema {
    /// In SQLite's header, so that no other database is taken for ours: "vesp".
    private static let application = 0x7665_7370
    /// Pages of 4096 bytes in the write-ahead log after which they are brought into the database.
    private static let logPages = 4000

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE owner (name TEXT NOT NULL);
                    CREATE TABLE kept (
                        kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL,
                        PRIMARY KEY (kind, key)
                    ) WITHOUT ROWID;
                    PRAGMA application_id = \(application);
                    """
            )
        }
        return migrator
    }

    /// Brings the file to what this version writes, if it is ours and `owner`'s.
    static func prepare(_ queue: DatabaseQueue, _ path: String, _ owner: String) throws {
        try queue.writeWithoutTransaction { database in
            let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            let isOurs = try Int.fetchOne(database, sql: "PRAGMA application_id") == application
            guard isOurs || tables == 0 else { throw StoreError.unusable(path, "is a database of another program") }
            guard try !migrator.hasBeenSuperseded(database) else {
                throw StoreError.unusable(path, "was written by a later version of vesp")
            }
            // NORMAL: what was written is with the system, and the end of this process takes nothing from it.
            try database.execute(
                sql: """
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = NORMAL;
                    PRAGMA wal_autocheckpoint = \(logPages);
                    """
            )
        }
        try migrator.migrate(queue)
        try queue.write { database in
            let other = try String.fetchOne(database, sql: "SELECT name FROM owner")
            guard other == nil || other == owner else {
                throw StoreError.unusable(path, "is kept for \(other ?? ""), not for \(owner)")
            }
            if other == nil { try database.execute(sql: "INSERT INTO owner (name) VALUES (?)", arguments: [owner]) }
        }
    }
}
