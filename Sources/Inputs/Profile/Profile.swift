import ESP8266
import GuestABI
import Record

/// One board with one SDK: everything that decides how long things take and what bites.
public struct Profile: Sendable, Equatable {
    /// File name without its ending.
    public var name: String
    /// One line for people.
    public var description = ""
    /// The SDK.
    public var sdk = SDK()
    /// CPU clock in MHz, 80 or 160.
    public var clockMHz = 80
    /// SPI flash mode.
    public var flashMode = FlashMode.dio
    /// SPI flash clock in MHz.
    public var flashMHz = 40
    /// Flash cache in KB, 16 or 32.
    public var cacheKB = 32
    /// Lines per set of the flash cache.
    public var cacheWays = 2
    /// Heap for the application.
    public var heapBytes = 40 * 1024
    /// Stack of the application's task.
    public var stackBytes = 8 * 1024
    /// From the boot ROM's hand-over to the application.
    public var startMilliseconds = 0
    /// The SDK's watchdog.
    public var soft = SoftWatchdog()
    /// The chip's watchdog.
    public var hard = HardWatchdog()
    /// How long joining the network takes.
    public var wifi = WiFiTimes()
    /// Deviations from the core's prices, by name.
    public var timing: [String: Int] = [:]

    /// A profile with the values of the chip and no SDK's.
    public init(name: String) {
        self.name = name
    }

    /// What feeds the watchdogs.
    public enum FeedingRule: String, Sendable, CaseIterable {
        /// The SDK's own task, when the application returns to it.
        case cooperative
        /// A task above the application's.
        case priorityTask = "priority-task"
        /// The idle task.
        case idle
        /// The application's poll loop.
        case pollLoop = "poll-loop"

        /// The number in the configuration sector.
        public var code: FeedingRuleCode {
            switch self {
            case .cooperative: .cooperative
            case .priorityTask: .priorityTask
            case .idle: .idle
            case .pollLoop: .pollLoop
            }
        }
    }

    /// Which texts the SDK prints.
    public enum LogStyle: String, Sendable, CaseIterable {
        /// NONOS SDK.
        case nonos
        /// Arduino core.
        case arduino
        /// esp-open-rtos.
        case espOpenRTOS = "esp-open-rtos"
        /// ESP8266_RTOS_SDK.
        case rtosSDK = "rtos-sdk"
        /// Mongoose OS.
        case mongoose

        /// The number in the configuration sector.
        public var code: LogStyleCode {
            switch self {
            case .nonos: .nonos
            case .arduino: .arduino
            case .espOpenRTOS: .espOpenRTOS
            case .rtosSDK: .rtosSDK
            case .mongoose: .mongoose
            }
        }
    }

    /// The SDK's part.
    public struct SDK: Sendable, Equatable {
        /// Name and version as printed.
        public var name = ""
        /// Texts.
        public var logStyle = LogStyle.nonos
        /// Where its settings are made.
        public var family = Family.nonos
        /// The application, first part of the image's name.
        public var application = "aws_iot"
        /// The TLS library it is linked with, second part of the image's name.
        public var tlsLibrary = "mbedtls"
        /// The library's configuration, third part of the image's name.
        public var tlsBuild = ""
        /// What feeds the watchdogs.
        public var feeding = FeedingRule.cooperative

        /// File name of the firmware, `APPLICATION-LIBRARY-BUILD.elf`; `variant` names one with a changed setting of the
        /// library, `APPLICATION-LIBRARY-BUILD+VARIANT.elf`.
        package func imageFile(variant: String?) -> String {
            "\(application)-\(tlsLibrary)-\(tlsBuild)\(variant.map { "+\($0)" } ?? "").elf"
        }
    }

    /// The SDK's watchdog: bites at the second expiry.
    public struct SoftWatchdog: Sendable, Equatable {
        /// Whether there is one.
        public var isEnabled = false
        /// Time to one expiry.
        public var intervalMicroseconds = 1_600_000

        /// Nominal time to the bite.
        public var timeout: Seconds { Seconds(microseconds: 2 * Int64(intervalMicroseconds)) }
    }

    /// What the interrupt between the two stages does.
    public enum HardWatchdogInterrupt: String, Sendable, CaseIterable {
        /// No handler.
        case none
        /// Notes the reset reason.
        case record
        /// Panics: the first stage is the bite.
        case panic

        /// The number in the configuration sector.
        public var code: WatchdogInterruptCode {
            switch self {
            case .none: .none
            case .record: .record
            case .panic: .panic
            }
        }
    }

    /// The chip's watchdog: two stages of 0.8192 ms · 2^n.
    public struct HardWatchdog: Sendable, Equatable {
        /// Whether the SDK enables it.
        public var isEnabled = true
        /// Exponent of the first stage.
        public var stage0 = 11
        /// Exponent of the second stage.
        public var stage1 = 13
        /// What happens between them.
        public var interrupt = HardWatchdogInterrupt.none

        /// Time to the bite: both stages, or the first one when its interrupt panics.
        public var timeout: Seconds {
            let first = Self.microseconds(stage0)
            return Seconds(microseconds: interrupt == .panic ? first : first + Self.microseconds(stage1))
        }

        private static func microseconds(_ n: Int) -> Int64 { (1 << Int64(16 + n)) / 80 }
    }

    /// Durations of the phases of a join.
    public struct WiFiTimes: Sendable, Equatable {
        /// Scan of all channels.
        public var scanMilliseconds = 2000
        /// Authentication, association, key handshake.
        public var joinMilliseconds = 41
        /// Address by DHCP.
        public var dhcpMilliseconds = 595
    }
}
