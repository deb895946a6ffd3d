extension Profile {
    /// Kinds of SDK by where their settings are made.
    public enum Family: String, Sendable, CaseIterable {
        /// ESP8266 NONOS SDK.
        case nonos
        /// Arduino core.
        case arduino
        /// esp-open-rtos.
        case espOpenRTOS = "esp-open-rtos"
        /// ESP8266_RTOS_SDK.
        case rtosSDK = "rtos-sdk"
        /// Mongoose OS.
        case mongoose

        /// The family whose texts an SDK prints.
        init(_ style: LogStyle) {
            switch style {
            case .nonos: self = .nonos
            case .arduino: self = .arduino
            case .espOpenRTOS: self = .espOpenRTOS
            case .rtosSDK: self = .rtosSDK
            case .mongoose: self = .mongoose
            }
        }
    }
}
