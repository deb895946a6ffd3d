import CMbedTLS

/// The sessions of an endpoint, by which its clients resume.
final class SessionCache {
    let cache: OpaquePointer?

    init() {
        cache = vesp_sessions_new()
    }

    deinit { vesp_sessions_free(cache) }
}
