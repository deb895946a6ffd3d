import CMbedTLS

/// An endpoint's chains and keys, parsed once for all its connections.
final class ServerIdentities {
    let identities: OpaquePointer

    /// - Throws: `EndpointError.unusableIdentity` when one of them is unusable.
    init(_ configuration: EndpointConfiguration) throws(EndpointError) {
        let texts = [
            configuration.rsa.chainPEM, configuration.rsa.keyPEM,
            configuration.ecdsa.chainPEM, configuration.ecdsa.keyPEM, configuration.clientCAPEM,
        ]
        var error: Int32 = 0
        let made = PEMBlob.with(texts) { blobs in
            var texts = vesp_identity_texts(
                rsa_chain: blobs[0],
                rsa_key: blobs[1],
                ec_chain: blobs[2],
                ec_key: blobs[3],
                client_ca: blobs[4]
            )
            return vesp_identities_new(&texts, &error)
        }
        guard let made else { throw .unusableIdentity(TLSLibraryError(code: error)) }
        identities = made
    }

    deinit { vesp_identities_free(identities) }
}
