import ESP8266
import Testing

@testable import Emulation

@Suite struct TripCollectorTests {
    private let millisecond: Ticks = 160_000

    private func collector(bites: [Ticks]) -> TripCollector {
        var trips = TripCollector([], library: .mbedTLS)
        for bite in bites { trips.bit(.soft, at: bite, sinceFeed: (.zero, nil), state: nil, core: nil) }
        return trips
    }

    @Test func `work goes on until the loop is serviced, for every bite before`() {
        var trips = collector(bites: [10 * millisecond, 30 * millisecond])
        trips.serviced(at: 35 * millisecond)
        trips.bit(.hard, at: 50 * millisecond, sinceFeed: (nil, nil), state: "ClientHello", core: nil)
        trips.serviced(at: 51 * millisecond)
        trips.serviced(at: 90 * millisecond)
        #expect(trips.result.map(\.goesOn?.microseconds) == [25_000, 5_000, 1_000])
        #expect(trips.result.map(\.watchdog) == [.soft, .soft, .hard])
        #expect(trips.result.map(\.tlsState) == [nil, nil, "ClientHello"])
    }

    @Test func `a reset leaves it open`() {
        var trips = collector(bites: [10 * millisecond])
        trips.reset()
        trips.serviced(at: 20 * millisecond)
        #expect(trips.result.map(\.goesOn) == [nil])
    }

    @Test func `the first twenty are kept`() {
        #expect(collector(bites: Array(0..<30)).result.count == 20)
    }

    @Test func `what is computed is the library's outermost function below its state machine`() {
        let chain = [
            "mpi_mul_hlp", "mbedtls_mpi_exp_mod", "mbedtls_rsa_private", "rsa_sign_wrap", "mbedtls_pk_sign",
            "mbedtls_ssl_handshake_client_step", "mbedtls_ssl_handshake", "main",
        ]
        #expect(TLSLibrary.mbedTLS.computation(chain) == "mbedtls_pk_sign")
        #expect(TLSLibrary.mbedTLS.computation(["memcpy", "mbedtls_ssl_flush_output", "main"]) == "memcpy")
        #expect(TLSLibrary.mbedTLS.computation(["spin", "main"]) == "spin")
        #expect(TLSLibrary.mbedTLS.computation([]) == nil)
    }

    @Test(arguments: [
        (TLSLibrary.bearSSL, ["br_i15_montymul", "br_rsa_i15_public", "br_rsa_i15_pkcs1_vrfy", "br_x509_minimal_run"]),
        (.bearSSL, ["br_ec_all_m15_mul", "br_ssl_hs_client_run", "br_ssl_engine_recvrec_ack", "loop"]),
        (.axTLS, ["bi_barrett", "bi_mod_power", "RSA_decrypt", "process_server_hello", "ssl_read", "main"]),
        (.wolfSSL, ["sp_2048_mul_8", "wc_RsaFunction", "RsaVerify", "DoCertificate", "wolfSSL_connect"]),
        (.mbedTLS, ["mbedtls_mpi_exp_mod", "mbedtls_rsa_public", "mbedtls_ssl_parse_certificate", "task"]),
    ])
    func `every library's computations are known by their names`(library: TLSLibrary, chain: [String]) {
        let expected = [
            "BearSSL": ["br_rsa_i15_pkcs1_vrfy", "br_ec_all_m15_mul"], "axTLS": ["RSA_decrypt"],
            "wolfSSL": ["wc_RsaFunction"], "mbedTLS": ["mbedtls_rsa_public"],
        ]
        let found = library.computation(chain)
        #expect(expected[library.name]?.contains(found ?? "") == true, "\(found ?? "nothing")")
        #expect(TLSLibrary.computation(chain) == found)
    }
}
