import Record
import Foundation

/// The run record as JSON: sorted keys, whole cycles, seconds as decimal numbers.
public enum JSONReport {
    /// The text of `record`, ending in a newline.
    public static func text<Record: Encodable>(_ record: Record) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(record), as: UTF8.self) + "\n"
    }

    /// Reads a saved record.
    public static func record(_ text: String) throws -> RunRecord {
        try JSONDecoder().decode(RunRecord.self, from: Data(text.utf8))
    }

    /// Reads saved advice.
    public static func advice(_ text: String) throws -> Advice {
        try JSONDecoder().decode(Advice.self, from: Data(text.utf8))
    }
}
