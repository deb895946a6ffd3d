import Foundation

/// A PEM file (RFC 7468) to be built into a program in C, as the examples of esp-open-rtos and others want it.
public struct PEMSource: Sendable, Equatable {
    /// Whether one of its blocks is a private key.
    public let hasPrivateKey: Bool
    private let lines: [String]

    /// Reads the file's blocks, in their order; text around them stays out.
    public init(_ bytes: [UInt8]) throws(PEMFault) {
        guard !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else {
            throw PEMFault(line: nil, reason: .isUTF16)
        }
        if bytes.first == 0x30, bytes.dropFirst().first ?? 0 >= 0x80 || bytes.contains(0) {
            throw PEMFault(line: nil, reason: .isDER)
        }
        var reader = BlockReader()
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            try reader.read(String(decoding: line, as: UTF8.self))
        }
        lines = try reader.end()
        hasPrivateKey = reader.labels.contains { $0.hasSuffix("PRIVATE KEY") }
    }

    /// One C string literal a line, CR and LF escaped at its end, which is what the tutorial's
    /// `sed -e 's/^/"/g' | sed -e 's/$/\\r\\n"/g'` prints (README of esp-open-rtos' examples/aws_iot).
    /// - Parameter name: of the variable to define; without one there are only the literals.
    public func cText(name: String? = nil) -> String {
        let literals = lines.map { "\"\($0)\\r\\n\"" }.joined(separator: "\n")
        return name.map { "const char *\($0) =\n\(literals);\n" } ?? literals + "\n"
    }

    /// Whether a variable in C can be called `name`, as far as letters go.
    public static func isName(_ name: String) -> Bool {
        name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil
    }
}

/// Why a file is not one of PEM.
public struct PEMFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Reason: Sendable, Equatable {
        /// No block at all.
        case noBlock
        /// Bytes as `openssl -outform der` writes them.
        case isDER
        /// Text of two bytes a character, as some Windows tools write it.
        case isUTF16
        /// The block needs a password.
        case encrypted
        /// The block has no end line of its own.
        case open(String)
        /// The block's content is no base64.
        case damaged(String)
    }

    /// 1 for the first; nil for the whole file.
    public let line: Int?
    /// What is wrong there.
    public let reason: Reason

    /// One line, lower case, without the file's name.
    public var description: String {
        switch reason {
        case .noBlock: "not a PEM file: no line '-----BEGIN …-----'"
        case .isDER: "in DER, not PEM; convert it: openssl x509 (or pkey) -inform der -in FILE -out NEW.pem"
        case .isUTF16: "in UTF-16, not a PEM file; save it as ASCII or UTF-8"
        case .encrypted: "the private key is encrypted; decrypt it first: openssl pkey -in FILE -out NEW.pem"
        case .open(let label): "'\(label)' has no line '-----END \(label)-----'"
        case .damaged(let label): "'\(label)' is damaged: not base64"
        }
    }
}

/// Goes through a PEM file line by line.
private struct BlockReader {
    private(set) var labels: [String] = []
    private var lines: [String] = []
    private var number = 0
    /// The block whose end has not come.
    private var open: (label: String, line: Int, start: Int)?

    mutating func read(_ line: String) throws(PEMFault) {
        number += 1
        let text = String(line.trimmingPrefix("\u{FEFF}").trimmingSuffix { $0.isWhitespace })
        guard let open else { return begin(text) }
        if text == "-----END \(open.label)-----" {
            // Lines of any length are one text to whoever reads PEM.
            let content = lines[(open.start + 1)...].joined()
            guard let der = Data(base64Encoded: content), !der.isEmpty else {
                throw PEMFault(line: open.line, reason: .damaged(open.label))
            }
            lines.append(text)
            self.open = nil
        } else if text.hasPrefix("Proc-Type: 4,ENCRYPTED") || open.label == "ENCRYPTED PRIVATE KEY" {
            throw PEMFault(line: open.line, reason: .encrypted)
        } else if text.hasPrefix("-----") {
            throw PEMFault(line: open.line, reason: .open(open.label))
        } else if text.isEmpty || !text.utf8.allSatisfy(Self.isBase64) {
            throw PEMFault(line: number, reason: .damaged(open.label))
        } else {
            lines.append(text)
        }
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch UnicodeScalar(byte) {
        case "A"..."Z", "a"..."z", "0"..."9", "+", "/", "=": true
        default: false
        }
    }

    private mutating func begin(_ text: String) {
        guard let label = text.wholeMatch(of: /-----BEGIN ([A-Z0-9 ]{1,40})-----/)?.1 else { return }
        open = (String(label), number, lines.count)
        labels.append(String(label))
        lines.append(text)
    }

    /// The lines of all blocks.
    func end() throws(PEMFault) -> [String] {
        if let open { throw PEMFault(line: open.line, reason: .open(open.label)) }
        guard !lines.isEmpty else { throw PEMFault(line: nil, reason: .noBlock) }
        return lines
    }
}

extension StringProtocol {
    /// Without the last characters that `isUnwanted`.
    fileprivate func trimmingSuffix(while isUnwanted: (Character) -> Bool) -> SubSequence {
        guard let last = lastIndex(where: { !isUnwanted($0) }) else { return self[endIndex...] }
        return self[...last]
    }
}
