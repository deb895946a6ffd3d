import Foundation
import Inputs
import Record

extension RunRecord {
    /// Reads a saved record.
    public static func saved(at file: String) throws(EmulationError) -> RunRecord {
        try SavedFile.read(RunRecord.self, file, version: RunRecord().schemaVersion)
    }
}

/// Reads files that the tool itself wrote.
enum SavedFile {
    private struct Header: Decodable {
        var schemaVersion: Int

        enum CodingKeys: String, CodingKey {
            case schemaVersion = "schema_version"
        }
    }

    /// The value in `file`, whose schema must have `version`.
    static func read<Value: Decodable>(_ type: Value.Type, _ file: String, version: Int) throws(EmulationError) -> Value
    {
        let data = Data(try FileAccess.bytes(file))
        do {
            let found = try JSONDecoder().decode(Header.self, from: data).schemaVersion
            guard found == version else {
                throw EmulationError.badInput(
                    file: file,
                    line: nil,
                    message: "has schema_version \(found), this tool reads \(version)"
                )
            }
            return try JSONDecoder().decode(type, from: data)
        } catch let error as EmulationError {
            throw error
        } catch let error as DecodingError {
            throw .badInput(file: file, line: nil, message: message(error))
        } catch {
            throw .badInput(file: file, line: nil, message: "not JSON")
        }
    }

    private static func message(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
            return path.isEmpty ? "" : "key '\(path.drop { $0 == "." })': "
        }
        switch error {
        case .keyNotFound(let key, let context): return "\(place(context))key '\(key.stringValue)' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "\(place(context))a value of another kind is needed"
        case .dataCorrupted(let context):
            return context.codingPath.isEmpty ? "not JSON" : place(context) + context.debugDescription
        @unknown default: return "not readable"
        }
    }
}
