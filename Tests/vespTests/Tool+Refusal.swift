import Testing

extension Tool {
    /// Expects `arguments` to be refused: exit code `code`, one line on stderr that contains `text`, nothing on stdout.
    static func expectRefusal(
        _ code: Int32,
        _ text: String,
        _ arguments: [String],
        location: SourceLocation = #_sourceLocation
    ) throws {
        let result = try run(arguments)
        #expect(result.code == code, "\(result.errors)\(result.output)", sourceLocation: location)
        #expect(result.errors.hasPrefix("vesp: "), "\(result.errors)", sourceLocation: location)
        #expect(result.errors.contains(text), "\(result.errors)", sourceLocation: location)
        #expect(result.errors.filter { $0 == "\n" }.count == 1, "\(result.errors)", sourceLocation: location)
        #expect(result.output == "", sourceLocation: location)
    }
}
