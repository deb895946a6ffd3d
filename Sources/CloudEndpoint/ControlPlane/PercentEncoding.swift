import Foundation

/// Percent-encoding of URIs (RFC 3986, 2.1).
enum PercentEncoding {
    /// Section 2.3.
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    )

    /// The text; what is no encoding of UTF-8 stands as it is.
    static func decode(_ text: some StringProtocol) -> String { text.removingPercentEncoding ?? String(text) }

    /// Everything encoded but the unreserved characters, and slashes if `keepsSlashes`.
    static func encode(_ text: String, keepsSlashes: Bool = false) -> String {
        let kept = keepsSlashes ? unreserved.union(CharacterSet(charactersIn: "/")) : unreserved
        return text.addingPercentEncoding(withAllowedCharacters: kept) ?? text
    }
}
