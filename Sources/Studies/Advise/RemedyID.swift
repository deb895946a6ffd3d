/// The names by which files, reports and `vesp advise --json` call the remedies.
public enum RemedyID: String, Sendable, CaseIterable {
    /// CPU at 160 MHz.
    case clock160 = "clock-160"
    /// Flash read in QIO mode at 80 MHz.
    case flashQIO80 = "flash-qio-80"
    /// Flash cache of 32 KB instead of 16.
    case cache32 = "cache-32"
    /// A P-256 client key instead of an RSA one.
    case p256 = "p-256"
    /// The client key in an ATECC508A.
    case secureElement = "secure-element"
    /// secp256r1 offered before the longer curves.
    case curveP256 = "curve-p-256"
    /// A suite of ECDHE-ECDSA offered first.
    case suiteECDHEECDSA = "suite-ecdhe-ecdsa"
    /// A suite without ECDHE offered first.
    case suiteRSA = "suite-rsa"
    /// The negotiated suite with the shorter key.
    case suiteAES128 = "suite-aes-128"
    /// Maximum fragment length of RFC 6066.
    case maxFragment2048 = "max-fragment-2048"
    /// Session of the first connection for the next ones.
    case resume
    /// MBEDTLS_ECP_WINDOW_SIZE 2 without the table of the base point.
    case ecpWindow2 = "ecp-window-2"
    /// MBEDTLS_ECP_WINDOW_SIZE 6 without the table.
    case ecpWindow6 = "ecp-window-6"
    /// MBEDTLS_ECP_WINDOW_SIZE 6 with MBEDTLS_ECP_FIXED_POINT_OPTIM.
    case ecpWindow6Table = "ecp-window-6-table"
    /// MBEDTLS_ECP_NIST_OPTIM.
    case nistOptim = "nist-optim"
    /// Record buffers of 4096 bytes in and 2048 out.
    case records4096 = "records-4096-2048"
    /// Record buffers of 16384 bytes in and 4096 out.
    case records16384 = "records-16384-4096"
    /// MBEDTLS_ECP_RESTARTABLE, which returns within a scalar multiplication.
    case ecpRestartable = "ecp-restartable"
    /// Watchdogs fed between two steps of the handshake.
    case feedBetweenSteps = "feed-between-steps"
    /// The SDK given its turn between two steps of the handshake.
    case yieldBetweenSteps = "yield-between-steps"
    /// A certificate with a P-256 key at the server.
    case serverECDSA = "server-ecdsa"
    /// Two certificates in the server's chain instead of four.
    case serverShortChain = "server-short-chain"
    /// Suites without ECDHE alone at the server.
    case serverRSAExchange = "server-rsa-exchange"
    /// The negotiated suite with the shorter key, chosen by the server.
    case serverAES128 = "server-aes-128"
    /// secp256r1 before the longer curves, chosen by the server.
    case serverCurveP256 = "server-curve-p-256"
    /// Sessions that the server keeps.
    case serverSessions = "server-sessions"
    /// No soft watchdog.
    case softWatchdogOff = "soft-watchdog-off"
}
