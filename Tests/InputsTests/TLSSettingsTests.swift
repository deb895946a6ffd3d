import Testing

@testable import Inputs

/// The section `tls` of a scenario, and what the firmware is told of it.
@Suite struct TLSSettingsTests {
    private func settings(_ text: String) throws -> TLSSettings { try Scenario(yaml: text, file: "s.yml").tls }

    private func error(_ text: String) -> String {
        do {
            _ = try settings(text)
            return "none"
        } catch let error as EmulationError {
            return error.description
        } catch {
            return "\(error)"
        }
    }

    @Test func `everything can be given`() throws {
        let text = """
            tls:
              suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_RSA_WITH_AES_256_CBC_SHA256]
              curves: [secp384r1, secp256r1]
              max_fragment_length: 2048
              between_steps: yield
              ecp_max_ops: 500
              resume: true
              image: window6-table

            """
        var expected = TLSSettings()
        expected.suites = [0xC02B, 0x003D]
        expected.curves = [24, 23]
        expected.maxFragmentLength = 2048
        expected.betweenSteps = .yield
        expected.ecpMaxOps = 500
        expected.resume = true
        expected.image = "window6-table"
        #expect(try settings(text) == expected)
    }

    @Test(arguments: [
        ("tls: {suits: a}\n", "s.yml:1: unknown key 'tls.suits'; did you mean 'suites'?"),
        (
            "seed: 1\ntls: {suites: TLS_RSA_WITH_AES_128_GCM_SHA}\n",
            "s.yml:2: key 'tls.suites': 'TLS_RSA_WITH_AES_128_GCM_SHA' is not one of TLS_"
        ),
        ("tls: {curves: x}\n", "s.yml:1: key 'tls.curves': 'x' is not one of secp256r1, secp384r1, secp521r1"),
        ("tls: {max_fragment_length: 1000}\n", "s.yml:1: key 'tls.max_fragment_length': "),
        ("tls: {between_steps: nap}\n", "s.yml:1: key 'tls.between_steps': 'nap' is not one of nothing, feed, yield"),
        ("tls: {image: ../x}\n", "s.yml:1: key 'tls.image': '../x' is not a name"),
        ("tls: {ecp_max_ops: 0}\n", "s.yml:1: key 'tls.ecp_max_ops': '0' is not a whole number from 1 to 1000000"),
    ])
    func `a bad value names file, line and key`(text: String, message: String) {
        #expect(error(text).hasPrefix(message), "\(error(text))")
    }
}
