/// A generator of Swift's where libmbedtls wants a function.
final class RandomSource {
    private var generator: any RandomNumberGenerator

    private init(_ generator: any RandomNumberGenerator) { self.generator = generator }

    /// Calls `body` with the context to hand over to `fill`.
    static func with<Result>(
        _ random: inout any RandomNumberGenerator,
        _ body: (UnsafeMutableRawPointer) -> Result
    ) -> Result {
        let source = RandomSource(random)
        defer { random = source.generator }
        return body(Unmanaged.passUnretained(source).toOpaque())
    }

    /// Fills `bytes` for libmbedtls; 0, or -1 without a context.
    static func fill(_ context: UnsafeMutableRawPointer?, _ bytes: UnsafeMutablePointer<UInt8>?, _ length: Int) -> Int32
    {
        guard let context, let bytes else { return -1 }
        let source = Unmanaged<RandomSource>.fromOpaque(context).takeUnretainedValue()
        for index in 0..<length { bytes[index] = UInt8(truncatingIfNeeded: source.generator.next() >> 32) }
        return 0
    }
}

extension String {
    /// The characters before the NUL that ends a string of C.
    init(untilNUL characters: [CChar]) {
        self.init(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
