import Foundation

/// What the text of a path says, without a look at files.
public enum FileName {
    /// The file name without folder and ending.
    public static func stem(of path: String) -> String {
        let name = name(of: path)
        for ending in [".yml", ".yaml"] where name.hasSuffix(ending) { return String(name.dropLast(ending.count)) }
        return name
    }

    /// The file name without folder.
    public static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    /// `path` seen from `folder`; absolute paths stay.
    public static func resolve(_ path: String, from folder: String) -> String {
        path.hasPrefix("/") || folder.isEmpty ? path : "\(folder)/\(path)"
    }

    /// The path of `file` seen from the folder of `other`, both seen from the working directory.
    public static func relative(_ file: String, from other: String) -> String {
        func parts(_ path: String) -> [String] {
            URL(fileURLWithPath: path).standardizedFileURL.path.split(separator: "/").map(String.init)
        }
        let target = parts(file), base = Array(parts(other).dropLast())
        let common = zip(target, base).prefix { $0 == $1 }.count
        return (Array(repeating: "..", count: base.count - common) + target[common...]).joined(separator: "/")
    }

    /// The folder part of a path, empty when there is none.
    public static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
