/// Settings of an mbedTLS build that remedies change.
struct TLSBuild: Sendable, Equatable {
    /// MBEDTLS_ECP_WINDOW_SIZE.
    var window = 6
    /// MBEDTLS_ECP_FIXED_POINT_OPTIM.
    var hasTable = true
    /// MBEDTLS_SSL_IN_CONTENT_LEN.
    var input = 4096
    /// MBEDTLS_SSL_OUT_CONTENT_LEN.
    var output = 4096

    /// What the configurations of the guest's TLS builds say, by build.
    static let known = [
        "eor": TLSBuild(window: 2, hasTable: false),
        "eor-extras": TLSBuild(window: 2, hasTable: false),
        "nonos": TLSBuild(window: 2, hasTable: false),
        "rtos-sdk-3.4": TLSBuild(input: 16_384),
        "mongoose": TLSBuild(),
    ]
}
