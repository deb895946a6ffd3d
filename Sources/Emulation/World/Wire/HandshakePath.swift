import Record

/// What a TLS 1.2 client is at between two messages: the message that it makes or awaits (RFC 5246 section 7.3, RFC 5077
/// section 3.1). Several that arrived together are one step: what it computes then counts for the message that it sends.
struct HandshakePath {
    /// Whether the server sends half of a key exchange besides its certificate.
    var hasServerKeyExchange = false
    /// Whether the server sends a certificate at all.
    var hasCertificate = true
    /// Whether an earlier session goes on, so that the server finishes first.
    var isResumed = false
    /// Whether the server promised a ticket that has not come.
    var awaitsTicket = false
    /// Whether it asked for a certificate.
    var isAsked = false
    /// Whether the client sent one, and so has to prove its key.
    var hasSentCertificate = false
    /// Whether its half of the key exchange has passed.
    var hasExchangedKeys = false
    /// Whose Finished has passed.
    var clientIsFinished = false, serverIsFinished = false
    /// Whether the client changed to the new keys.
    var clientHasChanged = false

    /// Behind the ServerHello.
    var afterServerHello: TLSState {
        if isResumed { return beforeServerFinished }
        return hasCertificate ? .serverCertificate : afterCertificate
    }

    /// Behind the server's Certificate and CertificateStatus.
    var afterCertificate: TLSState { hasServerKeyExchange ? .serverKeyExchange : .serverHelloDone }

    /// Behind ServerHelloDone.
    var afterServerHelloDone: TLSState { isAsked ? .clientCertificate : .clientKeyExchange }

    /// Behind ClientKeyExchange.
    var afterClientKeyExchange: TLSState { hasSentCertificate ? .certificateVerify : .changeCipherSpec }

    /// Before the server's ChangeCipherSpec.
    var beforeServerFinished: TLSState { awaitsTicket ? .newSessionTicket : .serverChangeCipherSpec }

    /// Behind a Finished; nil behind both.
    var afterFinished: TLSState? {
        if clientIsFinished && serverIsFinished { return nil }
        if clientIsFinished { return beforeServerFinished }
        return clientHasChanged ? .clientFinished : .changeCipherSpec
    }

    /// Takes note of the cipher suite's name, whose beginning says how keys are exchanged.
    mutating func agreed(on suite: String) {
        let exchange = suite.firstRange(of: "_WITH_").map { suite[..<$0.lowerBound] } ?? ""
        let isAnonymous = exchange.hasSuffix("_anon"), isPreShared = exchange.contains("PSK")
        hasCertificate = !isAnonymous && (!isPreShared || exchange.hasSuffix("RSA_PSK"))
        hasServerKeyExchange = isAnonymous || exchange.contains("DHE_")
    }
}
