extension RunRecord {
    /// An exception that ended the firmware's life.
    public struct Exception: Sendable, Equatable, Codable {
        /// When it was raised.
        public var at: Seconds
        /// EXCCAUSE.
        public var cause: Int
        /// What that means.
        public var name: String
        /// EXCVADDR, `0x…`: what was accessed; null where the cause has no such address.
        @Nullable public var address: String?
        /// Where the program was and who had called, innermost first.
        public var backtrace: [Frame]

        package init(at: Seconds, cause: Int, address: String?, backtrace: [Frame]) {
            self.at = at
            self.cause = cause
            name = Self.name(of: cause)
            self.backtrace = backtrace
            self.address = address
        }

        enum CodingKeys: String, CodingKey {
            case at = "at_s"
            case cause, name, address, backtrace
        }

        /// What a cause is called (Xtensa ISA reference, table of exception causes).
        public static func name(of cause: Int) -> String {
            switch cause {
            case 0: "IllegalInstruction"
            case 1: "Syscall"
            case 2: "InstructionFetchError"
            case 3: "LoadStoreError"
            case 5: "Alloca"
            case 6: "IntegerDivideByZero"
            case 8: "Privileged"
            case 9: "LoadStoreAlignment"
            case 20: "InstFetchProhibited"
            case 28: "LoadProhibited"
            case 29: "StoreProhibited"
            default: "cause \(cause)"
            }
        }

        /// Whether EXCVADDR says what was accessed.
        package static func hasAddress(_ cause: Int) -> Bool { [3, 9, 20, 28, 29].contains(cause) }
    }
}
