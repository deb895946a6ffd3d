/// What `vesp identify` found out of a firmware file.
public struct FirmwareIdentity: Sendable, Equatable, Codable {
    /// Version of the meaning of the keys.
    public var schemaVersion = 1
    /// The file as named.
    public var file: String
    /// What kind of file it is.
    public var format: Format
    /// Bytes of the file.
    public var size: Int
    /// Who starts the application in a flash image; null for an ELF file.
    @Nullable public var boot: String?
    /// Address of the application's first instruction.
    public var entry: UInt32
    /// What the header says of the flash; null for an ELF file.
    @Nullable public var flash: Flash?
    /// The SDK; null when none was recognised.
    @Nullable public var sdk: Finding?
    /// What was built on the SDK: a core, an interpreter, a firmware of that name.
    public var platforms: [Finding]
    /// TLS libraries in it.
    public var tls: [Finding]
    /// Named functions and objects; 0 when it is stripped, as every flash image is.
    public var symbols: Int
    /// The library whose functions were recognised in a stripped file; nil where none was, or nobody looked.
    public var signatures: Signatures?
    /// What is loaded of an ELF file; empty for a flash image.
    public var segments: [Segment]
    /// What stands where in a flash image, from its first byte to its last; empty for an ELF file.
    public var parts: [Part]
    /// By what it knows whom to trust over TLS, in the order of the file; nil when nothing was found. At most 256.
    public var trust: [Trust]?
    /// What the reader has to know: contradictions, damage.
    public var notes: [String]

    /// The kind of a file.
    public enum Format: String, Sendable, Codable, CaseIterable {
        /// Linked, with addresses.
        case elf
        /// As it is written to flash offset 0, or to the place of an application.
        case flashImage = "flash_image"
    }

    /// Functions recognised by their code.
    public struct Signatures: Sendable, Equatable, Codable {
        /// The library with its version.
        public var library: String
        /// How many of its functions stand in the file as they are.
        public var matched: Int
        /// How many functions are known of it.
        public var functions: Int
        /// How many functions and data got a name.
        public var names: Int
        /// Each of them, by address.
        public var symbols: [Symbol]

        package init(library: String, matched: Int, functions: Int, symbols: [Symbol]) {
            self.library = library
            self.matched = matched
            self.functions = functions
            self.names = symbols.count
            self.symbols = symbols
        }
    }

    /// A function or datum that signatures gave a name.
    public struct Symbol: Sendable, Equatable, Codable {
        /// Where it begins.
        public var address: UInt32
        /// Its name in the library.
        public var name: String

        package init(address: UInt32, name: String) {
            self.address = address
            self.name = name
        }
    }

    /// Something recognised.
    public struct Finding: Sendable, Equatable, Codable {
        /// Its name.
        public var name: String
        /// Its version, or null when the file does not say.
        @Nullable public var version: String?
        /// When it was compiled, or null when the file does not say.
        @Nullable public var built: String?
        /// The text or symbol that gave it away.
        public var evidence: String

        package init(name: String, version: String? = nil, built: String? = nil, evidence: String) {
            self.name = name
            self.version = version
            self.built = built
            self.evidence = evidence
        }
    }

    /// What an image header says of the flash chip.
    public struct Flash: Sendable, Equatable, Codable {
        /// How it is wired; null when the header's byte has no meaning.
        @Nullable public var mode: String?
        /// Its clock in MHz; null when the header's bits have no meaning.
        @Nullable public var clockMHz: Int?
        /// Its size; null when the header's bits have no meaning.
        @Nullable public var size: Int?

        enum CodingKeys: String, CodingKey {
            case mode
            case clockMHz = "clock_mhz"
            case size
        }

        package init(mode: String?, clockMHz: Int?, size: Int?) {
            self.mode = mode
            self.clockMHz = clockMHz
            self.size = size
        }
    }

    /// Bytes that go to an address.
    public struct Segment: Sendable, Equatable, Codable {
        /// Where.
        public var address: UInt32
        /// How many.
        public var size: Int

        package init(address: UInt32, size: Int) {
            self.address = address
            self.size = size
        }
    }

    /// A stretch of the flash.
    public struct Part: Sendable, Equatable, Codable {
        /// Its first byte.
        public var offset: Int
        /// Its bytes.
        public var size: Int
        /// What it is.
        public var kind: String
        /// More about it for people, or null.
        @Nullable public var detail: String?
        /// Its image, or null when it is none.
        @Nullable public var image: Image?

        package init(offset: Int, size: Int, kind: String, detail: String? = nil, image: Image? = nil) {
            self.offset = offset
            self.size = size
            self.kind = kind
            self.detail = detail
            self.image = image
        }
    }

    /// An image in esptool's format.
    public struct Image: Sendable, Equatable, Codable {
        /// Address of its first instruction.
        public var entry: UInt32
        /// What is loaded or mapped, in the order of the file.
        public var segments: [Segment]
        /// Whether the checksum byte is right.
        public var checksum: Checksum

        /// The state of a checksum byte.
        public enum Checksum: String, Sendable, Codable, CaseIterable {
            case right
            case wrong
            /// Right for the file before Arduino's builder entered length and CRC, which nobody checks.
            case rightBeforeCRC = "right_before_crc"
        }

        package init(entry: UInt32, segments: [Segment], checksum: Checksum) {
            self.entry = entry
            self.segments = segments
            self.checksum = checksum
        }
    }

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case file, format, size, boot, entry, flash, sdk, platforms, tls, symbols, signatures, segments, parts, trust,
            notes
    }

    package init(file: String, format: Format, size: Int, entry: UInt32) {
        self.file = file
        self.format = format
        self.size = size
        self.entry = entry
        platforms = []
        tls = []
        symbols = 0
        segments = []
        parts = []
        notes = []
    }
}
