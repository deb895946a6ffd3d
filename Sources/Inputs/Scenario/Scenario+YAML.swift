extension Scenario {
    /// Reads a scenario; files in it are seen from the scenario's folder.
    public init(yaml text: String, file: String) throws(EmulationError) {
        try self.init(yaml: text, file: file, notes: nil)
    }

    init(yaml text: String, file: String, notes: SchemaNotes?) throws(EmulationError) {
        self.init()
        let root = try YAMLReader(text: text, file: file, keys: ScenarioKey.roots(ScenarioKey.all), notes: notes)
        origin = Origin(file: file, lines: try ScenarioKey.read(ScenarioKey.all, from: root, into: &self))
    }

    /// The file that a scenario was read from.
    package struct Origin: Sendable, Equatable {
        /// Its path.
        package var file: String
        /// Lines of the keys it gives, by their paths.
        var lines: [String: Int]
    }

    /// `message` about the value of the key at `path`, with the place that gives it, if a file does.
    package func about(_ path: String, _ message: String) -> String {
        guard let origin, let line = origin.lines[path] else { return message }
        return "\(origin.file):\(line): key '\(path)': \(message)"
    }
}
