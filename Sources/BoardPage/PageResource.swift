import NIOCore
import NIOHTTP1

/// What a browser can fetch.
struct PageResource: Sendable {
    let type: String
    let body: ByteBuffer

    /// By its path.
    static let all: [String: PageResource] = [
        "/": PageResource(type: "text/html", text: PageMarkup.text),
        "/page.css": PageResource(type: "text/css", text: PageStyle.text),
        "/page.js": PageResource(type: "text/javascript", text: PageScript.text),
    ]

    private init(type: String, text: String) {
        self.type = type
        body = ByteBuffer(string: text)
    }

    /// Nothing is fetched from elsewhere, nothing inline is run, nobody frames the page, and a board of tomorrow is not shown by
    /// the page of today.
    static let policy: HTTPHeaders = [
        "Content-Security-Policy": """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; \
        form-action 'none'; frame-ancestors 'none'
        """,
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    ]
}
