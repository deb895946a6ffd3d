import GuestABI
import Record
import Testing

@testable import Emulation

@Suite struct ProbeSourceTests {
    private func event(_ register: ProbeRegister, _ value: UInt32) -> GuestEvent? {
        var source = ProbeSource(library: .mbedTLS)
        return source.event(register, value)
    }

    @Test func `states are told in the order of a handshake, whatever the library calls its end`() {
        #expect(event(.tlsState, 9) == .handshake(.state(TLSState(number: 9))))
        #expect(TLSState(number: 9).name == "CertificateVerify")
        #expect(event(.tlsState, 16) == .handshake(.complete))
        #expect(event(.tlsState, PROBE_NO_TLS_STATE) == .handshake(.none))
    }

    @Test func `errors have the sign of their library`() {
        #expect(event(.handshakeResult, 0x7780) == .handshakeReturned(error: -0x7780))
        #expect(event(.handshakeResult, UInt32(bitPattern: -62)) == .handshakeReturned(error: 62))
        #expect(event(.handshakeResult, 0) == .handshakeReturned(error: 0))
        #expect(event(.appState, PROBE_APP_FAILED | 0x28) == .applicationFailed(code: 0x28))
    }

    @Test func `a stack is one event, after its address and its size`() {
        var source = ProbeSource(library: .mbedTLS)
        #expect(source.event(.stackBase, 0x3FFE_9000) == nil)
        #expect(source.event(.stackSize, 8192) == .stack(base: 0x3FFE_9000, bytes: 8192))
    }

    @Test func `so is a second one`() {
        var source = ProbeSource(library: .bearSSL)
        #expect(source.event(.secondStackBase, 0x3FFE_A000) == nil)
        #expect(source.event(.secondStackSize, 6200) == .secondStack(base: 0x3FFE_A000, bytes: 6200))
    }

    @Test func `numbers that mean nothing are no event`() {
        #expect(event(.appState, 0) == nil)
        #expect(event(.appState, 99) == nil)
        #expect(event(.softWatchdog, 77) == nil)
        #expect(event(.softWatchdogTimeout, 0) == nil)
        #expect(event(.curve, 0) == .curve(nil))
        #expect(event(.curve, 3) == .curve("secp256r1"))
    }
}
