import Foundation
import Inputs

/// Finds scenario files.
public enum ScenarioFiles {
    /// The files that `paths` name, those of folders (all levels) included: sorted, each once.
    public static func found(at paths: [String]) throws(EmulationError) -> [String] {
        var files: Set<String> = []
        for given in paths {
            let path = given.hasPrefix("./") && given.count > 2 ? String(given.dropFirst(2)) : given
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw .notFound("\(path): no such file or folder")
            }
            guard isFolder.boolValue else {
                files.insert(path)
                continue
            }
            let inside = try scenarios(in: path)
            guard !inside.isEmpty else { throw .notFound("\(path): no scenario file (*.yml, *.yaml) in this folder") }
            files.formUnion(inside)
        }
        return files.sorted(by: isBefore)
    }

    /// The order of scenarios in reports: that of the bytes of their paths, the same in every locale.
    static func isBefore(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    private static func scenarios(in folder: String) throws(EmulationError) -> [String] {
        guard let names = FileManager.default.enumerator(atPath: folder) else {
            throw .notFound("\(folder): cannot be read")
        }
        let base = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        return names.compactMap { $0 as? String }
            .filter { $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") }
            .map { base == "." ? $0 : "\(base)/\($0)" }
            .filter(FileAccess.exists)
    }
}
