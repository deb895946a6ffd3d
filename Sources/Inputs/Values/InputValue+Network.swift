import Foundation

extension InputValue where Value == String {
    /// A name of DNS.
    static var hostName: Self {
        InputValue(.text, show: { $0 }) { text throws(Refusal) in
            let labels = text.split(separator: ".", omittingEmptySubsequences: false)
            let isName = labels.allSatisfy { label in
                (1...63).contains(label.utf8.count)
                    && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
            }
            guard isName, text.utf8.count <= 253 else { throw Refusal("'\(text.shown)' is no name of a host") }
            return text
        }
    }

    /// An address of IPv4.
    static var address: Self {
        InputValue(.text, show: { $0 }) { text throws(Refusal) in
            guard IPv4Text.isAddress(text) else { throw Refusal("'\(text.shown)' is no address of IPv4") }
            return text
        }
    }
}

extension InputValue where Value == UInt64 {
    /// A moment as RFC 3339 has it, in UTC and whole seconds, in seconds since 1970.
    static var time: Self {
        let style = Date.ISO8601FormatStyle()
        return InputValue(.text, show: { Date(timeIntervalSince1970: Double($0)).formatted(style) }) {
            text throws(Refusal) in
            // NTP's seconds end in 2036 and begin anew; what is behind 2105 has no number of 32 bits since 1970 either.
            guard let seconds = (try? style.parse(text))?.timeIntervalSince1970, (0..<4_294_967_296).contains(seconds),
                text.hasSuffix("Z")
            else { throw Refusal("'\(text.shown)' is no time as 2026-01-01T00:00:00Z") }
            return UInt64(seconds)
        }
    }
}

extension InputValue where Value == [PortForward] {
    /// Ports of the host that lead to the device.
    static var forwards: Self {
        InputValue(
            .texts,
            words: { words throws(Refusal) in
                try words.map { word throws(Refusal) in
                    guard let forward = PortForward(text: word) else {
                        throw Refusal("'\(word.shown)' is not [ADDRESS:]HOSTPORT:GUESTPORT[/udp]")
                    }
                    return forward
                }
            },
            show: { $0.map(\.text).joined(separator: ", ") }
        )
    }
}

extension InputValue where Value == Scenario.DeviceURL {
    /// A page of the device's.
    static var deviceURL: Self {
        InputValue(.text, show: \.text) { text throws(Refusal) in
            guard let url = Scenario.DeviceURL(text: text) else {
                throw Refusal("'\(text.shown)' is not http://HOST[:PORT]/PATH with an address or 'device' for HOST")
            }
            return url
        }
    }
}

extension InputValue where Value == [UInt8] {
    /// A SHA-1 fingerprint as `openssl x509 -fingerprint` and the Arduino core write it: 20 bytes in hexadecimal.
    static var fingerprint: Self {
        let show = { @Sendable (bytes: [UInt8]) in
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: ":")
        }
        return InputValue(.text, show: show) { text throws(Refusal) in
            let digits = text.filter { $0 != ":" && $0 != " " }
            let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { offset in
                UInt8(digits.dropFirst(offset).prefix(2), radix: 16)
            }
            guard digits.count == 40, bytes.count == 20, digits.allSatisfy(\.isHexDigit) else {
                throw Refusal("'\(text.shown)' is no fingerprint of 20 bytes as AA:BB:…")
            }
            return bytes
        }
    }
}
