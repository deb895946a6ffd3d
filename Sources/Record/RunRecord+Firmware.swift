extension RunRecord {
    /// The firmware of the user's own that ran.
    public struct Firmware: Sendable, Equatable, Codable {
        /// The file as named.
        public var file: String
        /// The SDK with its version; null when none was recognised.
        @Nullable public var sdk: String?
        /// What was built on the SDK, with versions.
        public var platforms: [String]
        /// TLS libraries in it, with versions.
        public var tls: [String]
        /// Bytes of the flash chip.
        public var flashSize: Int
        /// Where names of functions come from.
        public var names: Names
        /// How many functions and data have a name.
        public var symbols: Int
        /// The signatures that matched best; null when names need none, or nothing matched.
        @Nullable public var signatures: String?
        /// The scheduler whose turns were seen: a stall is the time between two; null when none was, so that stalls are
        /// not known.
        @Nullable public var scheduler: Scheduler?
        /// Functions that did not execute: their effects were put in their places.
        public var replaced: [Replaced]
        /// What the reader has to know.
        public var notes: [String]

        /// Where names of functions come from.
        public enum Names: String, Sendable, Codable, CaseIterable {
            /// The symbols of an ELF file.
            case symbols
            /// Signatures of library versions.
            case signatures
            /// There are none.
            case none
        }

        /// A scheduler of an SDK.
        public enum Scheduler: String, Sendable, Codable, CaseIterable {
            /// The boot ROM's, which the NONOS SDK and what stands on it use.
            case etsRun = "ets_run"
            /// One of the firmware's own for the tasks of the NONOS SDK, as MicroPython has.
            case etsTask = "ets_task"
            /// FreeRTOS, of ESP8266_RTOS_SDK and esp-open-rtos.
            case freeRTOS = "FreeRTOS"
        }

        /// A function that did not execute: its effect was put in its place.
        public struct Replaced: Sendable, Equatable, Codable {
            /// Its name.
            public var function: String
            /// Its address.
            public var address: String
            /// Why it cannot run.
            public var reason: String
            /// How often it was called.
            public var calls: Int

            package init(function: String, address: String, reason: String, calls: Int) {
                self.function = function
                self.address = address
                self.reason = reason
                self.calls = calls
            }
        }

        package init(
            file: String,
            sdk: String?,
            platforms: [String],
            tls: [String],
            flashSize: Int,
            names: Names,
            symbols: Int,
            signatures: String?,
            scheduler: Scheduler?,
            replaced: [Replaced],
            notes: [String]
        ) {
            self.file = file
            self.platforms = platforms
            self.tls = tls
            self.flashSize = flashSize
            self.names = names
            self.symbols = symbols
            self.replaced = replaced
            self.notes = notes
            self.sdk = sdk
            self.signatures = signatures
            self.scheduler = scheduler
        }

        enum CodingKeys: String, CodingKey {
            case file, sdk, platforms, tls
            case flashSize = "flash_size"
            case names, symbols, signatures, scheduler, replaced, notes
        }
    }
}
