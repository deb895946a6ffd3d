import CMbedTLS

/// The sessions of an endpoint, by which its clients resume.
final class SessionCache {
    let cache: OpaquePointer?

    /// nil for an endpoint that keeps none.
    /// - Throws: `EndpointError.tls` when tickets cannot be made.
    init?(_ configuration: EndpointConfiguration) throws(EndpointError) {
        guard configuration.keepsSessions || configuration.tls.givesTickets else { return nil }
        cache = vesp_sessions_new()
        guard configuration.tls.givesTickets, let cache else { return }
        let isUnpredictable: Int32 = configuration.isUnpredictable ? 1 : 0
        let error = vesp_sessions_give_tickets(cache, ~configuration.seed, isUnpredictable, configuration.time)
        guard error == 0 else { throw .tls(TLSLibraryError(code: error)) }
    }

    deinit { vesp_sessions_free(cache) }
}
